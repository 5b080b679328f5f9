"""An entry of a list, and what it means that a list knows a number.

Both are made by the million when lists are read, and by the handful before a telephone may ring: msgspec makes
its structs in a third of the time that a frozen dataclass takes.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import msgspec

from agent.call.sentence import say

EntryKind = Literal["exact", "prefix", "pattern", "name", "withheld"]
ListRole = Literal["protected", "allow", "deny", "contacts", "regulator", "shared", "suspect"]


class ListEntry(msgspec.Struct, frozen=True, gc=False):
    """One line of a list, read: which callers it means and what its author knew of them."""

    kind: EntryKind
    value: str = ""
    """exact and prefix: `+` and digits, or a short number such as `112` without `+`; pattern: `+`
    digits and one `#` per free digit at the end, full length; name: the pattern as
    compared, lower case, `*` and `?` as wildcards."""
    as_written: str = ""
    """The entry as its author wrote it, note included."""
    line_number: int = 0
    """Line in its file, counted from 1; 0 when the source has no lines."""
    note: str = ""
    label: str = ""
    """What the source calls this caller: an operator's name, `ping call`, …"""
    votes: int = 0
    """How many people reported it; 0 when the source does not count."""
    last_reported_on: date | None = None
    region: str = ""
    """Country in which a short number means this (ISO 3166-1 alpha-2): `110` is the police in
    Germany only.  Empty: everywhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DroppedEntry:
    """A source takes back what it said earlier: the entry is to leave the list."""

    kind: EntryKind
    value: str
    """Number, range or pattern, written as `ListEntry.value` is."""
    as_written: str = ""
    line_number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BadLine:
    """A line of a list that means nothing; the rest of its list works."""

    line_number: int
    text: str
    because: str
    """One sentence: what is wrong and the way out."""
    cut_short: bool = False
    """True when nothing after this place could be read: the list is not whole."""


class Match(msgspec.Struct, frozen=True, gc=False):
    """One list knows this caller: which list, which entry, how precisely."""

    list_name: str
    role: ListRole
    entry: ListEntry
    file: str = ""
    """Path of the file a person can open, or empty."""
    treatment: str = ""
    """What the list's settings ask for (`announce`, `screen`, `reject`), or empty."""
    score: float = 0.0
    """Votes times the list's weight."""
    direct_threshold: float = 0.0
    """Score from which an exact entry of this list decides."""
    range_threshold: float = 0.0
    """Score from which a prefix or pattern of this list decides."""

    @property
    def specificity(self) -> int:
        """How precise the entry is, for allow against deny: digits it fixes, exact beats a range.

        A name pattern counts its fixed characters less 100, so any number entry outranks it.
        """
        fixed = sum(1 for character in self.entry.value if character not in "+#*?")
        if self.entry.kind == "exact":
            return 100 + fixed
        if self.entry.kind in ("prefix", "pattern"):
            return fixed
        return fixed - 100

    @property
    def where(self) -> str:
        """`deny.txt line 3`, for a sentence."""
        name = self.file.rsplit("/", 1)[-1] or self.list_name
        if not self.entry.line_number:
            return name
        return say("{file} line {number}", file=name, number=self.entry.line_number)
