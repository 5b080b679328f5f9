"""Every way of writing a number is read as the number it means on the line that reads it."""

from collections.abc import Iterator

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.identify.dial_plan import DialPlan
from agent.identify.french_overseas import FRENCH_PLAN
from agent.identify.phone_number import LINE_TYPES, is_known_country, read_number, same_subscriber_forms

FRANCE = DialPlan("FR")
BERLIN = DialPlan("DE", "30")
WOLFSBURG = DialPlan("DE", "05361")
GERMANY = DialPlan("DE")
NEW_YORK = DialPlan("US", "212")


def plan(country: DialPlan | str) -> DialPlan:
    return country if isinstance(country, DialPlan) else DialPlan(country)


@pytest.mark.parametrize(
    ("typed", "line", "number_e164"),
    [
        # One French number, every way it is written.
        ("01 62 00 00 01", FRANCE, "+33162000001"),
        ("0162000001", FRANCE, "+33162000001"),
        ("+33 1 62 00 00 01", FRANCE, "+33162000001"),
        ("+33 (0)1 62 00 00 01", FRANCE, "+33162000001"),
        ("+330162000001", FRANCE, "+33162000001"),
        ("0033 1 62 00 00 01", FRANCE, "+33162000001"),
        ("33162000001", FRANCE, "+33162000001"),
        ("162000001", FRANCE, "+33162000001"),
        ("tel:+33-1-62-00-00-01", FRANCE, "+33162000001"),
        ("tel:0162000001;phone-context=+33", FRANCE, "+33162000001"),
        ("162000001;phone-context=+33", GERMANY, "+33162000001"),
        ("%2B33162000001", FRANCE, "+33162000001"),
        # Gateways that mangle: + before a trunk 0, + before 00.
        ("+0162000001", FRANCE, "+33162000001"),
        ("+0033162000001", FRANCE, "+33162000001"),
        # The same number seen from elsewhere, without its +.
        ("33162000001", GERMANY, "+33162000001"),
        ("33162000001", BERLIN, "+33162000001"),
        ("33162000001", "US", "+33162000001"),
        ("33162000001", "ES", "+33162000001"),
        ("0033162000001", "US", "+33162000001"),
        ("01133162000001", "US", "+33162000001"),
        # France and its territories dial each other nationally.
        ("0590 20 12 34", FRANCE, "+590590201234"),
        ("0692 12 34 56", FRANCE, "+262692123456"),
        ("0692 12 34 56", "RE", "+262692123456"),
        ("0162000001", "RE", "+33162000001"),
        ("0639 01 23 45", "MQ", "+262639012345"),
        ("0947 51 23 45", FRANCE, "+590947512345"),
        ("+33 947 51 23 45", FRANCE, "+590947512345"),
        ("+33947512345", GERMANY, "+590947512345"),
        ("0508 41 23 45", FRANCE, "+508412345"),
        ("41 23 45", "PM", "+508412345"),
        ("041 23 45", "PM", "+508412345"),
        ("0162000001", "PM", "+33162000001"),
        # Germany: open plan, area code of the line for the neighbours.
        ("0211 54089170", GERMANY, "+4921154089170"),
        ("+49 (0)211 54089170", FRANCE, "+4921154089170"),
        ("4921181994861", GERMANY, "+4921181994861"),
        ("123456", BERLIN, "+4930123456"),
        ("12345", WOLFSBURG, "+49536112345"),
        ("030 123456", BERLIN, "+4930123456"),
        ("0151 12345678", BERLIN, "+4915112345678"),
        # Italy keeps its 0, abroad as at home.
        ("06 1234 5678", "IT", "+390612345678"),
        ("+39 06 1234 5678", "IT", "+390612345678"),
        ("390612345678", "IT", "+390612345678"),
        ("+39 (0)6 1234 5678", FRANCE, "+390612345678"),
        ("347 123 4567", "IT", "+393471234567"),
        # North America: 1 is the trunk prefix and the country code.
        ("(212) 555-2345", NEW_YORK, "+12125552345"),
        ("1 212 555 2345", NEW_YORK, "+12125552345"),
        ("12125552345", "US", "+12125552345"),
        ("+1 212 555 2345", FRANCE, "+12125552345"),
        ("555-2345", NEW_YORK, "+12125552345"),
        ("863-1234;phone-context=+1-914-555", FRANCE, "+19148631234"),
        ("0001;phone-context=+3316200", GERMANY, "+33162000001"),
        # Elsewhere.
        ("020 7946 0000", "GB", "+442079460000"),
        ("+44 (0)20 7946 0000", FRANCE, "+442079460000"),
        ("612 345 678", "ES", "+34612345678"),
        ("041 111 22 33", "CH", "+41411112233"),
        ("8 495 123 45 67", "RU", "+74951234567"),
        ("06 1 234 5678", "HU", "+3612345678"),
        ("011 15-1234-5678", "AR", "+5491112345678"),
        ("310 1234", "CA", "+13101234"),  # Canada's own seven digits
        ("13 12 34", "AU", "+61131234"),
        ("131 2345 6789", "CN", "+8613123456789"),  # written without a 0, and not in Chicago
        ("+800 1234 5678", FRANCE, "+80012345678"),
    ],
)
def test_a_number_is_read_as_the_line_would_dial_it(
    typed: str, line: DialPlan | str, number_e164: str
) -> None:
    found = read_number(typed, plan(line))
    assert found is not None
    assert (found.number_e164, found.short_number, found.possible) == (number_e164, "", True)


