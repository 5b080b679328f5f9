"""Lines and table rows out of any bytes, whatever the charset and however long the line."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from agent.call.list_entry import BadLine

MAX_LINE_BYTES = 4096
"""A longer line is cut here, so that it costs no memory and fails as one bad line."""
SHOWN_CHARACTERS = 120
"""How much of a bad line is kept for the report."""

_UNSHOWABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def lines_of(source: BinaryIO) -> Iterator[str]:
    """Yield each physical line without its end; UTF-8 first, then Windows-1252 line by line."""
    start = source.read(3)
    source.seek(0)
    if start[:2] in _UTF16_MARKS:
        yield from _utf16_lines(source)
        return
    if start == b"\xef\xbb\xbf":
        source.seek(3)
    while line := source.readline(MAX_LINE_BYTES):
        if len(line) == MAX_LINE_BYTES and line[-1] != 10:
            _skip_to_line_end(source)
        try:
            yield line.decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError:
            yield line.decode("cp1252", "replace").rstrip("\r\n")


def unfolded_lines_of(source: BinaryIO) -> Iterator[tuple[int, str]]:
    """Yield logical lines of vCard and LDIF (RFC 6350 §3.2, RFC 2849): a leading blank continues."""
    held: list[str] = []
    held_at = 0
    for line_number, line in enumerate(lines_of(source), start=1):
        if held and line[:1] in (" ", "\t"):
            if sum(map(len, held)) < MAX_LINE_BYTES:
                held.append(line[1:])
            continue
        if held:
            yield held_at, "".join(held)
        held, held_at = [line], line_number
    if held:
        yield held_at, "".join(held)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table; a value may be asked for by column and is empty when missing."""

    line_number: int
    text: str
    cells: list[str]

    def cell(self, column: int) -> str:
        """The trimmed value of a column, or an empty string."""
        return self.cells[column].strip() if 0 <= column < len(self.cells) else ""


def rows_of(source: BinaryIO, delimiters: str = ",;\t") -> Iterator[Row]:
    """Yield non-empty rows; the delimiter is the one the first row uses most.

    Each line is one row: an unclosed quote then costs one line and not the rest of the file.
    """
    delimiter = ""
    for line_number, line in enumerate(lines_of(source), start=1):
        if not line.strip():
            continue
        if not delimiter:
            delimiter = max(delimiters, key=line.count)
        yield Row(line_number, line, split_row(line, delimiter))


def split_row(line: str, delimiter: str) -> list[str]:
    """Split one table line, quotes respected."""
    if '"' not in line:
        return line.split(delimiter)
    try:
        return next(csv.reader((line,), delimiter=delimiter), [])
    except csv.Error:
        return line.split(delimiter)


def header_columns(head: bytes, delimiters: str = ",;\t") -> list[str]:
    """The lower-case column names of the first non-empty row in a file's first bytes."""
    for row in rows_of(io.BytesIO(head), delimiters):
        return [cell.strip().lower() for cell in row.cells]
    return []


def bad(line_number: int, text: str, because: object) -> BadLine:
    """A bad line whose text is safe to show and not longer than a report can bear."""
    return BadLine(line_number=line_number, text=shown(text), because=str(because))


def cut_short(line_number: int, because: str) -> BadLine:
    """The bad line that ends a file which stops in the middle."""
    return BadLine(line_number=line_number, text="", because=because, cut_short=True)


def shown(text: str) -> str:
    """Text without control and direction characters, shortened for a report or a note."""
    if len(text) > SHOWN_CHARACTERS:
        text = text[:SHOWN_CHARACTERS] + "…"
    return _UNSHOWABLE.sub(" ", text)


def day_of(text: str) -> date | None:
    """The day that `2026-11-21` names; None when it names none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _utf16_lines(source: BinaryIO) -> Iterator[str]:
    text = io.TextIOWrapper(source, encoding="utf-16", errors="replace", newline="")
    try:
        while line := text.readline(MAX_LINE_BYTES):
            if len(line) == MAX_LINE_BYTES and line[-1] != "\n":
                while (rest := text.readline(MAX_LINE_BYTES)) and rest[-1] != "\n":
                    pass
            yield line.rstrip("\r\n")
    finally:
        text.detach()


def _skip_to_line_end(source: BinaryIO) -> None:
    while (rest := source.readline(1 << 16)) and rest[-1] != 10:
        pass
