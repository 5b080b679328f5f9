"""A FRITZ!Box phone book: its backup file, and what the box hands out as phone book or barring list.

`<phonebooks><phonebook><contact>`: `realName`, any number of `<number>`; a number that ends in `*`
is a prefix; category 1 marks an important person.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.parsers import expat

from agent.call.list_entry import ListEntry
from agent.call.sentence import say
from agent.lists.formats.number_reader import NumberReader
from agent.lists.formats.parsed import Parsed, ParsedEntries
from agent.lists.formats.source_text import bad, cut_short, shown

NAME = "fritzbox"
TITLE = "FRITZ!Box phone book (XML)"

_MAX_CHARACTERS = 500
_IMPORTANT = "1"
_INSIDE_THE_HOUSE = re.compile(r"\*\*?[0-9*#]{1,6}|.*@.*")


def looks_like(head: bytes, name: str) -> bool:
    """Tell the file by its root element."""
    return b"<phonebook" in head or (head.lstrip()[:1] == b"<" and b"<contact" in head)


def parse(source: BinaryIO, numbers: NumberReader) -> ParsedEntries:
    """Yield one entry per number, named after its contact; numbers inside the house are left out."""
    reader = _ContactReader()
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.opened
    parser.EndElementHandler = reader.closed
    parser.CharacterDataHandler = reader.text
    # An entity may unfold into gigabytes or name a file; no phone book needs one.
    parser.EntityDeclHandler = _refuse_entities
    parser.buffer_text = True
    reader.line_number = lambda: parser.CurrentLineNumber
    try:
        while chunk := source.read(1 << 16):
            parser.Parse(chunk, False)
            yield from _drain(reader, numbers)
        parser.Parse(b"", True)
        yield from _drain(reader, numbers)
    except expat.ExpatError as error:
        yield from _drain(reader, numbers)
        yield cut_short(
            error.lineno, say("the XML is broken or cut off: {error}", error=expat.ErrorString(error.code))
        )
    except (ValueError, LookupError) as error:
        yield from _drain(reader, numbers)
        yield cut_short(parser.CurrentLineNumber, say("the XML cannot be read: {error}", error=error))


@dataclass(slots=True)
class _Contact:
    name: str = ""
    category: str = ""
    numbers: list[tuple[int, str]] = field(default_factory=list)


class _ContactReader:
    def __init__(self) -> None:
        self.finished: list[_Contact] = []
        self._contact: _Contact | None = None
        self._text: list[str] = []
        self._opened_at = 0
        self.line_number: Callable[[], int] = int

    def opened(self, tag: str, attributes: dict[str, str]) -> None:
        self._text = []
        self._opened_at = self.line_number()
        if tag == "contact":
            self._contact = _Contact()

    def text(self, text: str) -> None:
        if sum(map(len, self._text)) < _MAX_CHARACTERS:
            self._text.append(text[:_MAX_CHARACTERS])

    def closed(self, tag: str) -> None:
        contact, text = self._contact, "".join(self._text).strip()
        self._text = []
        if contact is None:
            return
        if tag == "realName":
            contact.name = text
        elif tag == "category":
            contact.category = text
        elif tag == "number" and text:
            contact.numbers.append((self._opened_at, text))
        elif tag == "contact":
            self.finished.append(contact)
            self._contact = None


def _drain(reader: _ContactReader, numbers: NumberReader) -> Iterator[Parsed]:
    for contact in reader.finished:
        for line_number, written in contact.numbers:
            if not _INSIDE_THE_HOUSE.fullmatch(written):
                yield from _read(contact, line_number, written, numbers)
    reader.finished.clear()


def _read(contact: _Contact, line_number: int, written: str, numbers: NumberReader) -> Iterator[Parsed]:
    try:
        found = numbers.each(written)
    except ValueError as error:
        yield bad(line_number, f"{contact.name}: {written}", error)
        return
    for kind, value in found:
        yield ListEntry(
            kind=kind,
            value=value,
            as_written=shown(written),
            line_number=line_number,
            label=shown(contact.name),
            note="important person" if contact.category == _IMPORTANT else "",
        )


def _refuse_entities(*declaration: object) -> None:
    raise ValueError(say("it declares entities, which no phone book needs"))
