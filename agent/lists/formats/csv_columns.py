"""Any table of numbers: its columns are found by their names, or chosen by the person."""

from dataclasses import dataclass
from typing import BinaryIO

from agent.call.list_entry import ListEntry
from agent.lists.formats.number_reader import NumberReader
from agent.lists.formats.parsed import Parsed, ParsedEntries
from agent.lists.formats.source_text import Row, bad, day_of, header_columns, rows_of, shown

NAME = "csv"
TITLE = "CSV with chosen columns"

_USUAL_NAMES = {
    "number": (
        *(
            "number",
            "phone",
            "phone number",
            "phone_number",
            "phonenumber",
            "telephone",
            "tel",
            "caller",
            "callerid",
        ),
        *(
            "e164",
            "msisdn",
            "numéro",
            "numero",
            "téléphone",
            "nummer",
            "rufnummer",
            "telefon",
            "telefonnummer",
        ),
    ),
    "label": ("label", "name", "kind", "type", "category", "nom", "art"),
    "votes": ("votes", "count", "reports", "complaints", "calls"),
    "note": ("note", "comment", "description", "reason", "remark", "kommentar", "bemerkung", "commentaire"),
    "last": ("last", "last_reported", "date", "updated", "modified"),
}


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
    """Tell a table by a column with a usual name for a number."""
    columns = header_columns(head)
    return len(columns) > 1 and any(column in _USUAL_NAMES["number"] for column in columns)


def parse(source: BinaryIO, numbers: NumberReader, columns: Columns | None = None) -> ParsedEntries:
    """Yield one entry per row; `030*` is a prefix, `+33162######` a pattern."""
    at: dict[str, int] = {}
    for row in rows_of(source):
        if not at:
            at, is_header = _positions(row, columns or Columns())
            if is_header:
                continue
        yield _read(row, at, numbers)


def _positions(first: Row, columns: Columns) -> tuple[dict[str, int], bool]:
    names = [cell.strip().lower() for cell in first.cells]
    at: dict[str, int] = {}
    is_header = False
    for meaning, usual in _USUAL_NAMES.items():
        chosen = str(getattr(columns, meaning)).strip().lower()
        if chosen in names:
            at[meaning], is_header = names.index(chosen), True
        elif chosen.isascii() and chosen.isdigit():
            at[meaning] = int(chosen[:4]) - 1
        elif not chosen and (found := next((name for name in usual if name in names), "")):
            at[meaning], is_header = names.index(found), True
    at.setdefault("number", 0)
    return at, is_header


def _read(row: Row, at: dict[str, int], numbers: NumberReader) -> Parsed:
    written = row.cell(at["number"])
    try:
        kind, value = numbers.ranged(written)
    except ValueError as error:
        return bad(row.line_number, row.text, error)
    votes = row.cell(at.get("votes", -1))
    return ListEntry(
        kind=kind,
        value=value,
        as_written=written,
        line_number=row.line_number,
        note=shown(row.cell(at.get("note", -1))),
        label=shown(row.cell(at.get("label", -1))),
        votes=int(votes[:9]) if votes.isascii() and votes.isdigit() else 0,
        last_reported_on=day_of(row.cell(at.get("last", -1))[:10]),
    )
