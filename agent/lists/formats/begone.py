"""The lists of Begone, an iPhone app: a property list (XML) of dictionaries with `number` and `title`."""

from typing import BinaryIO
from xml.parsers import expat

from agent.call.list_entry import ListEntry
from agent.call.sentence import say
from agent.lists.formats.number_reader import NumberReader
from agent.lists.formats.parsed import ParsedEntries
from agent.lists.formats.source_text import bad, cut_short, shown

NAME = "begone"
TITLE = "Begone (property list)"

_MAX_CHARACTERS = 500


def looks_like(head: bytes, name: str) -> bool:
    """Tell the file by its root element and the key of its numbers."""
    return b"<plist" in head and b"<key>number</key>" in head


def parse(source: BinaryIO, numbers: NumberReader) -> ParsedEntries:
    """Yield one entry per dictionary that has a number."""
    reader = _Dictionaries()
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.opened
    parser.EndElementHandler = reader.closed
    parser.CharacterDataHandler = reader.text
    # An entity may unfold into gigabytes or name a file; no list needs one.
    parser.EntityDeclHandler = _refuse_entities
    parser.buffer_text = True
    reader.parser = parser
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


class _Dictionaries:
    def __init__(self) -> None:
        self.parser: expat.XMLParserType | None = None
        self.finished: list[tuple[int, dict[str, str]]] = []
        self._fields: dict[str, str] = {}
        self._key = ""
        self._text: list[str] = []

    def opened(self, tag: str, attributes: dict[str, str]) -> None:
        self._text = []
        if tag == "dict":
            self._fields, self._key = {}, ""

    def text(self, text: str) -> None:
        if sum(map(len, self._text)) < _MAX_CHARACTERS:
            self._text.append(text[:_MAX_CHARACTERS])

    def closed(self, tag: str) -> None:
        text, self._text = "".join(self._text).strip(), []
        if tag == "key":
            self._key = text.lower()
        elif tag in ("string", "integer"):
            self._fields.setdefault(self._key, text)
        elif tag == "dict":
            if self._fields.get("number"):
                line_number = self.parser.CurrentLineNumber if self.parser is not None else 0
                self.finished.append((line_number, self._fields))
            self._fields = {}


def _drain(reader: _Dictionaries, numbers: NumberReader) -> ParsedEntries:
    for line_number, fields in reader.finished:
        written = fields["number"]
        title = fields.get("title") or fields.get("name", "")
        try:
            found = numbers.each(written)
        except ValueError as error:
            yield bad(line_number, f"{title}: {written}", error)
            continue
        for kind, value in found:
            yield ListEntry(
                kind=kind, value=value, as_written=shown(written), line_number=line_number, label=shown(title)
            )
    reader.finished.clear()


def _refuse_entities(*declaration: object) -> None:
    raise ValueError(say("it declares entities, which no phone book needs"))
