"""Whoever the house called lately may call back."""

import pytest

from agent.decide.rules.called_them import CalledThem
from tests.decide.some_facts import facts, minutes_ago

A_DAY = 24 * 60


@pytest.mark.parametrize(
    ("minutes", "because"),
    [
        (None, None),
        (0.5, "the house called this number less than a minute ago"),
        (61, "the house called this number 1 hour ago"),
        (29 * A_DAY, "the house called this number 29 days ago"),
        (30 * A_DAY, "the house called this number 30 days ago"),
        (30 * A_DAY + 1, None),
    ],
)
def test_called_them(minutes: float | None, because: str | None) -> None:
    called_at = None if minutes is None else minutes_ago(minutes)
    finding = CalledThem(within_days=30).look_at(facts(called_them_at=called_at))
    assert (finding and finding.because) == because
