"""A dbtext table for Kamailio's mtree module: beginnings of numbers, the longest one wins."""

from collections.abc import Iterable
from typing import BinaryIO

from agent.call.list_entry import ListEntry
from agent.lists.exports.dbtext import column
from agent.lists.exports.number_forms import beginning, whole_number
from agent.lists.exports.written import Written

NAME = "kamailio-mtree"
TITLE = "Kamailio mtree (dbtext)"


def write(entries: Iterable[ListEntry], out: BinaryIO, title: str) -> Written:
    """Write the file `mtree` of a dbtext folder, for `char_list` 0123456789."""
    out.write(b"id(int,auto) tprefix(string) tvalue(string)\n")
    count = left_out = widened = 0
    for entry in entries:
        number = beginning(entry) or whole_number(entry)
        if number is None:
            left_out += 1
            continue
        count += 1
        widened += entry.kind == "pattern"
        out.write(f"{count}:{number[1:]}:{column(entry.label) or '1'}\n".encode())
    return Written(count=count, left_out=left_out, widened=widened)
