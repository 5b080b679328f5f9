"""JSON read piece by piece, so that a list of a million entries needs the memory of one."""

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from agent.call.list_entry import BadLine
from agent.call.sentence import joined, say
from agent.lists.formats.source_text import cut_short

MAX_ELEMENT_CHARACTERS = 1 << 18
"""No honest entry is longer; a longer one ends the reading."""
_CHUNK_BYTES = 1 << 16
_BLANK = re.compile(r"[ \t\r\n]*")


@dataclass(frozen=True, slots=True)
class JsonPart:
    """One element of a top-level array, or one plain member of the top-level object."""

    key: str
    """Member name; empty when the file is one bare array."""
    value: object
    is_element: bool
    line_number: int
    text: str
    """The element as written, for reports."""
    member: str = ""
    """Its own name, for a member of an object that stands in the top-level one."""


def json_parts_of(source: BinaryIO, *, maps: bool = False) -> Iterator[JsonPart | BadLine]:
    """Yield the parts of a JSON object or array; the last one says if the file was cut short.

    `maps`: objects in the top-level one are taken apart too, for files that have a number as each key.
    """
    scanner = _Scanner(source)
    try:
        yield from _parts(scanner, maps=maps)
    except (ValueError, RecursionError) as error:
        because = say("nested too deeply") if isinstance(error, RecursionError) else str(error)
        yield cut_short(
            scanner.line_number, say("the JSON cannot be read any further: {because}", because=because)
        )


def text_of(value: object) -> str:
    """A JSON value as text when it is text or a number, else an empty string."""
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return ""


def whole_number_of(value: object) -> int:
    """A JSON number as a whole number within 0 and a billion, else 0."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0
    return int(value) if 0 <= value <= 1_000_000_000 else 0


def _parts(scanner: "_Scanner", *, maps: bool) -> Iterator[JsonPart]:
    opening = scanner.peek()
    if opening == "[":
        yield from _elements(scanner, "")
    elif opening == "{":
        scanner.take("{")
        if scanner.peek() == "}":
            return
        while True:
            key, _ = scanner.value()
            if not isinstance(key, str):
                raise ValueError(say("a member has no name"))
            scanner.take(":")
            if scanner.peek() == "[":
                yield from _elements(scanner, key)
            elif maps and not key[:1].isdigit() and key[:1] != "+" and scanner.peek() == "{":
                yield from _members(scanner, key)
            else:
                line_number = scanner.line_number
                value, text = scanner.value()
                yield JsonPart(key, value, False, line_number, text)
            if scanner.take(",}") == "}":
                return
    else:
        raise ValueError(say("it is neither an object nor an array"))


def _members(scanner: "_Scanner", key: str) -> Iterator[JsonPart]:
    scanner.take("{")
    if scanner.peek() == "}":
        scanner.take("}")
        return
    while True:
        scanner.peek()
        line_number = scanner.line_number
        member, text = scanner.value()
        if not isinstance(member, str):
            raise ValueError(say("a member has no name"))
        scanner.take(":")
        value, _ = scanner.value()
        yield JsonPart(key, value, False, line_number, text, member=member)
        if scanner.take(",}") == "}":
            return


def _elements(scanner: "_Scanner", key: str) -> Iterator[JsonPart]:
    scanner.take("[")
    if scanner.peek() == "]":
        scanner.take("]")
        return
    while True:
        scanner.peek()
        line_number = scanner.line_number
        value, text = scanner.value()
        yield JsonPart(key, value, True, line_number, text)
        if scanner.take(",]") == "]":
            return


class _Scanner:
    def __init__(self, source: BinaryIO) -> None:
        start = source.read(2)
        source.seek(0)
        charset = "utf-16" if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8-sig"
        self._source = source
        self._decoder = codecs.getincrementaldecoder(charset)(errors="replace")
        self._json = json.JSONDecoder()
        self._buffer = ""
        self._at = 0
        self._ended = False
        self._counted_to = 0
        self._lines_before = 1

    @property
    def line_number(self) -> int:
        self._lines_before += self._buffer.count("\n", self._counted_to, self._at)
        self._counted_to = self._at
        return self._lines_before

    def peek(self) -> str:
        """Skip blanks and return the next character without taking it; ValueError at the end."""
        while True:
            match = _BLANK.match(self._buffer, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._buffer):
                return self._buffer[self._at]
            if not self._refill():
                raise ValueError(say("it ends in the middle"))

    def take(self, allowed: str) -> str:
        """Take the next character, which must be one of those allowed."""
        character = self.peek()
        if character not in allowed:
            raise ValueError(
                say(
                    "{character!r} stands where {allowed} was expected",
                    character=character,
                    allowed=joined(say(" or "), allowed),
                )
            )
        self._at += 1
        return character

    def value(self) -> tuple[object, str]:
        """Take one whole JSON value; returned with its text."""
        self.peek()
        while True:
            try:
                value, end = self._json.raw_decode(self._buffer, self._at)
            except ValueError as error:
                if len(self._buffer) - self._at > MAX_ELEMENT_CHARACTERS:
                    raise ValueError(say("one entry is longer than any honest entry")) from error
                if not self._refill():
                    raise ValueError(say("an entry is broken or cut off")) from error
                continue
            # A bare number at the buffer's end may go on in the next chunk.
            if end < len(self._buffer) or not self._refill():
                text = self._buffer[self._at : min(end, self._at + 200)]
                self._at = end
                return value, text

    def _refill(self) -> bool:
        if self._ended:
            return False
        chunk = self._source.read(_CHUNK_BYTES)
        self._ended = not chunk
        _ = self.line_number  # counts what is about to be dropped
        self._buffer = self._buffer[self._at :] + self._decoder.decode(chunk, final=self._ended)
        self._counted_to = self._at = 0
        return not self._ended
