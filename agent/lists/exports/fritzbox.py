"""A FRITZ!Box phone book file, to restore into the box and use for call barring."""

import itertools
from collections.abc import Iterable
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

from agent.call.list_entry import ListEntry
from agent.lists.exports.number_forms import beginning, printable, whole_number
from agent.lists.exports.written import Written

NAME = "fritzbox"
TITLE = "FRITZ!Box phone book"

_NUMBERS_PER_CONTACT = 9
"""What a box shows of one contact."""


def write(entries: Iterable[ListEntry], out: BinaryIO, title: str) -> Written:
    """Write contacts of up to nine numbers; a beginning of numbers ends in `*`."""
    count = left_out = widened = contacts = 0
    out.write(b'<?xml version="1.0" encoding="utf-8"?>\n<phonebooks>')
    out.write(f"<phonebook name={quoteattr(printable(title) or 'SPAM')}>\n".encode())
    for label, group in itertools.groupby(entries, key=lambda entry: entry.label):
        numbers: list[str] = []
        for entry in group:
            start = beginning(entry)
            number = start + "*" if start else whole_number(entry)
            if number is None:
                left_out += 1
                continue
            numbers.append(number)
            count += 1
            widened += entry.kind == "pattern"
            if len(numbers) == _NUMBERS_PER_CONTACT:
                contacts += 1
                out.write(_contact(contacts, label or "SPAM", numbers))
                numbers = []
        if numbers:
            contacts += 1
            out.write(_contact(contacts, label or "SPAM", numbers))
    out.write(b"</phonebook></phonebooks>\n")
    return Written(count=count, left_out=left_out, widened=widened)


def _contact(unique_id: int, label: str, numbers: list[str]) -> bytes:
    telephones = "".join(
        f'<number type="work" prio="{int(index == 0)}" id="{index}">{number}</number>'
        for index, number in enumerate(numbers)
    )
    return (
        f"<contact><category>0</category><person><realName>{escape(printable(label))}</realName></person>"
        f'<telephony nid="{len(numbers)}">{telephones}</telephony><services/><setup/>'
        f"<uniqueid>{unique_id}</uniqueid></contact>\n"
    ).encode()
