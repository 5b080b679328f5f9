"""Any text with one number a line; our own plain list is one whose numbers have their `+`.

Numbers without it are read as the list's country dials, and what could be a beginning as well as a short
number is named and not guessed.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from msgspec.structs import replace

from agent.call.list_entry import BadLine, ListEntry
from agent.lists.formats import plain
from agent.lists.formats.number_lines import is_like_a_number
from agent.lists.formats.number_reader import NumberReader
from agent.lists.formats.parsed import HeaderLine, Parsed, ParsedEntries
from agent.lists.formats.source_text import bad, lines_of

NAME = plain.NAME
TITLE = "plain list"

_LINES_LOOKED_AT = 60
_MARKS_OF_OTHERS = (b"<", b"{", b"[")
_NUMBER_AND_REST = re.compile(
    r"""(?P<number>.+?)
        (?P<options>(?:\s+(?:votes|last|kind|country)=(?:"(?:[^"\\]|\\.)*"|[^\s"]*))*)
        (?P<note>\s+\#+\s+[^\s\#].*|\s+\#[^\W\d_].*)?""",
    re.VERBOSE,
)
_COUNTRY = re.compile(r"\scountry=([A-Za-z]{2})\b")


def looks_like(head: bytes, name: str) -> bool:
    """Tell the text by an entry of our own format, or by lines that are mostly numbers."""
    if head.lstrip()[:1] in _MARKS_OF_OTHERS:
        return False
    lines = [line.decode("utf-8", "replace") for line in head.splitlines()]
    if any(isinstance(found, ListEntry) for found in plain.parse(lines)):
        return True
    texts = [text for line in lines if (text := line.strip()) and not text.startswith("#")][:_LINES_LOOKED_AT]
    like = sum(is_like_a_number(_parts_of(text)[0]) for text in texts)
    # The first line may be a title, the last one cut off.
    return like > 0 and like * 2 >= len(texts) - 1


def parse(source: BinaryIO, numbers: NumberReader) -> ParsedEntries:
    """Yield what the list says of itself, then its entries."""
    header = plain.read_header(lines_of(source))
    source.seek(0)
    for name in ("title", "region", "source", "licence", "updated", "expires"):
        if value := getattr(header, name):
            yield HeaderLine(name=name, value=str(value))
    is_first = True
    for found in plain.parse(lines_of(source)):
        if isinstance(found, BadLine):
            if is_first and not any(map(str.isdigit, found.text)):
                # What stands above a column of numbers is its title.
                yield HeaderLine(name="title", value=found.text)
            else:
                yield from _read(found, numbers)
        elif numbers.is_as_written(found):
            yield found
        else:
            yield from _read(
                BadLine(line_number=found.line_number, text=found.as_written, because=""), numbers
            )
        is_first = False


def _read(line: BadLine, numbers: NumberReader) -> Iterator[Parsed]:
    """Read a line whose number is not in the form of our own lists."""
    written, options, note = _parts_of(line.text)
    if not any(map(str.isdigit, written)):
        yield line
        return
    country = _COUNTRY.search(options)
    try:
        kinds = (numbers.of_country(country[1].upper()) if country else numbers).each(written)
    except ValueError as error:
        yield bad(line.line_number, line.text, error)
        return
    for kind, value in kinds:
        for found in plain.parse([f"{plain.shown_number(kind, value)}{options}{note}"]):
            if isinstance(found, ListEntry):
                yield replace(found, as_written=line.text, line_number=line.line_number)
            else:
                yield bad(line.line_number, line.text, found.because)


def _parts_of(text: str) -> tuple[str, str, str]:
    """The number of a line, its options and its note."""
    parts = _NUMBER_AND_REST.fullmatch(text)
    if parts is None:
        return text, "", ""
    return parts["number"], parts["options"], parts["note"] or ""
