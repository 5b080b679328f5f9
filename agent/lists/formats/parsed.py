"""What a list format can find in a file: entries, entries taken back, headers and bad lines."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from agent.call.list_entry import BadLine, DroppedEntry, ListEntry

ListSays = Literal["unwanted", "wanted", "label"]
"""What a source says of a caller; `label` only names them and never stops a call."""


class SourceEntry(ListEntry, frozen=True, gc=False):
    """An entry of a source that does not call all of its callers unwanted."""

    says: ListSays = "unwanted"


def says_of(entry: ListEntry) -> ListSays:
    """What the source says of an entry's caller; a plain entry stands for itself."""
    return entry.says if isinstance(entry, SourceEntry) else "unwanted"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderLine:
    """What a list says of itself: title, version, licence …"""

    name: str
    """`title`, `version`, `licence`, `updated`, `expires`, `region` or `source`."""
    value: str


Parsed = ListEntry | DroppedEntry | HeaderLine | BadLine
ParsedEntries = Iterator[Parsed]
