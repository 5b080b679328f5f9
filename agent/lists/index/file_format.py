"""How the number index lies in its file, so that who builds it and who reads it agree.

A header in JSON with its own checksum, then sections that begin on page borders, each a column of
numbers of one width, or text:

| section | holds |
|---|---|
| bases, offsets | whole numbers, sorted, in blocks: key = base of its block + offset |
| places | by block: its first row, the row behind its last; the ranges between which its numbers would stand |
| range_keys, parents | prefixes and patterns, sorted; parent = row to look at next, plus one; 0 at the end |
| base_guide | every so-many-th of bases, few enough to keep in memory |
| exact_codes, range_codes | what was said of each of them |
| exact_seqs, range_seqs | who said it, and where |
| run_seqs, run_lines, run_steps | line numbers as runs: seq, line, lines from one entry to the next |
| votes, dates, text_ends, texts | what the codes mean; a date is its proleptic ordinal, 0 for none |
| odd_seqs, odd_ends, odd_texts | the words of entries too unlike the others for a code |
| checksums | CRC-32 of every page before this section |

An entry's *seq* is its place in the order in which all lists were read.  Its codes are one number:
(date * all words + words) * all votes + votes.

A page is 1024 bytes, a multiple of every column's width: no number lies across two pages, so checking
one page is enough to trust one number.
"""

import json
import mmap
import struct
import sys
import zlib
from dataclasses import dataclass
from typing import Any

from agent.call.list_entry import ListEntry
from agent.lists.list_source import ListSource

MAGIC = b"TRQNUMIX"
VERSION = 4
PAGE_BYTES = 1024
TYPECODES = {1: "B", 2: "H", 4: "I", 8: "Q"}
"""Of the `array` module, by the bytes of one number."""
MAX_DIGITS = 15
MAX_GUIDE = 2048
MAX_OFFSET = 2**32 - 1
LENGTH_SHIFT = 50
"""Of a whole number's sort key: bits of its value, which has at most 15 digits."""
ODD = 0
"""Text code of entries whose words stand in `odd_texts`."""

SECTIONS = (
    *("base_guide", "bases", "places", "offsets", "exact_codes", "exact_seqs"),
    *("range_keys", "parents", "range_codes", "range_seqs"),
    *("run_seqs", "run_lines", "run_steps"),
    *("votes", "dates", "text_ends", "texts", "odd_seqs", "odd_ends", "odd_texts"),
    "checksums",
)

PLACE = struct.Struct("=4I")
"""One block in the column `places`."""

_PREAMBLE = struct.Struct("<8sIII")  # magic, version, length of the JSON, its CRC-32


class IndexUnusable(Exception):
    """The index file is missing, damaged or of another make: use the last good one, and rebuild."""


