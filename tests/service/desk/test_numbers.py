"""Whoever puts a number on a list is told when such a call meets something else."""

from datetime import UTC, datetime
from pathlib import Path

from agent.service.desk.numbers import Numbers
from tests.service.a_house import settings_in

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_an_entry_that_counts_needs_no_remark(tmp_path: Path) -> None:
    numbers = Numbers(settings_in(tmp_path))
    for placed in (numbers.deny("0188001122"), numbers.allow("0188001133")):
        assert numbers.met_instead(placed, NOON) == ""


def test_an_entry_that_another_rule_outweighs_says_so(tmp_path: Path) -> None:
    numbers = Numbers(settings_in(tmp_path))
    told = numbers.met_instead(numbers.deny("112"), NOON)
    assert told.startswith("let-ring, because a protected number")
