"""The four things a list format can find in a file."""

from collections.abc import Iterator
from dataclasses import dataclass

from agent.call.list_entry import BadLine, DroppedEntry, ListEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderLine:
    """What a list says of itself: title, version, licence …"""

    name: str
    """`title`, `version`, `licence`, `updated`, `expires`, `region` or `source`."""
    value: str


Parsed = ListEntry | DroppedEntry | HeaderLine | BadLine
ParsedEntries = Iterator[Parsed]