@dataclass(frozen=True, slots=True)
class Section:
    """Where a column of numbers, or a text, lies in the file."""

    offset: int
    """Bytes from the start of the file; a multiple of `PAGE_BYTES`."""
    count: int
    width: int
    """Bytes of one number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexedList:
    """One list as it stands in the index."""

    source: ListSource
    entries: int
    first_seq: int
    """Seq of its first entry; the list ends where the next begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What the first pages of the file say of the rest."""

    file_bytes: int
    seqs: int
    """Entries read, repeated ones included; no seq is higher."""
    sections: dict[str, Section]
    lists: tuple[IndexedList, ...]
    recipe: str = ""
    """What the index was made of, in the words of whoever had it made; empty when they did not say."""


NOTHING = Header(file_bytes=0, seqs=0, sections={name: Section(0, 0, 8) for name in SECTIONS}, lists=())
"""The header of an index without entries and without a file."""


def exact_key(digits: str, *, short: bool) -> int | None:
    """Sort key of a whole number, `+` left out: its length, then its value; None if it cannot be one."""
    length = len(digits)
    if not 0 < length <= MAX_DIGITS or not digits.isascii() or not digits.isdigit():
        return None
    return (length + 16 if short else length) << LENGTH_SHIFT | int(digits)


def range_key(entry: ListEntry) -> int | None:
    """Sort key of a prefix or pattern; None when it is not one that the index can hold.

    The fixed digits filled up with zeros to 15, then how many they are, then the length a number must
    have (0 for any): wider ranges sort before the ranges inside them.
    """
    fixed = entry.value.rstrip("#")
    digits = fixed[1:]
    total = len(entry.value) - 1 if entry.kind == "pattern" else 0
    if entry.kind == "prefix" and fixed != entry.value:
        return None
    if entry.kind not in ("prefix", "pattern") or fixed[:1] != "+" or total > MAX_DIGITS:
        return None
    if not 0 < len(digits) <= MAX_DIGITS or not digits.isascii() or not digits.isdigit():
        return None
    return int(digits.ljust(MAX_DIGITS, "0")) << 8 | len(digits) << 4 | total


def guide_step(count: int) -> int:
    """How many numbers of a column lie from one entry of its guide to the next."""
    return max(1, -(-count // MAX_GUIDE))


def code_width(highest: int) -> int:
    """Bytes of a column of codes up to `highest`."""
    return 2 if highest < 1 << 16 else 4 if highest < 1 << 32 else 8


def pages(byte_count: int) -> int:
    """How many pages hold so many bytes."""
    return -(-byte_count // PAGE_BYTES)


def pack_header(header: Header) -> bytes:
    """The first bytes of the file, filled up to a whole page."""
    words = {
        "byteorder": sys.byteorder,
        "file_bytes": header.file_bytes,
        "seqs": header.seqs,
        "recipe": header.recipe,
        "sections": {name: [part.offset, part.count, part.width] for name, part in header.sections.items()},
        "lists": [
            {
                "name": each.source.name,
                "role": each.source.role,
                "treatment": each.source.treatment,
                "weight": each.source.weight,
                "direct_threshold": each.source.direct_threshold,
                "range_threshold": each.source.range_threshold,
                "file": each.source.file,
                "entries": each.entries,
                "first_seq": each.first_seq,
            }
            for each in header.lists
        ],
    }
    text = json.dumps(words).encode()
    packed = _PREAMBLE.pack(MAGIC, VERSION, len(text), zlib.crc32(text)) + text
    return packed.ljust(pages(len(packed)) * PAGE_BYTES, b"\0")


def unpack_header(content: bytes | mmap.mmap, file_bytes: int) -> Header:
    """Read the header, given the file's bytes and its length.

    Raises IndexUnusable when the file is not whole, damaged, or written by another version.
    """
    if file_bytes < _PREAMBLE.size:
        raise IndexUnusable("the number index is cut off")
    magic, version, text_length, checksum = _PREAMBLE.unpack_from(content)
    if magic != MAGIC or version != VERSION:
        raise IndexUnusable("the number index was written by another version")
    text = content[_PREAMBLE.size : _PREAMBLE.size + text_length]
    if len(text) != text_length or zlib.crc32(text) != checksum:
        raise IndexUnusable("the header of the number index is damaged")
    try:
        header = _read_words(json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise IndexUnusable(f"the header of the number index makes no sense: {error}") from error
    if header.file_bytes != file_bytes:
        raise IndexUnusable(f"the number index should have {header.file_bytes} bytes and has {file_bytes}")
    return header


def _read_words(words: dict[str, Any]) -> Header:
    if words["byteorder"] != sys.byteorder:
        raise ValueError("it was written on a machine of another kind")
    sections = {name: Section(*words["sections"][name]) for name in SECTIONS}
    lists = []
    for each in words["lists"]:
        entries, first_seq = each.pop("entries"), each.pop("first_seq")
        lists.append(IndexedList(source=ListSource(**each), entries=entries, first_seq=first_seq))
    return Header(
        file_bytes=words["file_bytes"],
        seqs=words["seqs"],
        sections=sections,
        lists=tuple(lists),
        recipe=str(words["recipe"]),
    )
