"""No country code twice, and nothing taken away where the plan has room for the whole."""

import phonenumbers
import pytest

from agent.identify.parsing import is_possible, parsed_in


@pytest.mark.parametrize(
    ("written", "country", "read"),
    [
        ("+3333162000001", None, "+33162000001"),
        ("+33033162000001", None, "+33162000001"),
        ("+330033162000001", None, "+33162000001"),
        ("033162000001", "FR", "+33162000001"),
        ("+4949301234567", None, "+49301234567"),
        ("+4949211234567", None, "+4949211234567"),  # 04921 is Emden
        ("+33333123456", None, "+33333123456"),  # 03 33 … is a number in the east of France
        ("+3933912345678", None, "+3933912345678"),
        ("+33333333162000001", None, "+33162000001"),
        ("03300000000", "FR", "+3300000000"),
        ("+3331", None, "+3331"),
    ],
)
def test_a_country_code_in_front_of_one_is_one(written: str, country: str | None, read: str) -> None:
    found = parsed_in(written, country)
    assert found is not None
    assert phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164) == read


@pytest.mark.parametrize("written", ["", "+", "Mamie", "+999", "+0"])
def test_what_is_no_number_is_none(written: str) -> None:
    assert parsed_in(written, None) is None


@pytest.mark.parametrize(
    ("number", "possible"),
    [
        ("+33162000001", True),
        ("+3316200000", False),
        ("+12125550123", True),
        ("+11125550123", False),  # no area code of North America begins with 1
        ("+49301234567890123", True),  # a German firm's extension
    ],
)
def test_room_in_the_plan(number: str, possible: bool) -> None:
    found = parsed_in(number, None)
    assert found is not None
    assert is_possible(found) is possible
