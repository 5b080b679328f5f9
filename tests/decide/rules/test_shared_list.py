"""A shared list speaks from its own threshold on, for a number and for a range apart."""

from typing import Any

import pytest

from agent.call.list_entry import EntryKind
from agent.decide.rules.shared_list import SharedList
from tests.decide.some_facts import STRANGER, a_match, facts

LIMITS: dict[str, Any] = {"direct_threshold": 4.0, "range_threshold": 10.0}


@pytest.mark.parametrize(
    ("kind", "value", "score", "case"),
    [
        ("exact", STRANGER, 3.9, None),
        ("exact", STRANGER, 4, ""),
        ("exact", STRANGER, 50, ""),
        ("prefix", "+3314567", 9.9, None),
        ("prefix", "+3314567", 10, "range"),
        ("pattern", "+3314567####", 4, None),
        ("pattern", "+3314567####", 12, "range"),
    ],
)
def test_thresholds(kind: EntryKind, value: str, score: float, case: str | None) -> None:
    finding = SharedList().look_at(facts(matches=(a_match("shared", value, kind, score=score, **LIMITS),)))
    assert (finding and finding.case) == case


def test_a_list_without_thresholds_speaks_by_knowing_the_number() -> None:
    finding = SharedList().look_at(facts(matches=(a_match("shared", STRANGER, list_name="club"),)))
    assert finding is not None
    assert finding.because == f'on the shared list club: "{STRANGER}" (shared.txt)'


def test_the_number_itself_counts_before_a_range_with_a_higher_score() -> None:
    a_range = a_match("shared", "+331456789", "prefix", score=90, **LIMITS)
    itself = a_match(
        "shared", STRANGER, score=5, label="ping call", list_name="PhoneBlock", votes=5, **LIMITS
    )
    for matches in ((a_range, itself), (itself, a_range)):
        finding = SharedList().look_at(facts(matches=matches))
        assert finding is not None and finding.case == ""
        assert finding.because == (
            f'on the shared list PhoneBlock as ping call (score 5, enough from 4): "{STRANGER}" (shared.txt)'
        )
        assert ("votes", "5") in finding.evidence


def test_of_two_lists_the_one_with_the_higher_score_is_shown() -> None:
    low = a_match("shared", STRANGER, score=4, list_name="low", **LIMITS)
    high = a_match("shared", STRANGER, score=8, list_name="high", treatment="reject", **LIMITS)
    finding = SharedList().look_at(facts(matches=(low, high)))
    assert finding is not None and dict(finding.evidence)["list"] == "high"
    assert finding.asks_for == "reject"


def test_scores_of_several_lists_are_not_added() -> None:
    matches = tuple(a_match("shared", STRANGER, score=3, list_name=n, **LIMITS) for n in ("a", "b", "c"))
    assert SharedList().look_at(facts(matches=matches)) is None


def test_other_roles_are_not_shared_lists() -> None:
    assert SharedList().look_at(facts(matches=(a_match("deny", STRANGER, score=99),))) is None
