"""PhoneBlock's community list and personal lists, as its API sends them (v1.7).

Community: `{"numbers": [{"phone", "votes", "rating", "lastActivity"}], "version": 42}`; in an
update `votes: 0` takes a number back.  Personal: `{"numbers": [{"phone", "label", "comment",
"rating", "created", "wildcard"}]}`, where `wildcard` makes the number a prefix.
"""

from datetime import UTC, date, datetime
from typing import Any, BinaryIO

from agent.call.list_entry import BadLine, DroppedEntry, EntryKind
from agent.call.sentence import say
from agent.lists.formats.number_reader import NumberReader
from agent.lists.formats.parsed import HeaderLine, Parsed, ParsedEntries, SourceEntry
from agent.lists.formats.source_json import JsonPart, json_parts_of, text_of, whole_number_of
from agent.lists.formats.source_text import bad, shown

NAME = "phoneblock"
TITLE = "PhoneBlock (JSON)"

RATINGS = {
    "A_LEGITIMATE": "legitimate",
    "B_MISSED": "missed call",
    "C_PING": "ping call",
    "D_POLL": "poll",
    "E_ADVERTISING": "advertising",
    "F_GAMBLE": "gambling",
    "G_FRAUD": "fraud",
}
"""PhoneBlock's ratings and what we call them."""


def looks_like(head: bytes, name: str) -> bool:
    """Tell a PhoneBlock list by its `numbers` of `phone`s."""
    if head.lstrip()[:1] != b"{" or b'"numbers"' not in head:
        return False
    return b'"phone"' in head or b'"version"' in head or head.strip() == b'{"numbers":[]}'


def parse(source: BinaryIO, numbers: NumberReader) -> ParsedEntries:
    """Yield numbers with their votes, numbers taken back, and the list's version."""
    for part in json_parts_of(source):
        if isinstance(part, BadLine):
            yield part
        elif part.is_element and part.key == "numbers":
            yield _read(part, numbers)
        elif part.key == "version":
            yield HeaderLine(name="version", value=shown(text_of(part.value)))


def date_of_milliseconds(value: object) -> date | None:
    """The UTC day of a Unix time in milliseconds, or None."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 10_000_000_000_000:
        return None
    return datetime.fromtimestamp(value / 1000, UTC).date()


def _read(part: JsonPart, numbers: NumberReader) -> Parsed:
    if not isinstance(part.value, dict):
        return bad(part.line_number, part.text, say("an entry must be an object with a phone"))
    fields: dict[str, Any] = part.value
    phone = text_of(fields.get("phone"))
    wildcard = fields.get("wildcard") is True or phone.endswith("*")
    kind: EntryKind = "prefix" if wildcard else "exact"
    try:
        value = numbers.prefix(phone.rstrip("*")) if wildcard else numbers.exact(phone)
    except ValueError as error:
        return bad(part.line_number, part.text, error)
    if "votes" in fields and whole_number_of(fields["votes"]) == 0:
        return DroppedEntry(kind=kind, value=value, as_written=shown(phone), line_number=part.line_number)
    rating = text_of(fields.get("rating"))
    return SourceEntry(
        kind=kind,
        value=value,
        as_written=shown(phone),
        line_number=part.line_number,
        note=shown(text_of(fields.get("comment"))),
        label=RATINGS.get(rating, shown(text_of(fields.get("label")))),
        votes=whole_number_of(fields.get("votes")),
        last_reported_on=date_of_milliseconds(fields.get("lastActivity") or fields.get("created")),
        says="wanted" if rating == "A_LEGITIMATE" else "unwanted",
    )
