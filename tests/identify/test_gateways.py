"""What gateways, PBXs and providers make of a caller: the number they show counts, and what stands for none."""

from typing import Any

import pytest

from agent.identify.dial_plan import DialPlan
from agent.identify.identify import identify
from tests.identify.test_identify import FRANCE, a_call, told

LYON = {"number_e164": "+33472000001", "country": "FR", "line_type": "fixed-line"}
NOBODY = {"withheld": True}


@pytest.mark.parametrize(
    ("from_header", "name"),
    [
        ("Bond, James <sip:+33472000001@box>", "Bond, James"),
        ("Bond,James <sip:+33472000001@box>", "Bond,James"),
        ("Dupont, Jean, Dr. <sip:+33472000001@box>;tag=1", "Dupont, Jean, Dr."),
        ('"Bond, James" <sip:+33472000001@box>', "Bond, James"),
        ('""unknown"" <sip:+33472000001@box>', ""),
        ('""Marie"" <sip:+33472000001@box>', "Marie"),
        (r'"Sami\" <sip:+33472000001@box>', "Sami"),
        ('"Sami" <sip:+33472000001@box> <sip:+33472000001@box>', "Sami"),
        ('"Sami" <"Sami" <sip:+33472000001@box>>', "Sami"),
        ("<<sip:+33472000001@box>>", ""),
        ('"Sami" <sip:+33472000001@box', "Sami"),
        ('"Sami" sip:+33472000001@box>', "Sami"),
        ("Sami sip:+33472000001@box", "Sami"),
        ('"Lefèvre" <sip:+33472000001@box>', "Lefèvre"),
        ('"asterisk" <sip:+33472000001@box>', ""),
    ],
)
def test_a_badly_written_from_shows_its_number_and_its_name(from_header: str, name: str) -> None:
    named = {"display_name": name} if name else {}
    assert told(identify(a_call(from_header=from_header), FRANCE)) == LYON | named


@pytest.mark.parametrize(
    "headers",
    [
        {"from_header": '"0472000001" <sip:fxo@gateway>'},
        {"from_header": '"+33 4 72 00 00 01" <sip:trunk@gateway>'},
        {"from_header": '"(0472000001)" <sip:fxo@gateway>'},
        {"from_header": '"0472000001" <sip:asterisk@gateway>'},
        {"from_header": '"0472000001" <sip:unknown@gateway>'},
        {"from_header": '"0472000001" <sip:100@gateway>'},
        {"from_header": '"0472000001" <sip:0140000001@gateway>'},  # our own number as the gateway's account
        {"from_header": "<sip:x@gw>", "asserted_identity": ("<sip:t@gw>", '"0472000001" <sip:fxo@gw>')},
        {
            "from_header": "<sip:trunk@gw>",
            "remote_party_id": "<sip:trunk@gw>\n<sip:0472000001@gw>;party=calling",
        },
        {"from_header": "<sip:trunk@gw>", "remote_party_id": "Bond, James <sip:0472000001@gw>"},
        {"from_header": "<sip:trunk@gw>", "asserted_identity": ("<sip:trunk@gw>", "<tel:+33472000001>")},
    ],
)
def test_where_no_address_is_a_number_another_header_or_the_name_is(headers: dict[str, Any]) -> None:
    found = told(identify(a_call(**headers), FRANCE))
    found.pop("display_name", None)
    assert found == LYON


@pytest.mark.parametrize(
    ("from_header", "expected"),
    [
        ('"3950" <sip:fxo@gateway>', {"short_number": "3950", "country": "FR"}),
        ('"12" <sip:fxo@gateway>', {"display_name": "12"}),
        ('"99999999999999" <sip:fxo@gateway>', {}),
        ('"Mamie" <sip:asterisk@gateway>', {"display_name": "Mamie"}),
        ("<sip:trunk@gateway>", {}),
        ('"0612345678" <sip:0472000001@gateway>', LYON | {"other_number_e164": "+33612345678"}),
        ('"+266696687" <sip:fxo@gateway>', NOBODY),
        # Whoever hides stays hidden.
        ('"0472000001" <sip:anonymous@anonymous.invalid>', NOBODY),
    ],
)
def test_a_name_counts_as_a_number_only_where_it_is_one_and_none_stands_in_the_address(
    from_header: str, expected: dict[str, Any]
) -> None:
    assert told(identify(a_call(from_header=from_header), FRANCE)) == expected


@pytest.mark.parametrize(
    "user",
    [
        "anonymous",
        "Unknown",
        "unavailable",
        "+266696687",  # ANONYMOUS on the keys of a telephone
        "00266696687",
        "+7378742833",  # RESTRICTED
        "+2562533",  # BLOCKED
        "+8566696",  # UNKNOWN
        "+86282452253",  # UNAVAILABLE
        "0",
        "0000000000",
        "+10000000000",
        "+330000000000",
        "asterisk",
        "Asterisk",
        "freeswitch",
        "onbekend",
        "nummer-unterdrückt",
    ],
)
def test_what_stands_for_no_number_is_withheld_and_no_number(user: str) -> None:
    assert told(identify(a_call(from_header=f"<sip:{user}@gateway>"), FRANCE)) == NOBODY
    assert told(identify(a_call(from_header=f'"{user}" <sip:{user}@gateway>'), FRANCE)) == NOBODY


@pytest.mark.parametrize(
    ("user", "number"),
    [("2562533", ""), ("0266696687", "+33266696687"), ("17378742833", "+17378742833")],
)
def test_the_same_digits_without_a_plus_are_somebodys_number(user: str, number: str) -> None:
    caller = identify(a_call(from_header=f"<sip:{user}@gateway>"), FRANCE)
    assert not caller.withheld
    assert (caller.number_e164 or "").endswith(number)


def test_privacy_none_is_not_a_wish_for_privacy() -> None:
    anonymous = '"Anonymous" <sip:anonymous@anonymous.invalid>'
    shown = identify(
        a_call(from_header=anonymous, privacy="none", asserted_identity=("<tel:+33472000001>",)), FRANCE
    )
    assert told(shown) == LYON
    without = identify(a_call(from_header=anonymous, privacy="none"), FRANCE)
    assert told(without) == NOBODY
    assert without.believed_because == "From says that there is no number to show"
    both = identify(a_call(from_header="<sip:0472000001@op>", privacy="none;id"), FRANCE)
    assert both.withheld


@pytest.mark.parametrize(
    ("written", "number", "possible"),
    [
        ("+49301234567890123", "+49301234567890123", True),
        ("0301234567890123", "+49301234567890123", True),
        ("+4930123456789012345", "+4930123456789012345", False),
        ("+49301234567890123456", "+49301234567890123456", False),
    ],
)
def test_a_german_extension_behind_15_digits_is_a_number(written: str, number: str, possible: bool) -> None:
    caller = identify(a_call(from_header=f"<sip:{written}@op>"), DialPlan("DE"))
    assert (caller.number_e164, caller.possible) == (number, possible)


@pytest.mark.parametrize("written", ["+3333472000001", "+33033472000001", "033472000001", "0033033472000001"])
def test_a_country_code_that_somebody_put_twice_counts_once(written: str) -> None:
    assert told(identify(a_call(from_header=f"<sip:{written}@op>"), FRANCE)) == LYON


def test_our_own_number_is_ours_in_every_form() -> None:
    island = DialPlan("RE", own_numbers=("+33692399800",))
    caller = identify(a_call(from_header="<sip:0692399800@box>"), island)
    assert caller.own_number
    other = a_call(from_header="<sip:0692399800@box>", asserted_identity=("<tel:+33472000001>",))
    assert not identify(other, island).own_number
