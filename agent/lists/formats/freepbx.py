"""The blacklist of FreePBX and Asterisk as FreePBX exports it: CSV `number,description`."""

from typing import BinaryIO

from agent.call.list_entry import ListEntry
from agent.lists.formats.number_reader import NumberReader
from agent.lists.formats.parsed import ParsedEntries
from agent.lists.formats.source_text import bad, header_columns, rows_of, shown

NAME = "freepbx"
TITLE = "FreePBX blacklist (CSV)"


def looks_like(head: bytes, name: str) -> bool:
    """Tell the file by its two columns."""
    return header_columns(head) == ["number", "description"]


def parse(source: BinaryIO, numbers: NumberReader) -> ParsedEntries:
    """Yield whole numbers, and the beginnings that some write there although Asterisk compares exactly."""
    for row in rows_of(source):
        written = row.cell(0)
        if written.lower() == "number":
            continue
        try:
            found = numbers.each(written)
        except ValueError as error:
            yield bad(row.line_number, row.text, error)
            continue
        for kind, value in found:
            yield ListEntry(
                kind=kind,
                value=value,
                as_written=shown(written),
                line_number=row.line_number,
                note=shown(row.cell(1)),
            )
