"""Callers, list entries and facts for the tests of the house rules, each with what a test names only."""

from datetime import UTC, datetime, timedelta
from typing import Any

from agent.call.caller import Caller
from agent.call.list_entry import EntryKind, ListEntry, ListRole, Match
from agent.decide.facts import CallFacts, Household

NOW = datetime(2026, 3, 5, 16, 30, tzinfo=UTC)
STRANGER = "+33145678901"


def a_caller(number_e164: str | None = STRANGER, **known: Any) -> Caller:
    """A stranger with a number, unless the test says otherwise."""
    return Caller(number_e164=number_e164, **known)


def facts(caller: Caller | None = None, household: Household | None = None, **known: Any) -> CallFacts:
    """What is known about a call from a stranger on a weekday afternoon."""
    return CallFacts(caller=caller or a_caller(), now=NOW, household=household or Household(), **known)


def a_match(
    role: ListRole, value: str, kind: EntryKind = "exact", line: int = 0, written: str = "", **known: Any
) -> Match:
    """An entry of a list called after its role, in `ROLE.txt`."""
    entry = ListEntry(
        kind=kind,
        value=value,
        as_written=written or value,
        line_number=line,
        label=known.pop("label", ""),
        votes=known.pop("votes", 0),
        note=known.pop("note", ""),
    )
    return Match(
        list_name=known.pop("list_name", role), role=role, entry=entry, file=f"/etc/{role}.txt", **known
    )


def minutes_ago(minutes: float) -> datetime:
    """Before the moment of the call; negative minutes lie in the future."""
    return NOW - timedelta(minutes=minutes)
