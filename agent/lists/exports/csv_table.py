"""A table for spreadsheets and for other people's scripts."""

import csv
import io
from collections.abc import Iterable
from typing import BinaryIO

from agent.call.list_entry import ListEntry
from agent.lists.exports.number_forms import printable
from agent.lists.exports.written import Written

NAME = "csv"
TITLE = "CSV table"

_COLUMNS = ("number", "kind", "votes", "last", "note")
# A spreadsheet would take a cell that begins so for a formula and run it.
_FORMULA_STARTS = ("=", "+", "-", "@")


def write(entries: Iterable[ListEntry], out: BinaryIO, title: str) -> Written:
    """Write `number,kind,votes,last,note`; a prefix ends in `*`, a pattern in `#`."""
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(_COLUMNS)
    count = left_out = 0
    for entry in entries:
        if entry.kind not in ("exact", "prefix", "pattern"):
            left_out += 1
            continue
        number = entry.value + ("*" if entry.kind == "prefix" else "")
        last = entry.last_reported_on.isoformat() if entry.last_reported_on else ""
        table.writerow((number, _harmless(entry.label), entry.votes or "", last, _harmless(entry.note)))
        count += 1
    text.detach()
    return Written(count=count, left_out=left_out)


def _harmless(text: str) -> str:
    text = printable(text)
    return "'" + text if text.startswith(_FORMULA_STARTS) else text
