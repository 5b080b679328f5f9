"""Lists of the callblocker daemon: JSON with `entries`, every number meant as a prefix.

An entry without a number stops callers by name, with `*` and `?` as wildcards.  Dates are written
without leading zeros by its editor (`2016-8-21 14:54:2 +0000`).
"""

import re
from datetime import date
from typing import BinaryIO

from agent.call.list_entry import BadLine, ListEntry
from agent.call.sentence import say
from agent.lists.formats.number_reader import NumberReader
from agent.lists.formats.parsed import HeaderLine, Parsed, ParsedEntries
from agent.lists.formats.source_json import JsonPart, json_parts_of, text_of
from agent.lists.formats.source_text import bad, shown

NAME = "callblocker"
TITLE = "callblocker (JSON)"

_HEADERS = {"name": "title", "origin": "source", "last_update": "updated"}
_DAY = re.compile(r"\s*([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})\b")


def looks_like(head: bytes, name: str) -> bool:
    """Tell the file by its `entries`."""
    return head.lstrip()[:1] == b"{" and b'"entries"' in head and b'"number"' in head


def parse(source: BinaryIO, numbers: NumberReader) -> ParsedEntries:
    """Yield prefixes and name patterns."""
    for part in json_parts_of(source):
        if isinstance(part, BadLine):
            yield part
        elif part.is_element and part.key == "entries":
            yield _read(part, numbers)
        elif header := _HEADERS.get(part.key):
            yield HeaderLine(name=header, value=shown(text_of(part.value)))


def _read(part: JsonPart, numbers: NumberReader) -> Parsed:
    if not isinstance(part.value, dict):
        return bad(part.line_number, part.text, say("an entry must be an object with a number or a name"))
    number = text_of(part.value.get("number")).strip()
    name = text_of(part.value.get("name")).strip()
    last_reported_on = _lenient_date(text_of(part.value.get("date_modified")))
    if not number:
        if not name.strip("*? "):
            return bad(part.line_number, part.text, say("the entry has neither a number nor a name"))
        return ListEntry(
            kind="name",
            value=shown(name).lower(),
            as_written=shown(name),
            line_number=part.line_number,
            last_reported_on=last_reported_on,
        )
    try:
        value = numbers.prefix(number)
    except ValueError as error:
        return bad(part.line_number, part.text, error)
    return ListEntry(
        kind="prefix",
        value=value,
        as_written=shown(number),
        line_number=part.line_number,
        label=shown(name),
        last_reported_on=last_reported_on,
    )


def _lenient_date(text: str) -> date | None:
    match = _DAY.match(text)
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
