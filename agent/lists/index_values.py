"""Entries and matches made quickly: a frozen value's own `__init__` takes longer than looking it up.

A draft with the same slots is filled in, field by field, and then becomes the frozen value it is a
draft of.  Should a value get a new field, importing this module fails until it is filled in here too.
"""

from datetime import date
from typing import cast

from agent.call.list_entry import EntryKind, ListEntry, ListRole, Match
from agent.lists.list_source import ListSource


class _EntryDraft:
    __slots__ = ListEntry.__slots__
    kind: EntryKind
    value: str
    as_written: str
    line_number: int
    note: str
    label: str
    votes: int
    last_reported_on: date | None
    region: str


class _MatchDraft:
    __slots__ = Match.__slots__
    list_name: str
    role: ListRole
    entry: ListEntry
    file: str
    treatment: str
    score: float
    direct_threshold: float
    range_threshold: float


def new_entry(
    value: str,
    as_written: str,
    line_number: int,
    label: str,
    votes: int,
    last_reported_on: date | None,
) -> ListEntry:
    """`ListEntry` of a whole number and what most lists say of one."""
    entry = _EntryDraft()
    entry.kind = "exact"
    entry.value = value
    entry.as_written = as_written
    entry.line_number = line_number
    entry.note = ""
    entry.label = label
    entry.votes = votes
    entry.last_reported_on = last_reported_on
    entry.region = ""
    entry.__class__ = ListEntry  # type: ignore[assignment]
    return cast(ListEntry, entry)


def new_match(
    source: ListSource,
    kind: EntryKind,
    value: str,
    as_written: str,
    line_number: int,
    note: str,
    label: str,
    votes: int,
    last_reported_on: date | None,
    region: str,
) -> Match:
    """`Match` of the list `source` with a `ListEntry` of the other fields."""
    entry = _EntryDraft()
    entry.kind = kind
    entry.value = value
    entry.as_written = as_written
    entry.line_number = line_number
    entry.note = note
    entry.label = label
    entry.votes = votes
    entry.last_reported_on = last_reported_on
    entry.region = region
    entry.__class__ = ListEntry  # type: ignore[assignment]
    match = _MatchDraft()
    match.list_name = source.name
    match.role = source.role
    match.entry = cast(ListEntry, entry)
    match.file = source.file
    match.treatment = source.treatment
    match.score = votes * source.weight
    match.direct_threshold = source.direct_threshold
    match.range_threshold = source.range_threshold
    match.__class__ = Match  # type: ignore[assignment]
    return cast(Match, match)


# Comparing looks at every field, so one that was not filled in ends the import here.
assert new_entry("", "", 0, "", 0, None) == ListEntry(kind="exact")
assert new_match(ListSource(name="", role="shared"), "exact", "", "", 0, "", "", 0, None, "") == Match(
    list_name="", role="shared", entry=ListEntry(kind="exact")
)
