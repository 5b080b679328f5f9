"""A blacklist for FreePBX's import: CSV `number,description`, whole numbers only."""

import csv
import io
from collections.abc import Iterable
from typing import BinaryIO

from agent.call.list_entry import ListEntry
from agent.lists.exports.number_forms import printable, whole_number
from agent.lists.exports.written import Written

NAME = "freepbx"
TITLE = "FreePBX blacklist"


def write(entries: Iterable[ListEntry], out: BinaryIO, title: str) -> Written:
    """Write whole numbers as E.164; Asterisk compares the caller's number character by character."""
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    table = csv.writer(text, lineterminator="\n")
    table.writerow(("number", "description"))
    count = left_out = 0
    for entry in entries:
        if (number := whole_number(entry)) is None:
            left_out += 1
            continue
        table.writerow((number, printable(entry.note or entry.label or title)))
        count += 1
    text.detach()
    return Written(count=count, left_out=left_out)
