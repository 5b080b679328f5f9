"""How a table of regions lies in its file: made from the names, and checked before it is believed.

Layout, numbers in this machine's byte order:

    header            what this is, made from which names, how long each part is
    checksum          u32, CRC-32 of the header and of all that follows
    starts            u32 each, ascending: first number of each range, cut to nine digits
    range records     u32 each: the record of that range
    country codes     u32 each, ascending: two letters
    country records   u32 each
    records           3 x u32: where the French name, the English name and the carrier begin in the text
    text              UTF-8, each ended by a zero byte
"""

import os
import struct
import zlib
from array import array
from pathlib import Path

from agent.identify.region_rows import LONGEST_PREFIX, NAMES_VERSION, country_names, region_rows

_MAGIC = b"TRQ-REGIONS"
_FORMAT_VERSION = 1
# Magic, format version, a number that reads differently in another byte order, version of the names,
# ranges, countries, records.
_HEADER = struct.Struct("=12sHH32sIII")
_CHECKSUM = struct.Struct("=I")
_BYTE_ORDER_MARK = 0x0102
_READ_BYTES = 1 << 16
BODY_AT = _HEADER.size + _CHECKSUM.size
"""Where the starts begin."""


def compiled() -> bytes:
    """The whole file, from names that only a process which ends soon should load."""
    text = bytearray()
    text_at: dict[str, int] = {}
    records: dict[tuple[str, str, str], int] = {}

    def record_of(name_fr: str, name_en: str, carrier: str) -> int:
        for each in (name_fr, name_en, carrier):
            if each not in text_at:
                text_at[each] = len(text)
                text.extend(each.encode() + b"\0")
        return records.setdefault((name_fr, name_en, carrier), len(records))

    starts, range_records = array("I"), array("I")

    def begin(start: int, record: int) -> None:
        if starts and starts[-1] == start:
            starts.pop()
            range_records.pop()
        if not range_records or range_records[-1] != record:
            starts.append(start)
            range_records.append(record)

    # Prefixes lie inside each other; laid flat they are ranges, each of which begins where its prefix does
    # and gives way to the prefix around it where it ends.
    around = [(10**LONGEST_PREFIX, record_of("", "", ""))]
    for row in region_rows():
        start = int(row.prefix_digits.ljust(LONGEST_PREFIX, "0"))
        while around[-1][0] <= start:
            end, _ = around.pop()
            begin(end, around[-1][1])
        record = record_of(row.name_fr, row.name_en, row.carrier)
        around.append((start + 10 ** (LONGEST_PREFIX - len(row.prefix_digits)), record))
        begin(start, record)
    while len(around) > 1:
        end, _ = around.pop()
        begin(end, around[-1][1])

    codes, code_records = array("I"), array("I")
    for country, name_fr, name_en in country_names():
        codes.append(country_number(country))
        code_records.append(record_of(name_fr, name_en, ""))
    fields = array("I", (text_at[name] for names in records for name in names))
    parts = [part.tobytes() for part in (starts, range_records, codes, code_records, fields)]
    body = b"".join(parts) + text
    header = _HEADER.pack(
        _MAGIC,
        _FORMAT_VERSION,
        _BYTE_ORDER_MARK,
        NAMES_VERSION.encode(),
        len(starts),
        len(codes),
        len(records),
    )
    return header + _CHECKSUM.pack(zlib.crc32(body, zlib.crc32(header))) + body


def checked_sizes(descriptor: int, path: Path) -> tuple[int, int, int]:
    """How many ranges, countries and records there are, once all of the file has proved whole."""
    header = os.read(descriptor, _HEADER.size)
    if len(header) < _HEADER.size or not header.startswith(_MAGIC):
        raise ValueError(f"{path} is not a table of regions")
    _, format_version, order, names, ranges, countries, records = _HEADER.unpack(header)
    if (format_version, order) != (_FORMAT_VERSION, _BYTE_ORDER_MARK):
        raise ValueError(f"{path} has a format that this version does not read")
    made_from = names.rstrip(b"\0").decode("ascii", "replace")
    if made_from != NAMES_VERSION:
        raise ValueError(f"{path} was made from names {made_from}, we have {NAMES_VERSION}")
    # Read, not mapped: pages touched through a mapping would count as our memory.
    said, found = os.read(descriptor, _CHECKSUM.size), zlib.crc32(header)
    while piece := os.read(descriptor, _READ_BYTES):
        found = zlib.crc32(piece, found)
    if said != _CHECKSUM.pack(found):
        raise ValueError(f"{path} is damaged")
    return ranges, countries, records


def country_number(country: str) -> int:
    """The two letters of a country as the number they are sorted by."""
    return ord(country[0]) << 8 | ord(country[1])
