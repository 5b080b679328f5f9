"""Whom a written number means, the same for what is typed and for every file."""

import pytest

from agent.identify.dial_plan import DialPlan
from agent.identify.listed_number import read_listed_number, read_listed_numbers

FRANCE = DialPlan("FR")
GERMANY = DialPlan("DE")


@pytest.mark.parametrize(
    ("plan", "typed", "kind", "value"),
    [
        (FRANCE, "33162*", "prefix", "+33162"),
        (FRANCE, "0033162*", "prefix", "+33162"),
        (FRANCE, "+33 (0)1 62*", "prefix", "+33162"),
        (FRANCE, "+330162*", "prefix", "+33162"),
        (FRANCE, "0162*", "prefix", "+33162"),
        (FRANCE, "33162.*", "prefix", "+33162"),
        (FRANCE, "+33162…", "prefix", "+33162"),
        (FRANCE, "*31#0162*", "prefix", "+33162"),
        (GERMANY, "4941555*", "prefix", "+4941555"),
        (DialPlan("IT"), "+39 (0)6*", "prefix", "+3906"),
        (FRANCE, "33163######", "pattern", "+33163######"),
        (FRANCE, "0033162XXXXXX", "pattern", "+33162######"),
        (FRANCE, "0163xxxxxx", "pattern", "+33163######"),
        (FRANCE, "02 70 .. .. ..", "pattern", "+33270######"),
        (FRANCE, "+33 3 77 ?? ?? ??", "pattern", "+33377######"),
        (FRANCE, "01 62 ## ## ##", "pattern", "+33162######"),
        (FRANCE, "+33 (0)1 62 ## ## ##", "pattern", "+33162######"),
        (FRANCE, "+49 (0) 30 23125 003", "exact", "+493023125003"),
        (FRANCE, "01\u00a099\u202f00.10-01", "exact", "+33199001001"),
        (FRANCE, "tel:+33-1-99-00-10-01;ext=12", "exact", "+33199001001"),
        (FRANCE, "33199001001", "exact", "+33199001001"),
        (FRANCE, "353011003", "exact", "+33353011003"),
        (FRANCE, "3950", "exact", "3950"),
    ],
)
def test_a_number_a_beginning_and_a_pattern_are_read(
    plan: DialPlan, typed: str, kind: str, value: str
) -> None:
    for any_short in (True, False):
        assert read_listed_number(typed, plan, any_short=any_short) == (kind, value)


@pytest.mark.parametrize(
    ("plan", "typed", "because"),
    [
        (FRANCE, "0162", "for all that begin so, write 0162[*]"),
        (FRANCE, "018480", "write 018480[*]"),
        (FRANCE, "0189623", "write 0189623[*]"),
        (FRANCE, "33162", "write 33162[*]"),
        (FRANCE, "+33162", "write [+]33162[*]"),
        (FRANCE, "162", "162 could begin in any country; write [+]162 or 0162"),
        (FRANCE, "162*", "write [+]162 or 0162"),
        (DialPlan("IT"), "391 ### ####", "may mean [+]391 or [+]39391"),
        (FRANCE, "0162-0163", "write one entry for each: 0162[*], 0163[*]"),
        (FRANCE, "0162-0163*", "write one entry for each: 0162[*], 0163[*]"),
        (FRANCE, "0199001001 - 0199001009", "for each: 0199001001, 0199001009"),
        (FRANCE, "+33162######, +33163######", "write each by itself, such as [+]33162######"),
        (FRANCE, "0162*; 0163*", "write each by itself, such as 0162[*]"),
        (FRANCE, "4.93E+10", "what a spreadsheet left of a number"),
        (FRANCE, "01 62 xx xx 12", "is not a telephone number"),
        (FRANCE, "1" * 30, "too many digits"),
        (FRANCE, "", "the number is empty"),
    ],
)
def test_what_could_mean_several_things_is_named_with_what_to_write(
    plan: DialPlan, typed: str, because: str
) -> None:
    with pytest.raises(ValueError, match=because):
        read_listed_number(typed, plan, any_short=False)


@pytest.mark.parametrize("typed", ["0162", "33162", "+33162", "0189623", "01 62 00 00"])
def test_the_advice_for_a_beginning_can_be_followed(typed: str) -> None:
    with pytest.raises(ValueError) as told:
        read_listed_number(typed, FRANCE, any_short=False)
    advised = str(told.value).rpartition("write ")[2]
    assert read_listed_number(advised, FRANCE)[0] == "prefix"


def test_a_household_may_name_short_numbers_and_impossible_ones_it_was_shown() -> None:
    assert read_listed_number("1234", FRANCE) == ("exact", "1234")
    assert read_listed_number("+331234", FRANCE) == ("exact", "+331234")
    for typed in ("1234", "+331234"):
        with pytest.raises(ValueError, match="no whole number"):
            read_listed_number(typed, FRANCE, any_short=False)


@pytest.mark.parametrize(
    "typed",
    [
        "06 39 98 00 02 ::: +33 2 61 91 10 02",
        "0639980002, 0261911002",
        "0639980002;0261911002",
        "0639980002 / 0261911002",
        "0639980002 ou 0261911002",
        "0639980002  0261911002",
        "0639980002 0261911002",
        "0639980002\n0261911002",
    ],
)
def test_several_numbers_in_one_field_are_all_read(typed: str) -> None:
    found = read_listed_numbers(typed, FRANCE)
    assert found == [("exact", "+262639980002"), ("exact", "+33261911002")]


def test_of_several_that_are_not_all_numbers_none_is_guessed() -> None:
    with pytest.raises(ValueError, match="is not a telephone number"):
        read_listed_numbers("0639980002, Robot", FRANCE)
