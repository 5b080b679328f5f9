"""Saracroche's list of French telemarketing ranges, in its present shape and both older ones.

Present shape (API v1): `{"version", "name", "patterns": [{"name", "action", "pattern"}]}`; older
ones are bare arrays with `operator` and `prefix`, or `operator_name` and `pattern`.  A pattern is
E.164 without `+`, each `#` exactly one digit.  `identify` names a caller without blocking.
"""

from typing import Any, BinaryIO

from agent.call.list_entry import BadLine, DroppedEntry, EntryKind
from agent.call.sentence import say
from agent.lists.formats.number_reader import NumberReader
from agent.lists.formats.parsed import HeaderLine, Parsed, ParsedEntries, SourceEntry
from agent.lists.formats.source_json import JsonPart, json_parts_of, text_of
from agent.lists.formats.source_text import bad, shown

NAME = "saracroche"
TITLE = "Saracroche (JSON)"

_HEADERS = {"version": "version", "name": "title", "license": "licence"}
_SHORT_NUMBER_DIGITS = 6


def looks_like(head: bytes, name: str) -> bool:
    """Tell a Saracroche list by its keys."""
    if head.lstrip()[:1] == b"{":
        return b'"patterns"' in head
    old_keys = ((b'"operator"', b'"prefix"'), (b'"operator_name"', b'"pattern"'))
    return head.lstrip()[:1] == b"[" and any(one in head and other in head for one, other in old_keys)


def parse(source: BinaryIO, numbers: NumberReader) -> ParsedEntries:
    """Yield ranges to stop, ranges to name only, and ranges taken back."""
    for part in json_parts_of(source):
        if isinstance(part, BadLine):
            yield part
        elif part.is_element and part.key in ("", "patterns"):
            yield _read(part, numbers)
        elif header := _HEADERS.get(part.key):
            yield HeaderLine(name=header, value=shown(text_of(part.value)))


def _read(part: JsonPart, numbers: NumberReader) -> Parsed:
    if not isinstance(part.value, dict):
        return bad(part.line_number, part.text, say("an entry must be an object with a pattern"))
    fields: dict[str, Any] = part.value
    pattern = _first_text(fields, "pattern", "prefix")
    label = shown(_first_text(fields, "name", "operator_name", "operator"))
    action = text_of(fields.get("action")) or "block"
    is_short = pattern.isascii() and pattern.isdigit() and 2 <= len(pattern) <= _SHORT_NUMBER_DIGITS
    kind: EntryKind
    try:
        kind, value = ("exact", pattern) if is_short else numbers.ranged("+" + pattern)
    except ValueError as error:
        return bad(part.line_number, part.text, error)
    if action.startswith("remove"):
        return DroppedEntry(kind=kind, value=value, as_written=pattern, line_number=part.line_number)
    if action not in ("block", "identify"):
        return bad(
            part.line_number, part.text, say("the action {action!r} is not known", action=shown(action))
        )
    return SourceEntry(
        kind=kind,
        value=value,
        as_written=pattern,
        line_number=part.line_number,
        label=label,
        region="FR" if is_short else "",
        says="unwanted" if action == "block" else "label",
    )


def _first_text(fields: dict[str, Any], *keys: str) -> str:
    return next((text for key in keys if (text := text_of(fields.get(key)))), "")