@pytest.mark.parametrize(
    ("typed", "line", "short_number"),
    [
        ("3950", FRANCE, "3950"),
        ("39 50", FRANCE, "3950"),
        ("3631", FRANCE, "3631"),
        ("1014", FRANCE, "1014"),
        ("1023", FRANCE, "1023"),
        ("15", FRANCE, "15"),
        ("112", FRANCE, "112"),
        ("118218", FRANCE, "118218"),
        ("118 218", FRANCE, "118218"),
        ("116 000", FRANCE, "116000"),
        ("+333950", FRANCE, "3950"),
        ("00333950", FRANCE, "3950"),
        ("3950;phone-context=+33", FRANCE, "3950"),
        ("3950", "RE", "3950"),
        ("112", "RE", "112"),
        ("110", BERLIN, "110"),  # never a neighbour's number
        ("116117", BERLIN, "116117"),
        ("911", NEW_YORK, "911"),
        ("000", "AU", "000"),
        ("12345", GERMANY, "12345"),  # a neighbour, but of which town?
        ("4242", FRANCE, "4242"),  # not in the plan we know; plans grow
        ("622", FRANCE, "622"),
    ],
)
def test_a_short_number_is_never_forced_into_e164(
    typed: str, line: DialPlan | str, short_number: str
) -> None:
    found = read_number(typed, plan(line))
    assert found is not None
    assert (found.number_e164, found.short_number, found.possible) == (None, short_number, True)


@pytest.mark.parametrize(
    ("typed", "line", "number_e164"),
    [
        ("01620000", FRANCE, "+3301620000"),
        ("016200000123", FRANCE, "+3316200000123"),
        ("+33162", FRANCE, "+33162"),
        ("+9991234567", FRANCE, "+9991234567"),  # no such country
        ("+1 123 456 7890", FRANCE, "+11234567890"),  # area codes cannot begin with 1
        ("+1 212 055 1234", FRANCE, "+12120551234"),  # nor can exchanges with 0
        ("1234567890", "US", "+11234567890"),
        ("555-2345", "US", "+15552345"),  # local, and nobody said where
        ("0000000000", FRANCE, None),
        ("0", FRANCE, None),
        ("00", FRANCE, None),
        ("+0", FRANCE, None),
        ("99999999999999999999", FRANCE, None),
    ],
)
def test_a_number_that_no_plan_has_room_for_is_impossible(
    typed: str, line: DialPlan | str, number_e164: str | None
) -> None:
    found = read_number(typed, plan(line))
    assert found is not None
    assert (found.number_e164, found.short_number, found.possible) == (number_e164, "", False)


def test_a_range_not_yet_given_out_is_possible_because_plans_grow() -> None:
    unassigned = "+33700123456"
    assert not phonenumbers.is_valid_number(phonenumbers.parse(unassigned))
    found = read_number(unassigned, FRANCE)
    assert found is not None
    assert (found.number_e164, found.possible, found.line_type) == (unassigned, True, "")


@pytest.mark.parametrize(
    "typed", ["", " ", "+", "alice", "**622", "*21*0162000001#", "anonymous", "SPAM: 0162", "+33 1 62 *"]
)
def test_what_is_no_number_is_none(typed: str) -> None:
    assert read_number(typed, FRANCE) is None


