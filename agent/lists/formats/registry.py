"""Which list formats there are, and which one a file is in."""

import functools
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from agent.call.sentence import say
from agent.call.user_error import UserError
from agent.lists.formats import (
    any_json,
    any_text,
    asterisk,
    begone,
    callattendant,
    callblocker,
    csv_columns,
    freepbx,
    fritzbox_phonebook,
    ftc_dnc,
    kamailio,
    ldif,
    ncid,
    ovh,
    phoneblock_binary,
    phoneblock_json,
    saracroche,
    tellows,
    vcard,
)
from agent.lists.formats.number_reader import NumberReader
from agent.lists.formats.parsed import ParsedEntries
from agent.lists.formats.source_text import in_utf8

HEAD_BYTES = 8192
"""How much of a file `detect` wants to see."""


class _Parse(Protocol):
    def __call__(self, source: BinaryIO, numbers: NumberReader) -> ParsedEntries: ...


class _LooksLike(Protocol):
    def __call__(self, head: bytes, name: str) -> bool: ...


class _Module(Protocol):
    NAME: str
    TITLE: str

    def looks_like(self, head: bytes, name: str) -> bool: ...

    def parse(self, source: BinaryIO, numbers: NumberReader) -> ParsedEntries: ...


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write a list."""

    name: str
    title: str
    looks_like: _LooksLike
    parse: _Parse


def _of(module: _Module) -> Format:
    return Format(module.NAME, module.TITLE, module.looks_like, module.parse)


FORMATS: tuple[Format, ...] = (
    # Unmistakable beginnings first, then tables by their columns, last what is only numbers.
    _of(phoneblock_binary),
    _of(vcard),
    _of(ldif),
    _of(fritzbox_phonebook),
    _of(saracroche),
    _of(callblocker),
    _of(phoneblock_json),
    _of(begone),
    _of(any_json),
    _of(asterisk),
    _of(kamailio),
    _of(ftc_dnc),
    _of(callattendant),
    _of(ovh),
    _of(tellows),
    _of(freepbx),
    _of(csv_columns),
    _of(ncid),  # before plain, which would take its short numbers for its own
    _of(any_text),
)
"""Every format, in the order in which `detect` asks them."""


def format_named(name: str, columns: csv_columns.Columns | None = None) -> Format:
    """The format a person names; UserError lists the names when there is none."""
    for known in FORMATS:
        if known.name == name:
            if known.name == csv_columns.NAME and columns is not None:
                parse = functools.partial(csv_columns.parse, columns=columns)
                return Format(known.name, known.title, known.looks_like, parse)
            return known
    raise UserError(
        say(
            "there is no list format {name!r}; the formats are {known}",
            name=name,
            known=", ".join(f.name for f in FORMATS),
        )
    )


def detect(first_kilobytes: bytes, name: str) -> Format | None:
    """The format a file is in by its first bytes (and, rarely, its name), or None."""
    head = in_utf8(first_kilobytes[:HEAD_BYTES])
    return next((known for known in FORMATS if known.looks_like(head, name)), None)


def is_html(first_kilobytes: bytes) -> bool:
    """Tell a web page, which is what servers send when they mean to refuse."""
    start = first_kilobytes.lstrip(b"\xef\xbb\xbf \t\r\n")[:512].lower()
    return start.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<!--")) and (
        b"<phonebook" not in start
    )
