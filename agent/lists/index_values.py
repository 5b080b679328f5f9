"""Entries and matches made quickly: a frozen value's own `__init__` takes longer than looking it up.

The fields are set one by one through their slots, as `__init__` would after all its checks.  Should a
value get a new field, importing this module fails until the field is set here too.
"""

from dataclasses import fields
from datetime import date

from agent.call.list_entry import EntryKind, ListEntry, ListRole, Match

_new = object.__new__


def new_entry(
    kind: EntryKind,
    value: str,
    as_written: str,
    line_number: int,
    note: str,
    label: str,
    votes: int,
    last_reported_on: date | None,
    region: str,
) -> ListEntry:
    """`ListEntry` of these fields."""
    entry = _new(ListEntry)
    _set_kind(entry, kind)
    _set_value(entry, value)
    _set_as_written(entry, as_written)
    _set_line_number(entry, line_number)
    _set_note(entry, note)
    _set_label(entry, label)
    _set_votes(entry, votes)
    _set_last_reported_on(entry, last_reported_on)
    _set_region(entry, region)
    return entry


def new_match(
    list_name: str,
    role: ListRole,
    entry: ListEntry,
    file: str,
    treatment: str,
    score: float,
    direct_threshold: float,
    range_threshold: float,
) -> Match:
    """`Match` of these fields."""
    match = _new(Match)
    _set_list_name(match, list_name)
    _set_role(match, role)
    _set_entry(match, entry)
    _set_file(match, file)
    _set_treatment(match, treatment)
    _set_score(match, score)
    _set_direct_threshold(match, direct_threshold)
    _set_range_threshold(match, range_threshold)
    return match


# Unpacking fails when there are more or fewer fields than names.
(
    _set_kind,
    _set_value,
    _set_as_written,
    _set_line_number,
    _set_note,
    _set_label,
    _set_votes,
    _set_last_reported_on,
    _set_region,
) = (getattr(ListEntry, field.name).__set__ for field in fields(ListEntry))
(
    _set_list_name,
    _set_role,
    _set_entry,
    _set_file,
    _set_treatment,
    _set_score,
    _set_direct_threshold,
    _set_range_threshold,
) = (getattr(Match, field.name).__set__ for field in fields(Match))
