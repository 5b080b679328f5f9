"""The allow list counts unless a more specific deny entry speaks."""

from typing import Any

import pytest

from agent.decide.rules.allow_list import AllowList
from agent.decide.rules.deny_list import DenyList
from tests.decide.some_facts import a_caller, a_match, facts

Entry = dict[str, Any]
CALLER = "+33162000001"
EXACT: Entry = {"value": CALLER}
PREFIX: Entry = {"value": "+33162", "kind": "prefix"}
LONGER_PREFIX: Entry = {"value": "+331620", "kind": "prefix"}
PATTERN: Entry = {"value": "+33162######", "kind": "pattern"}
LONG_NAME: Entry = {"value": "a name of very many characters, more than any number*", "kind": "name"}
SHORT_NAME: Entry = {"value": "a*", "kind": "name"}
WITHHELD: Entry = {"value": "", "kind": "withheld"}


@pytest.mark.parametrize(
    ("allowed", "denied", "winner"),
    [
        (EXACT, None, "allow-list"),
        (None, EXACT, "deny-list"),
        (EXACT, PREFIX, "allow-list"),
        (PREFIX, EXACT, "deny-list"),
        (LONGER_PREFIX, PREFIX, "allow-list"),
        (PREFIX, LONGER_PREFIX, "deny-list"),
        (PREFIX, PATTERN, "allow-list"),
        (PATTERN, PREFIX, "allow-list"),
        (EXACT, EXACT, "allow-list"),
        (LONG_NAME, PREFIX, "deny-list"),
        (PREFIX, LONG_NAME, "allow-list"),
        (LONG_NAME, SHORT_NAME, "allow-list"),
        (SHORT_NAME, LONG_NAME, "deny-list"),
        (WITHHELD, None, "allow-list"),
        (None, WITHHELD, "deny-list"),
        (WITHHELD, WITHHELD, "allow-list"),
        (SHORT_NAME, WITHHELD, "allow-list"),
        (EXACT, WITHHELD, "allow-list"),
        (None, None, None),
    ],
)
def test_the_most_specific_entry_wins_and_a_tie_lets_the_call_ring(
    allowed: Entry | None, denied: Entry | None, winner: str | None
) -> None:
    matches = []
    if denied is not None:
        matches.append(a_match("deny", **denied))
    if allowed is not None:
        matches.append(a_match("allow", **allowed))
    seen = facts(a_caller(CALLER, withheld=True), matches=tuple(matches))
    found = [f.rule for rule in (AllowList(), DenyList()) if (f := rule.look_at(seen))]
    assert found == ([winner] if winner else [])


def test_the_sentence_shows_both_entries_as_written() -> None:
    allowed = a_match("allow", CALLER, line=2, written="01 62 00 00 01  # my bank")
    denied = a_match("deny", "+33162", "prefix", line=3, written="01 62*")
    finding = AllowList().look_at(facts(matches=(denied, allowed)))
    assert finding is not None
    assert finding.because == (
        'on your allow list: "01 62 00 00 01  # my bank" (allow.txt line 2), '
        'which outweighs "01 62*" (deny.txt line 3)'
    )
    assert ("entry", "01 62 00 00 01  # my bank") in finding.evidence
    assert ("outweighed file", "/etc/deny.txt") in finding.evidence


def test_lists_of_others_are_not_the_households_word() -> None:
    assert AllowList().look_at(facts(matches=(a_match("contacts", CALLER),))) is None
