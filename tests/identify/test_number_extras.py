"""What stands around a number falls away, and no digit of the number with it."""

import pytest

from agent.identify.dial_plan import DialPlan
from agent.identify.number_extras import is_rounded, without_extras
from agent.identify.phone_number import read_number

FRANCE = DialPlan("FR")


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0199001005", "0199001005"),
        ("*31#0199001005", "0199001005"),
        ("#31#0199001005", "0199001005"),
        ("*121#004930231250 01", "004930231250 01"),
        ("01 99 00 10 05 poste 12", "01 99 00 10 05"),
        ("01 99 00 10 05 Poste: 12", "01 99 00 10 05"),
        ("+33 1 99 00 10 08 x136", "+33 1 99 00 10 08"),
        ("+33199001008x136", "+33199001008"),
        ("+33199001008 ext. 12", "+33199001008"),
        ("+33199001008 extension 12", "+33199001008"),
        ("(01) 99 00 10 05 ext 7", "(01) 99 00 10 05"),
        ("+33 1 99 00 10 06,,12#", "+33 1 99 00 10 06"),
        ("+33199001006,,,123456#,1234", "+33199001006"),
        ("+33199001006,12", "+33199001006"),
        ("+33199001006p12", "+33199001006"),
        ('="0199001001"', "0199001001"),
        ('"0199001001"', "0199001001"),
        ("'0199001001", "0199001001"),
        ("33199001001.0", "33199001001"),
        ("33199001001,00", "33199001001"),
        ("3.3199001001E+10", "33199001001"),
        ("3,3199001001e10", "33199001001"),
    ],
)
def test_what_stands_around_a_number_falls_away(written: str, number: str) -> None:
    assert without_extras(written) == number


@pytest.mark.parametrize(
    "written",
    [
        "0162",
        "0162 x12",
        "01 62 xx xx 12",
        "**622",
        "*31#",
        "0199001001,0261911002",
        "4.93E+10",
        "3.3E+10",
        "1.0",
    ],
)
def test_what_is_no_number_with_something_around_it_stays(written: str) -> None:
    assert without_extras(written) == written


@pytest.mark.parametrize("written", ["4.93E+10", "4,93e+10", "3.319900100E+10", "5E+10"])
def test_a_number_that_lost_digits_is_known_and_never_filled_up(written: str) -> None:
    assert is_rounded(written)
    assert read_number(written, FRANCE) is None


@pytest.mark.parametrize(
    ("typed", "number_e164"),
    [
        ("+33 (0)1 99 00 10 03", "+33199001003"),
        ("+33 ( 0 ) 1 99 00 10 04", "+33199001004"),
        ("+33 [0] 1 99 00 10 04", "+33199001004"),
        ("0033 (0)1 99 00 10 04", "+33199001004"),
        ("33 (0)1 99 00 10 04", "+33199001004"),
        ("(0)1 99 00 10 04", "+33199001004"),
        ("+48 (0) 22 123 45 67", "+48221234567"),
        ("+420 (0)2 1234 5678", "+420212345678"),
        ("+49 (0) 30 23125 003", "+493023125003"),
        ("+44 (0)20 7946 0001", "+442079460001"),
        ("+39 (0)6 1234 5678", "+390612345678"),
        ("+39 (0)347 123 4567", "+393471234567"),
    ],
)
def test_a_zero_in_brackets_goes_but_where_numbers_keep_it(typed: str, number_e164: str) -> None:
    found = read_number(typed, FRANCE)
    assert found is not None and found.number_e164 == number_e164
