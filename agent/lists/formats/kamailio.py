"""A Kamailio's dbtext tables: `htable` holds whole numbers, `mtree` beginnings of numbers."""

import re
from typing import BinaryIO

from agent.call.list_entry import EntryKind, ListEntry
from agent.lists.formats.number_reader import NumberReader
from agent.lists.formats.parsed import ParsedEntries
from agent.lists.formats.source_text import bad, lines_of, shown

NAME = "kamailio"
TITLE = "Kamailio htable or mtree (dbtext)"

_HEADER = re.compile(r"(?:\w+\((?:int|string|str|double)(?:,\w+)*\)\s*)+")
_COLUMNS: dict[str, EntryKind] = {"key_name": "exact", "tprefix": "prefix"}
_VALUES = ("key_value", "tvalue")
_BETWEEN = re.compile(r"((?:\\.|[^:\\])*)(?::|$)")


def looks_like(head: bytes, name: str) -> bool:
    """Tell the file by its line of columns."""
    line = head.split(b"\n", 1)[0].decode("ascii", "replace").strip()
    return _HEADER.fullmatch(line) is not None and any(f"{column}(" in line for column in _COLUMNS)


def parse(source: BinaryIO, numbers: NumberReader) -> ParsedEntries:
    """Yield whole numbers or beginnings; keys have their country code and no `+`."""
    names: list[str] = []
    for line_number, line in enumerate(lines_of(source), start=1):
        if not names:
            names = [column.partition("(")[0] for column in line.split()]
            continue
        if not line.strip():
            continue
        cells = dict(zip(names, _cells(line), strict=False))
        column = next((each for each in _COLUMNS if each in cells), "")
        kind, written = _COLUMNS.get(column, "exact"), cells.get(column, "").strip()
        try:
            digits = written.removeprefix("+")
            value = numbers.international(digits) if kind == "exact" else numbers.prefix(f"+{digits}")
        except ValueError as error:
            yield bad(line_number, line, error)
            continue
        label = next((cells[each] for each in _VALUES if each in cells), "")
        yield ListEntry(
            kind=kind,
            value=value,
            as_written=shown(written),
            line_number=line_number,
            label="" if label == "1" else shown(label),
        )


def _cells(line: str) -> list[str]:
    """Columns end at a colon that no backslash protects."""
    return [re.sub(r"\\(.)", r"\1", found[1]) for found in _BETWEEN.finditer(line)]
