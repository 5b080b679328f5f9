"""Contacts in LDIF (RFC 2849), as Thunderbird and directory servers export them."""

import base64
import binascii
from typing import BinaryIO

from agent.call.list_entry import ListEntry
from agent.lists.formats.number_reader import NumberReader
from agent.lists.formats.parsed import ParsedEntries
from agent.lists.formats.source_text import bad, shown, unfolded_lines_of

NAME = "ldif"
TITLE = "LDIF contacts"

_TELEPHONES = {
    "telephonenumber": "",
    "homephone": "home",
    "mobile": "mobile",
    "cellphone": "mobile",
    "facsimiletelephonenumber": "fax",
    "fax": "fax",
    "pager": "pager",
    "othertelephone": "",
    "othermobile": "mobile",
    "mozillaworkphone": "work",
    "mozillahomephone": "home",
    "mozillacellphone": "mobile",
}


def looks_like(head: bytes, name: str) -> bool:
    """Tell the file by its first record."""
    start = head.lstrip(b"\xef\xbb\xbf \r\n")[:400].lower()
    return start.startswith((b"dn:", b"version: 1")) and b"dn:" in start


def parse(source: BinaryIO, numbers: NumberReader) -> ParsedEntries:
    """Yield one entry per telephone number, named after its record."""
    names: dict[str, str] = {}
    telephones: list[tuple[int, str, str]] = []
    for line_number, line in unfolded_lines_of(source):
        if not line.strip():
            yield from _entries(names, telephones, numbers)
            names, telephones = {}, []
            continue
        if line.startswith("#"):
            continue
        attribute, _, value = line.partition(":")
        text = _decoded(value)
        # `telephoneNumber;lang-fr` (RFC 2849): what stands behind ; says how, not what.
        word = attribute.partition(";")[0].strip().lower()
        if word in ("cn", "displayname", "givenname", "sn", "o"):
            names.setdefault(word, text)
        elif word in _TELEPHONES and text:
            telephones.append((line_number, text, _TELEPHONES[word]))
    yield from _entries(names, telephones, numbers)


def _entries(
    names: dict[str, str], telephones: list[tuple[int, str, str]], numbers: NumberReader
) -> ParsedEntries:
    whole_name = f"{names.get('givenname', '')} {names.get('sn', '')}".strip()
    name = names.get("cn") or names.get("displayname") or whole_name or names.get("o", "")
    for line_number, written, note in telephones:
        try:
            found = numbers.each(written)
        except ValueError as error:
            yield bad(line_number, f"{name}: {written}", error)
            continue
        for kind, value in found:
            yield ListEntry(
                kind=kind,
                value=value,
                as_written=shown(written),
                line_number=line_number,
                label=shown(name),
                note=note,
            )


def _decoded(value: str) -> str:
    """A value's text; `::` marks base64, `:<` a reference, which is never followed."""
    if value.startswith("<"):
        return ""
    if not value.startswith(":"):
        return value.strip()
    try:
        return base64.b64decode(value[1:].strip(), validate=True).decode("utf-8", "replace").strip()
    except (binascii.Error, ValueError):
        return ""
