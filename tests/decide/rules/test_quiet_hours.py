"""Quiet hours are seen until they end, and not a moment longer."""

from datetime import datetime

import pytest

from agent.decide.facts import Household
from agent.decide.rules.quiet_hours import QuietHours
from tests.decide.some_facts import NOW, facts, minutes_ago


@pytest.mark.parametrize(
    ("quiet_until", "because"),
    [
        (None, None),
        (minutes_ago(-150), "quiet hours until 19:00"),
        (NOW, None),
        (minutes_ago(5), None),
    ],
)
def test_quiet_hours(quiet_until: datetime | None, because: str | None) -> None:
    finding = QuietHours().look_at(facts(household=Household(quiet_until=quiet_until)))
    assert (finding and finding.because) == because
