"""Lines and table rows out of any bytes, whatever the charset and however long the line."""

import csv
import io
import re
from collections import deque
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
_CHOSEN_DELIMITER = re.compile(r"sep=(?:([,;|])|(\\t|\t)?)", re.IGNORECASE)
_BEGINS_A_CARD = re.compile(r"(?:BEGIN|END):VCARD", re.IGNORECASE)
_MOST_QUOTED_LINES = 40
"""A note in an address book is no longer; whoever opens a quote and writes on has forgotten to close it."""


def lines_of(source: BinaryIO) -> Iterator[str]:
    """Yield each physical line without its end; UTF-8 first, then Windows-1252 line by line."""
    start = source.read(64)
    source.seek(0)
    if charset := utf16_of(start):
        yield from _utf16_lines(source, charset)
        return
    if start[:3] == b"\xef\xbb\xbf":
        source.seek(3)
    while line := source.readline(MAX_LINE_BYTES):
        if len(line) == MAX_LINE_BYTES and line[-1] != 10:
            _skip_to_line_end(source)
        try:
            yield line.decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError:
            yield line.decode("cp1252", "replace").rstrip("\r\n")


def unfolded_lines_of(source: BinaryIO) -> Iterator[tuple[int, str]]:
    """Yield logical lines of vCard and LDIF (RFC 6350 §3.2, RFC 2849): a leading blank continues.

    So does a `=` at the end of quoted-printable text (vCard 2.1 §2.1.3).
    """
    held: list[str] = []
    held_at = 0
    is_soft = False
    for line_number, line in enumerate(lines_of(source), start=1):
        if held and (is_soft or line[:1] in (" ", "\t")):
            if sum(map(len, held)) < MAX_LINE_BYTES:
                held.append(line if is_soft else line[1:])
        else:
            if held:
                yield held_at, "".join(held)
            held, held_at = [line], line_number
        is_quoted_printable = "QUOTED-PRINTABLE" in held[0].partition(":")[0].upper()
        is_soft = is_quoted_printable and line.endswith("=") and not _BEGINS_A_CARD.match(line)
        if is_soft and held[-1].endswith("="):
            held[-1] = held[-1][:-1]
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
    """Yield non-empty rows; the delimiter is the one the first row uses most, or what `sep=;` says.

    A quoted value may go over several lines; a quote that nobody closes costs one line and not the rest
    of the file.
    """
    delimiter = ""
    for line_number, line in _quoted_lines(enumerate(lines_of(source), start=1)):
        if not line.strip():
            continue
        if not delimiter:
            if chosen := _CHOSEN_DELIMITER.fullmatch(line.strip().strip('"')):
                delimiter = chosen[1] or "\t"
                continue
            delimiter = max(delimiters, key=line.count)
        yield Row(line_number, line, split_row(line, delimiter))


def _quoted_lines(lines: Iterator[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Lines of a table, those joined that a quoted value holds together."""
    waiting: deque[tuple[int, str]] = deque()
    while True:
        line_number, line = waiting.popleft() if waiting else next(lines, (0, ""))
        if not line_number:
            return
        if line.count('"') % 2:
            held, length, position = [line], len(line), 0
            while True:
                if position == len(waiting):
                    further = next(lines, None)
                    if further is None:
                        break
                    waiting.append(further)
                held.append(waiting[position][1])
                position += 1
                length += len(held[-1])
                if held[-1].count('"') % 2:
                    for _ in range(position):
                        waiting.popleft()
                    line = "\n".join(held)
                    break
                if position == _MOST_QUOTED_LINES or length > MAX_LINE_BYTES:
                    break
        yield line_number, line


def split_row(line: str, delimiter: str) -> list[str]:
    """Split one table line, quotes respected."""
    if '"' not in line:
        return line.split(delimiter)
    try:
        return next(csv.reader([f"{piece}\n" for piece in line.split("\n")], delimiter=delimiter), [])
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


def utf16_of(start: bytes) -> str:
    """The UTF-16 that a file's first bytes are in, with or without its mark, or empty."""
    if start[:2] in _UTF16_MARKS:
        return "utf-16"
    for charset, zero in (("utf-16-le", 1), ("utf-16-be", 0)):
        # Text in our letters has a zero in every other byte, and nowhere else.
        zeros, others = start[zero::2], start[1 - zero :: 2]
        if len(start) >= 4 and not zeros.strip(b"\0") and b"\0" not in others:
            return charset
    return ""


def in_utf8(head: bytes) -> bytes:
    """A file's first bytes in UTF-8 when they were in UTF-16; without the mark of either."""
    if charset := utf16_of(head[:64]):
        return head.decode(charset, "replace").encode("utf-8", "replace")
    return head.removeprefix(b"\xef\xbb\xbf")


def _utf16_lines(source: BinaryIO, charset: str) -> Iterator[str]:
    text = io.TextIOWrapper(source, encoding=charset, errors="replace", newline="")
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
