"""What the readers of many formats make of a piece of text."""

from datetime import date

import pytest

from agent.lists.formats.source_text import day_of


@pytest.mark.parametrize(
    ("text", "day"),
    [("2026-11-21", date(2026, 11, 21)), ("2026-02-30", None), ("", None), ("2026-11-21 10:00", None)],
)
def test_a_day_is_read_or_there_is_none(text: str, day: date | None) -> None:
    assert day_of(text) == day
