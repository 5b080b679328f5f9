"""Entries and matches made quickly: a frozen value's own `__init__` takes longer than looking it up.

A draft is the same value, but not frozen yet and with nothing in it: whoever makes one fills in every
field and then gives it the class of the frozen value.
"""

from datetime import date
from typing import Any, cast

from agent.call.list_entry import ListEntry, Match


class _EntryDraft(ListEntry):
    __slots__ = ()
    __setattr__ = object.__setattr__
    __delattr__ = object.__delattr__
    __init__ = object.__init__


class _MatchDraft(Match):
    __slots__ = ()
    __setattr__ = object.__setattr__
    __delattr__ = object.__delattr__
    __init__ = object.__init__


entry_draft: Any = _EntryDraft
match_draft: Any = _MatchDraft

# A value that gets a new field ends the import here, until it is filled in wherever drafts are made.
assert ListEntry.__slots__ == (
    *("kind", "value", "as_written", "line_number", "note"),
    *("label", "votes", "last_reported_on", "region"),
)
assert Match.__slots__ == (
    *("list_name", "role", "entry", "file", "treatment"),
    *("score", "direct_threshold", "range_threshold"),
)


def new_entry(
    value: str,
    as_written: str,
    line_number: int,
    label: str,
    votes: int,
    last_reported_on: date | None,
) -> ListEntry:
    """`ListEntry` of a whole number and what most lists say of one."""
    entry = entry_draft()
    entry.kind = "exact"
    entry.value = value
    entry.as_written = as_written
    entry.line_number = line_number
    entry.note = ""
    entry.label = label
    entry.votes = votes
    entry.last_reported_on = last_reported_on
    entry.region = ""
    entry.__class__ = ListEntry
    return cast(ListEntry, entry)
