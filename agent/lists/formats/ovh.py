"""The caller lists of an OVH telephone line: CSV `callNumber,nature,type`, each number a beginning."""

from typing import BinaryIO

from agent.call.sentence import say
from agent.lists.formats.number_reader import NumberReader
from agent.lists.formats.parsed import ListSays, ParsedEntries, SourceEntry
from agent.lists.formats.source_text import bad, header_columns, rows_of, shown

NAME = "ovh"
TITLE = "OVH line blacklist (CSV)"

_SAYS: dict[str, ListSays] = {"incomingblacklist": "unwanted", "incomingwhitelist": "wanted"}
_NOT_ABOUT_CALLERS = ("outgoingblacklist", "outgoingwhitelist")


def looks_like(head: bytes, name: str) -> bool:
    """Tell the file by its columns."""
    return header_columns(head)[:3] == ["callnumber", "nature", "type"]


def parse(source: BinaryIO, numbers: NumberReader) -> ParsedEntries:
    """Yield prefixes; lists of numbers that the line itself may not call are passed over."""
    for row in rows_of(source):
        written, kind_of_list = row.cell(0), row.cell(2).lower()
        if written.lower() == "callnumber" or kind_of_list in _NOT_ABOUT_CALLERS:
            continue
        if kind_of_list not in _SAYS:
            yield bad(
                row.line_number, row.text, say("the type must be incomingBlackList or incomingWhiteList")
            )
            continue
        try:
            value = numbers.prefix(written)
        except ValueError as error:
            yield bad(row.line_number, row.text, error)
            continue
        yield SourceEntry(
            kind="prefix",
            value=value,
            as_written=shown(written),
            line_number=row.line_number,
            says=_SAYS[kind_of_list],
        )
