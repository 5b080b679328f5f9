"""A contact is an entry of a phone book, or a name that our own box put there."""

import pytest

from agent.call.caller import Caller
from agent.decide.rules.contact import Contact
from tests.decide.some_facts import STRANGER, a_caller, a_match, facts


def test_an_entry_of_a_phone_book_is_a_contact() -> None:
    match = a_match("contacts", STRANGER, label="Aunt Odile")
    finding = Contact().look_at(facts(matches=(match,)))
    assert finding is not None
    assert finding.because == f'Aunt Odile is in your contacts: "{STRANGER}" (contacts.txt)'


@pytest.mark.parametrize(
    ("caller", "is_contact"),
    [
        (a_caller(display_name="Odile", name_from_box=True), True),
        (a_caller(None, short_number="3950", display_name="EDF", name_from_box=True), True),
        (a_caller(display_name="Odile"), False),  # anybody may write a name
        (a_caller(display_name="01 45 67 89 01", name_from_box=True), False),
        (a_caller(display_name="", name_from_box=True), False),
        (a_caller(None, display_name="Anonymous", name_from_box=True), False),
        (a_caller(display_name="Anonymous", withheld=True, name_from_box=True), False),
    ],
)
def test_a_name_counts_when_the_box_looked_it_up(caller: Caller, is_contact: bool) -> None:
    assert (Contact().look_at(facts(caller)) is not None) is is_contact


def test_being_on_another_list_is_no_acquaintance() -> None:
    assert Contact().look_at(facts(matches=(a_match("shared", STRANGER),))) is None
