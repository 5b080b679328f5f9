"""Our own plain format, which is also how every list is kept in the house."""

from collections.abc import Iterable
from typing import BinaryIO

from agent.call.list_entry import ListEntry
from agent.lists.exports.written import Written
from agent.lists.formats import plain

NAME = "plain"
TITLE = "plain list"


def write(entries: Iterable[ListEntry], out: BinaryIO, title: str) -> Written:
    """Write one number a line under a title."""
    count = left_out = 0
    for line in plain.write((), plain.ListHeader(title=title)):
        out.write(line.encode() + b"\n")
    for entry in entries:
        try:
            line = plain.write_entry(entry)
        except ValueError:
            left_out += 1
            continue
        out.write(line.encode("utf-8", "replace") + b"\n")
        count += 1
    return Written(count=count, left_out=left_out)
