"""Any table of numbers: its columns are found by their names or by what stands in them, or chosen by the person.

Address books (Google, Outlook in any language) have several columns of numbers and several of names; call
lists (FRITZ!Box) have one of strangers and one of the household's own.
"""

import io
from dataclasses import dataclass
from typing import BinaryIO

from agent.call.list_entry import ListEntry
from agent.call.sentence import say
from agent.lists.formats.column_names import Place, is_number_name, places_of
from agent.lists.formats.number_lines import is_like_a_number
from agent.lists.formats.number_reader import NumberReader
from agent.lists.formats.parsed import ParsedEntries
from agent.lists.formats.source_text import Row, bad, day_of, rows_of, shown

NAME = "csv"
TITLE = "CSV with chosen columns"

_ROWS_LOOKED_AT = 20
_MOST_COLUMNS = 50
_DIGITS_OF_A_NUMBER = 8
"""From so many digits on a cell is no count and no code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Which column holds what: a header name, or a position counted from `1`; empty to find it."""

    number: str = ""
    label: str = ""
    votes: str = ""
    note: str = ""
    last: str = ""
    """Day of the last report, as `2026-11-21`."""


def looks_like(head: bytes, name: str) -> bool:
    """Tell a table by a column with a usual name for a number, or by one that holds numbers."""
    rows = []
    for row in rows_of(io.BytesIO(head)):
        rows.append(row)
        if len(rows) > _ROWS_LOOKED_AT:
            break
    if not rows or rows[0].text.lstrip().startswith(("<", "{", "[", "#")):
        return False
    if any(is_number_name(cell) for cell in rows[0].cells):
        return True
    return len(rows[0].cells) > 1 and bool(_columns_of_numbers(rows))


def parse(source: BinaryIO, numbers: NumberReader, columns: Columns | None = None) -> ParsedEntries:
    """Yield one entry for each number of a row; `030*` is a prefix, `+33162######` a pattern."""
    place: Place | None = None
    for row in rows_of(source):
        if place is None:
            place, is_header = _places(row, columns or Columns(), source)
            if is_header:
                continue
        yield from _read(row, place, numbers)


def _places(first: Row, columns: Columns, source: BinaryIO) -> tuple[Place, bool]:
    chosen = {
        meaning: str(getattr(columns, meaning)) for meaning in ("number", "label", "votes", "note", "last")
    }
    place, is_header = places_of([cell.strip() for cell in first.cells], chosen)
    if place.numbers:
        return place, is_header
    rows, at = [first], source.tell()
    source.seek(0)
    # Only whole rows count, and looking must not move the file that is being read.
    for row in rows_of(io.BytesIO(source.read(1 << 16))):
        rows.append(row)
        if len(rows) > _ROWS_LOOKED_AT:
            break
    source.seek(at)
    found = _columns_of_numbers(rows[1:])
    place.numbers += found or [0]
    return place, is_header or (bool(found) and not is_like_a_number(first.cell(found[0])))


def _columns_of_numbers(rows: list[Row]) -> list[int]:
    """The columns in which most cells are whole numbers, or the one where most could be the beginning of one."""
    width = min(max((len(row.cells) for row in rows), default=0), _MOST_COLUMNS)
    counts = {column: sum(is_like_a_number(row.cell(column)) for row in rows) for column in range(width)}
    usual = [column for column, count in counts.items() if count and count * 2 >= len(rows) - 1]
    whole = [column for column in usual if _digits_in(rows, column) >= _DIGITS_OF_A_NUMBER]
    return whole or sorted(usual, key=lambda column: -counts[column])[:1]


def _digits_in(rows: list[Row], column: int) -> int:
    """How many digits the longest cell of a column has."""
    return max(sum(map(str.isdigit, row.cell(column))) for row in rows)


def _read(row: Row, place: Place, numbers: NumberReader) -> ParsedEntries:
    filled = [written for at in place.numbers if (written := row.cell(at))]
    if not filled:
        yield bad(row.line_number, row.text, say("the number is empty"))
        return
    votes = row.cell(place.votes)
    seen: set[str] = set()
    for written in filled:
        try:
            found = numbers.each(written)
        except ValueError as error:
            yield bad(row.line_number, row.text, error)
            continue
        for kind, value in found:
            if value in seen:
                continue
            seen.add(value)
            yield ListEntry(
                kind=kind,
                value=value,
                as_written=shown(written),
                line_number=row.line_number,
                note=shown(row.cell(place.note)),
                label=shown(" ".join(filter(None, (row.cell(at) for at in place.labels)))),
                votes=int(votes[:9]) if votes.isascii() and votes.isdigit() else 0,
                last_reported_on=day_of(row.cell(place.last)[:10]),
            )
