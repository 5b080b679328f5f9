"""vCards (3.0, RFC 2426) for phones and boxes that block by address book."""

from collections.abc import Iterable
from typing import BinaryIO

from agent.call.list_entry import ListEntry
from agent.lists.exports.number_forms import beginning, printable, whole_number
from agent.lists.exports.written import Written

NAME = "vcard"
TITLE = "vCard contacts"

_LINE_OCTETS = 75


def write(entries: Iterable[ListEntry], out: BinaryIO, title: str) -> Written:
    """Write one card per entry; a beginning of numbers ends in `*`, as FRITZ!Boxes read it."""
    count = left_out = widened = 0
    for entry in entries:
        start = beginning(entry)
        number = start + "*" if start else whole_number(entry)
        if number is None:
            left_out += 1
            continue
        name = printable(entry.label) or number
        lines = ("BEGIN:VCARD", "VERSION:3.0", f"FN:{_escaped(name)}", f"N:{_escaped(name)};;;;")
        categories = f"CATEGORIES:{_escaped(printable(title))}" if title else "CATEGORIES:SPAM"
        for line in (*lines, categories, f"TEL;TYPE=WORK:{number}", "END:VCARD"):
            out.write(_folded(line))
        count += 1
        widened += entry.kind == "pattern"
    return Written(count=count, left_out=left_out, widened=widened)


def _escaped(text: str) -> str:
    for character in "\\;,":
        text = text.replace(character, "\\" + character)
    return text


def _folded(line: str) -> bytes:
    """A line folded at 75 octets without cutting a character (RFC 2426 §2.6)."""
    out, room = bytearray(), _LINE_OCTETS
    for character in line:
        octets = character.encode()
        if len(octets) > room:
            out += b"\r\n "
            room = _LINE_OCTETS - 1
        out += octets
        room -= len(octets)
    return bytes(out) + b"\r\n"