@pytest.mark.parametrize(
    ("typed", "country", "line_type"),
    [
        ("0162000001", "FR", "fixed-line"),
        ("0612345678", "FR", "mobile"),
        ("0800123456", "FR", "toll-free"),
        ("0899123456", "FR", "premium-rate"),
        ("0884012345", "FR", "shared-cost"),
        ("0806123456", "FR", "uan"),
        ("0948123456", "FR", "voip"),
        ("0947512345", "GP", "voip"),
        ("0947812345", "YT", "voip"),
        ("0692123456", "RE", "mobile"),
        ("+12125552345", "US", "fixed-line-or-mobile"),
        ("+447012345678", "GB", "personal"),
        ("+447640123456", "GB", "pager"),
        ("+4917799123456", "DE", "mobile"),
        ("+80012345678", "", "toll-free"),
        ("3950", "FR", ""),
        ("+9991234567", "", ""),
    ],
)
def test_country_and_line_type(typed: str, country: str, line_type: str) -> None:
    found = read_number(typed, FRANCE)
    assert found is not None
    assert (found.country, found.line_type) == (country, line_type)


def test_every_line_type_has_a_word() -> None:
    known = {value for name, value in vars(phonenumbers.PhoneNumberType).items() if name.isupper()}
    assert set(LINE_TYPES) == known - {phonenumbers.PhoneNumberType.UNKNOWN}


@pytest.mark.parametrize(
    ("country", "known"), [("FR", True), ("PM", True), ("DE", True), ("XX", False), ("001", False)]
)
def test_known_countries(country: str, known: bool) -> None:
    assert is_known_country(country) is known


def test_an_unknown_country_is_named() -> None:
    with pytest.raises(ValueError, match="'XX'"):
        read_number("0162000001", DialPlan("XX"))


countries = st.sampled_from(sorted(phonenumbers.SUPPORTED_REGIONS))
plans = st.builds(
    DialPlan, country=countries, area_code=st.from_regex(r"(0?[1-9][0-9]{0,3})?", fullmatch=True)
)


@given(
    st.text(alphabet="0123456789+ -()*#;=.%abcdefphone-context@:", max_size=24) | st.text(max_size=24), plans
)
def test_any_text_gives_a_number_or_none(typed: str, line: DialPlan) -> None:
    found = read_number(typed, line)
    if found is None:
        return
    assert not (found.number_e164 and found.short_number)
    assert found.number_e164 or found.short_number or not found.possible
    if found.number_e164:
        assert found.number_e164.startswith("+")
        assert found.number_e164[1:].isdigit()
        assert len(found.number_e164) <= 16
        assert found.number_e164[1] != "0"


def examples() -> Iterator[tuple[str, phonenumbers.PhoneNumber]]:
    """One number of every kind that every country has, with the country."""
    for home in sorted(phonenumbers.SUPPORTED_REGIONS):
        for line_type in LINE_TYPES:
            if example := phonenumbers.example_number_for_type(home, line_type):
                yield home, example


def test_a_number_with_its_country_code_is_the_same_on_every_line() -> None:
    for home, example in examples():
        international = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
        readings = {read_number(international, DialPlan(line)) for line in (home, "FR", "US", "IT", "DE")}
        assert len(readings) == 1, international
        found = readings.pop()
        assert found is not None
        assert found.possible, international
        assert found.number_e164 in same_subscriber_forms(
            phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
        )


def test_what_a_person_at_home_writes_is_what_the_world_dials() -> None:
    compared = 0
    for home, example in examples():
        national = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.NATIONAL)
        international = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
        if home in FRENCH_PLAN and national.startswith(("08", "0976")):
            continue  # 08 is one service for all of France; for 0976 see the overseas table
        assert read_number(national, DialPlan(home)) == read_number(international, FRANCE), (home, national)
        compared += 1
    assert compared > 1000


def test_a_number_that_lost_its_plus_is_read_all_the_same() -> None:
    for home, example in examples():
        international = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
        if international == "+5540041234":
            continue  # in Brazil those eight digits behind 55 could be a town's
        assert read_number(international[1:], DialPlan(home)) == read_number(international, FRANCE), (
            international
        )


def test_an_area_code_on_the_line_is_the_context_for_neighbours() -> None:
    assert read_number("555-2345;phone-context=+1", NEW_YORK) == read_number("+12125552345", FRANCE)
