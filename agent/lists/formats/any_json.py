"""Any JSON with telephone numbers in it: as keys of an object, as elements of an array, or in objects there."""

import re
from typing import Any, BinaryIO

from agent.call.list_entry import BadLine, ListEntry
from agent.call.sentence import say
from agent.lists.formats.column_names import is_number_name
from agent.lists.formats.number_lines import is_like_a_number
from agent.lists.formats.number_reader import NumberReader
from agent.lists.formats.parsed import HeaderLine, ParsedEntries
from agent.lists.formats.source_json import JsonPart, json_parts_of, text_of, whole_number_of
from agent.lists.formats.source_text import bad, shown

NAME = "json"
TITLE = "JSON with numbers"

_HOLDS_NUMBERS = re.compile(rb'[\[{,:]\s*(?:"\s*\+?[0-9(][0-9 ().*#xX?/-]{6,}"|[0-9]{8,15}\s*[,\]}])')
_NAMES = ("label", "name", "title", "displayname", "category", "type", "comment", "note")
_VOTES = ("votes", "reports", "count", "complaints")


def looks_like(head: bytes, name: str) -> bool:
    """Tell the file by its first brace or bracket, and a number behind one."""
    return head.lstrip()[:1] in (b"{", b"[") and _HOLDS_NUMBERS.search(head) is not None


def parse(source: BinaryIO, numbers: NumberReader) -> ParsedEntries:
    """Yield each number; what stands beside it says who it is and how many reported it."""
    for part in json_parts_of(source, maps=True):
        if isinstance(part, BadLine):
            yield part
        elif part.member or (not part.is_element and is_like_a_number(part.key)):
            written = part.member or part.key
            if is_like_a_number(written):
                yield from _read(written, part.value, part, numbers)
        elif part.is_element:
            yield from _of_element(part, numbers)
        elif part.key.lower() in ("title", "name"):
            yield HeaderLine(name="title", value=shown(text_of(part.value)))


def _of_element(part: JsonPart, numbers: NumberReader) -> ParsedEntries:
    if isinstance(part.value, dict):
        found = [text_of(value) for key, value in part.value.items() if is_number_name(str(key))]
        found = [written for written in found if written.strip()]
        if not found:
            yield bad(part.line_number, part.text, say("the number is empty"))
        for written in found:
            yield from _read(written, part.value, part, numbers)
    else:
        yield from _read(text_of(part.value), None, part, numbers)


def _read(written: str, about: object, part: JsonPart, numbers: NumberReader) -> ParsedEntries:
    try:
        found = numbers.each(written)
    except ValueError as error:
        yield bad(part.line_number, part.text, error)
        return
    fields: dict[str, Any] = (
        {str(key).lower(): value for key, value in about.items()} if isinstance(about, dict) else {}
    )
    label = (
        about
        if isinstance(about, str)
        else next(filter(None, (text_of(fields.get(key)) for key in _NAMES)), "")
    )
    votes = next(filter(None, (whole_number_of(fields.get(key)) for key in _VOTES)), 0)
    for kind, value in found:
        yield ListEntry(
            kind=kind,
            value=value,
            as_written=shown(written),
            line_number=part.line_number,
            label=shown(label),
            votes=votes,
        )
