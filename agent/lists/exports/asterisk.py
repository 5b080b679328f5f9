"""Commands for Asterisk's console that fill the family `blacklist` which `BLACKLIST()` reads."""

from collections.abc import Iterable
from typing import BinaryIO

from agent.call.list_entry import ListEntry
from agent.lists.exports.number_forms import whole_number
from agent.lists.exports.written import Written

NAME = "asterisk"
TITLE = "Asterisk blacklist commands"


def write(entries: Iterable[ListEntry], out: BinaryIO, title: str) -> Written:
    """Write `database put blacklist NUMBER 1` per whole number; no text of the list, only digits."""
    count = left_out = 0
    for entry in entries:
        if (number := whole_number(entry)) is None:
            left_out += 1
            continue
        out.write(f"database put blacklist {number} 1\n".encode())
        count += 1
    return Written(count=count, left_out=left_out)
