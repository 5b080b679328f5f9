"""tellows' export: a table `Score, Anruftyp, Land, Nummer` with scores from 1 (good) to 9 (bad)."""

from typing import BinaryIO

from agent.lists.formats.number_reader import NumberReader
from agent.lists.formats.parsed import ListSays, ParsedEntries, SourceEntry
from agent.lists.formats.source_text import Row, bad, header_columns, rows_of, shown

NAME = "tellows"
TITLE = "tellows (CSV)"

UNWANTED_FROM_SCORE = 7
"""tellows' own advice: 7 and above is a call to refuse."""
WANTED_UP_TO_SCORE = 3

_COLUMNS = ("score", "anruftyp", "land", "nummer")


def looks_like(head: bytes, name: str) -> bool:
    """Tell the file by its columns."""
    columns = header_columns(head)
    return "score" in columns and "nummer" in columns


def parse(source: BinaryIO, numbers: NumberReader) -> ParsedEntries:
    """Yield numbers to stop, and neutral or good ones as labels."""
    at = {column: index for index, column in enumerate(_COLUMNS)}
    for row in rows_of(source):
        cells = [cell.strip().lower() for cell in row.cells]
        if "nummer" in cells:
            at = {cell: index for index, cell in enumerate(cells)}
            continue
        written = row.cell(at.get("nummer", -1))
        try:
            score = int(row.cell(at.get("score", -1)))
            value = _with_country(row, at, written, numbers)
        except ValueError as error:
            yield bad(row.line_number, row.text, error)
            continue
        yield SourceEntry(
            kind="exact",
            value=value,
            as_written=shown(written),
            line_number=row.line_number,
            label=shown(row.cell(at.get("anruftyp", -1))),
            note=f"tellows score {score}",
            says=_says(score),
        )


def _says(score: int) -> ListSays:
    if score >= UNWANTED_FROM_SCORE:
        return "unwanted"
    return "wanted" if score <= WANTED_UP_TO_SCORE else "label"


def _with_country(row: Row, at: dict[str, int], written: str, numbers: NumberReader) -> str:
    """Read the number; a numeric `Land` (`49`, `0049`, `+49`) is its country code."""
    country_code = row.cell(at.get("land", -1)).lstrip("+0")
    if country_code.isascii() and country_code.isdigit() and len(country_code) <= 3:
        return numbers.of_calling_code(country_code).exact(written)
    return numbers.exact(written)
