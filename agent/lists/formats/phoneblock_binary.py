"""PhoneBlock's compact list for routers: sorted 8-byte records, prefixes after whole numbers.

Header, 16 bytes little-endian: `PBBL` as the word 0x4C424250, version 1, a bit per prefix length in use,
count of whole numbers, count of prefixes.  A record is a little-endian word: bit 0 is 1 for
unwanted and 0 for wanted; bits 8 to 63 are the number as 16 digits in base 11, most significant
first, 0 for no digit and digit + 1 otherwise; at most 15 digits are kept.
"""

import functools
import struct
from typing import BinaryIO

from agent.call.list_entry import EntryKind
from agent.call.sentence import say
from agent.lists.formats.number_reader import NumberReader
from agent.lists.formats.parsed import Parsed, ParsedEntries, SourceEntry
from agent.lists.formats.source_text import bad, cut_short

NAME = "phoneblock-binary"
TITLE = "PhoneBlock (binary)"

MAGIC = 0x4C424250
VERSION = 1
HEADER = struct.Struct("<IHHII")
RECORD = struct.Struct("<Q")
MAX_DIGITS = 15
_SYMBOLS = 16
_QUARTER = 11**4


def looks_like(head: bytes, name: str) -> bool:
    """Tell the file by its first four bytes."""
    return head[:4] == b"PBBL"


def key_of(digits: str) -> int:
    """The 56-bit key of a number's digits (no `+`); digits after the 15th are lost."""
    key = 0
    for digit in digits[:MAX_DIGITS]:
        key = key * 11 + int(digit) + 1
    return key * 11 ** (_SYMBOLS - min(len(digits), MAX_DIGITS))  # type: ignore[no-any-return]


def digits_of(key: int) -> str:
    """The digits behind a key; ValueError when it is no key."""
    quarters = _quarters()
    high, low = divmod(key, _QUARTER * _QUARTER)
    first, second = divmod(high, _QUARTER)
    third, fourth = divmod(low, _QUARTER)
    if first >= _QUARTER:
        raise ValueError(say("the record is larger than any number"))
    symbols = quarters[first] + quarters[second] + quarters[third] + quarters[fourth]
    digits = symbols.rstrip(" ")
    if " " in digits or not digits:
        raise ValueError(say("the record has a gap between its digits"))
    return digits


def parse(source: BinaryIO, numbers: NumberReader) -> ParsedEntries:
    """Yield whole numbers, then prefixes; `line_number` counts records from 1."""
    header = source.read(HEADER.size)
    if len(header) < HEADER.size:
        yield cut_short(0, say("the file ends inside its 16-byte header"))
        return
    magic, version, _, exact_count, prefix_count = HEADER.unpack(header)
    if magic != MAGIC or version != VERSION:
        yield cut_short(0, say("the file is not PBBL version {version}", version=VERSION))
        return
    for index in range(exact_count + prefix_count):
        record = source.read(RECORD.size)
        if len(record) < RECORD.size:
            yield cut_short(
                index + 1,
                say(
                    "only {index} of {count} records are there", index=index, count=exact_count + prefix_count
                ),
            )
            return
        yield _read(
            index + 1, RECORD.unpack(record)[0], "exact" if index < exact_count else "prefix", numbers
        )


def _read(record_number: int, word: int, kind: EntryKind, numbers: NumberReader) -> Parsed:
    try:
        digits = digits_of(word >> 8)
        value = numbers.international(digits) if kind == "exact" else numbers.prefix("+" + digits)
    except ValueError as error:
        return bad(record_number, f"{word:016x}", error)
    return SourceEntry(
        kind=kind,
        value=value,
        as_written=digits if kind == "exact" else digits + "*",
        line_number=record_number,
        says="unwanted" if word & 1 else "wanted",
    )


@functools.cache
def _quarters() -> tuple[str, ...]:
    """Every run of four symbols, so that decoding a number takes four look-ups."""
    symbols = " 0123456789"
    return tuple(
        symbols[n // 1331] + symbols[n // 121 % 11] + symbols[n // 11 % 11] + symbols[n % 11]
        for n in range(_QUARTER)
    )
