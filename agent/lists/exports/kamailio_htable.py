"""A dbtext table for Kamailio's htable module: whole numbers, looked up exactly."""

from collections.abc import Iterable
from typing import BinaryIO

from agent.call.list_entry import ListEntry
from agent.lists.exports.dbtext import column
from agent.lists.exports.number_forms import whole_number
from agent.lists.exports.written import Written

NAME = "kamailio-htable"
TITLE = "Kamailio htable (dbtext)"

_STRING_TYPE = 0


def write(entries: Iterable[ListEntry], out: BinaryIO, title: str) -> Written:
    """Write the file `htable` of a dbtext folder: key is the number's digits, value the label."""
    out.write(
        b"id(int,auto) key_name(string) key_type(int) value_type(int) key_value(string) expires(string)\n"
    )
    count = left_out = 0
    for entry in entries:
        if (number := whole_number(entry)) is None:
            left_out += 1
            continue
        count += 1
        value = column(entry.label) or "1"
        out.write(f"{count}:{number[1:]}:{_STRING_TYPE}:{_STRING_TYPE}:{value}:0\n".encode())
    return Written(count=count, left_out=left_out)
