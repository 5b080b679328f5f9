"""Emergency services ring, and so does everybody for a while after an emergency call."""

import pytest

from agent.decide.facts import Household
from agent.decide.rules.protected_caller import ProtectedCaller
from tests.decide.some_facts import a_caller, a_match, facts, minutes_ago

RULE = ProtectedCaller(emergency_hours=1)


def test_a_protected_number_is_found_with_its_list_and_line() -> None:
    match = a_match("protected", "+33800123456", line=7, label="Samaritans")
    finding = RULE.look_at(facts(matches=(match,)))
    assert finding is not None
    assert finding.because == 'a protected number, Samaritans: "+33800123456" (protected.txt line 7)'
    assert ("line", "7") in finding.evidence


@pytest.mark.parametrize(
    ("priority", "is_protected"),
    [
        ("psap-callback", True),
        ("PSAP-Callback", True),
        (" emergency ", True),
        ("emergency;q=1", True),
        ("urgent", False),
        ("non-urgent", False),
        ("not psap-callback", False),
        ("", False),
    ],
)
def test_the_networks_priority_marks_a_callback(priority: str, is_protected: bool) -> None:
    assert (RULE.look_at(facts(priority=priority)) is not None) is is_protected


@pytest.mark.parametrize(
    ("minutes", "is_protected"),
    [(0, True), (59, True), (60, True), (60.1, False), (-30, True), (-61, False)],
)
def test_everybody_rings_for_an_hour_after_an_emergency_call(minutes: float, is_protected: bool) -> None:
    household = Household(emergency_call_at=minutes_ago(minutes))
    masked = a_caller(None, withheld=True)
    assert (RULE.look_at(facts(masked, household)) is not None) is is_protected


def test_the_window_is_the_one_that_was_set() -> None:
    household = Household(emergency_call_at=minutes_ago(110))
    finding = ProtectedCaller(emergency_hours=2).look_at(facts(household=household))
    assert finding is not None
    assert finding.because == "the house called an emergency number 1 hour ago, so every caller rings for 2 h"


def test_other_lists_protect_nobody() -> None:
    assert RULE.look_at(facts(matches=(a_match("deny", "+33145678901"),))) is None
