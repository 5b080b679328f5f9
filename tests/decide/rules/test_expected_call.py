"""While a call is expected, any caller is the one."""

from datetime import timedelta, timezone

import pytest

from agent.call.caller import Caller
from agent.decide.facts import CallFacts, Household
from agent.decide.rules.expected_call import ExpectedCall
from tests.decide.some_facts import NOW, a_caller, facts, minutes_ago


@pytest.mark.parametrize(
    ("household", "because"),
    [
        (Household(), None),
        (Household(expecting_next=True), "you asked to let the next call through"),
        (Household(expecting_until=minutes_ago(-90)), "you expect a call until 18:00"),
        (
            Household(expecting_until=minutes_ago(-90), expecting_because="parcel"),
            "you expect a call until 18:00 (parcel)",
        ),
        (Household(expecting_until=minutes_ago(-24 * 60)), "you expect a call until 2026-03-06 16:30"),
        (Household(expecting_until=NOW), None),
        (Household(expecting_until=minutes_ago(1)), None),
        (Household(paused_until=minutes_ago(-90), expecting_next=True), "screening is paused until 18:00"),
        (Household(paused_until=NOW), None),
    ],
)
def test_expected_call(household: Household, because: str | None) -> None:
    finding = ExpectedCall().look_at(facts(a_caller(None, withheld=True), household))
    assert (finding and finding.because) == because


def test_the_hour_is_said_on_the_clock_of_the_house() -> None:
    in_paris = NOW.astimezone(timezone(timedelta(hours=1)))
    household = Household(expecting_until=minutes_ago(-90))
    finding = ExpectedCall().look_at(CallFacts(caller=Caller(), now=in_paris, household=household))
    assert finding is not None and finding.because == "you expect a call until 19:00"
