"""A second call within minutes is a person in need."""

import pytest

from agent.decide.rules.insisting import Insisting
from tests.decide.some_facts import facts, minutes_ago


@pytest.mark.parametrize(
    ("minutes", "because"),
    [
        (None, None),
        (0.2, "called less than a minute ago and calls again"),
        (1, "called 1 minute ago and calls again"),
        (3, "called 3 minutes ago and calls again"),
        (3.1, None),
        (-1, "called less than a minute ago and calls again"),  # the clock was set back meanwhile
        (-4, None),
    ],
)
def test_insisting(minutes: float | None, because: str | None) -> None:
    last_at = None if minutes is None else minutes_ago(minutes)
    finding = Insisting(within_minutes=3).look_at(facts(last_call_at=last_at))
    assert (finding and finding.because) == because
