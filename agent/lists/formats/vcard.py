"""Contacts in vCards 2.1, 3.0 and 4.0 (RFC 2426, RFC 6350), as phones and address books export them."""

import quopri
import re
from typing import BinaryIO

from agent.call.list_entry import ListEntry
from agent.call.sentence import say
from agent.lists.formats.number_reader import NumberReader
from agent.lists.formats.parsed import ParsedEntries
from agent.lists.formats.source_text import bad, cut_short, shown, unfolded_lines_of

NAME = "vcard"
TITLE = "vCard contacts"

_FIELD_END = re.compile(r"(?<!\\);")
_CHARSET = re.compile(r"CHARSET=\"?([\w.:-]+)", re.IGNORECASE)
_ESCAPED = re.compile(r"\\(.)")


def looks_like(head: bytes, name: str) -> bool:
    """Tell the file by its first card."""
    return re.search(rb"^\s*BEGIN:VCARD", head, re.IGNORECASE | re.MULTILINE) is not None


def parse(source: BinaryIO, numbers: NumberReader) -> ParsedEntries:
    """Yield one entry per telephone number, named after its card."""
    name, in_card, line_number = "", False, 0
    telephones: list[tuple[int, str]] = []
    for line_number, line in unfolded_lines_of(source):
        label, colon, value = line.partition(":")
        word = label.split(";")[0].rpartition(".")[2].strip().upper()
        if word == "BEGIN" and value.strip().upper() == "VCARD":
            name, in_card, telephones = "", True, []
        elif word == "END" and in_card:
            in_card = False
            for at, written in telephones:
                try:
                    found = numbers.each(written)
                except ValueError as error:
                    yield bad(at, f"{name}: {written}", error)
                    continue
                for kind, number in found:
                    yield ListEntry(
                        kind=kind, value=number, as_written=shown(written), line_number=at, label=shown(name)
                    )
        elif in_card and colon:
            text = _decoded(label, value)
            if word == "FN":
                name = " ".join(text.split())
            elif word == "N" and not name:
                name = " ".join(_decoded(label, _FIELD_END.sub(" ", value)).split())
            elif word == "TEL" and text.strip():
                telephones.append((line_number, text.strip()))
    if in_card:
        yield cut_short(line_number, say("the last card has no END:VCARD"))


def _decoded(label: str, value: str) -> str:
    """Undo the encodings of a value: quoted-printable (2.1) or backslashes (3.0 and 4.0)."""
    if "QUOTED-PRINTABLE" in label.upper():
        charset = _CHARSET.search(label)
        raw = quopri.decodestring(value.encode("utf-8", "replace"))
        try:
            return raw.decode(charset[1] if charset else "utf-8")
        except (LookupError, ValueError):
            return raw.decode("cp1252", "replace")
    return _ESCAPED.sub(lambda match: " " if match[1] in "nN" else match[1], value)
