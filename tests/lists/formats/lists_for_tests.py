"""Short ways for the tests of list formats to read a list and look at what came out."""

import io
from collections.abc import Iterable

from agent.call.list_entry import BadLine, DroppedEntry, ListEntry
from agent.identify.dial_plan import DialPlan
from agent.lists.formats.number_reader import NumberReader, number_reader
from agent.lists.formats.parsed import Parsed
from agent.lists.formats.registry import HEAD_BYTES, detect, format_named

FRENCH = number_reader(DialPlan(country="FR"))
GERMAN = number_reader(DialPlan(country="DE"))
AMERICAN = number_reader(DialPlan(country="US"))


def read(name: str, text: str | bytes, numbers: NumberReader = FRENCH) -> list[Parsed]:
    raw = text.encode() if isinstance(text, str) else text
    return list(format_named(name).parse(io.BytesIO(raw), numbers))


def detected(text: str | bytes, name: str = "list") -> str:
    raw = text.encode() if isinstance(text, str) else text
    found = detect(raw[:HEAD_BYTES], name)
    return found.name if found else ""


def entries(found: Iterable[Parsed]) -> list[ListEntry]:
    return [one for one in found if isinstance(one, ListEntry)]


def numbers_in(found: Iterable[Parsed]) -> list[str]:
    """`exact +33…` for every entry: the shortest form that says what was read."""
    return [f"{one.kind} {one.value}" for one in found if isinstance(one, ListEntry)]


def dropped(found: Iterable[Parsed]) -> list[str]:
    return [one.value for one in found if isinstance(one, DroppedEntry)]


def bad_lines(found: Iterable[Parsed]) -> list[BadLine]:
    return [one for one in found if isinstance(one, BadLine)]
