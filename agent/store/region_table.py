"""One small file that knows where every number of the world lives, read in place and never loaded.

    python -m agent.store.region_table FILE      makes the file

Making it takes a process that loads all names once and ends; using it takes a few microseconds and pages of
memory that the system lends.  Layout, numbers in this machine's byte order:

    header            what this is, made from which names, how long each part is, checksum of all that follows
    starts            u32 each, ascending: first number of each range, cut to nine digits
    range records     u32 each: the record of that range
    country codes     u32 each, ascending: two letters
    country records   u32 each
    records           3 x u32: where the French name, the English name and the carrier begin in the text
    text              UTF-8, each ended by a zero byte
"""

import logging
import mmap
import os
import struct
import subprocess
import sys
import tempfile
import zlib
from array import array
from bisect import bisect_left, bisect_right
from pathlib import Path

from agent.identify.region_rows import LONGEST_PREFIX, NAMES_VERSION, country_names, naming_of, region_rows
from agent.identify.regions import Description

log = logging.getLogger(__name__)

_MAGIC = b"TRQ-REGIONS"
_FORMAT_VERSION = 1
# Magic, format version, a number that reads differently in another byte order, version of the names,
# ranges, countries, records, checksum.
_HEADER = struct.Struct("=12sHH32sIIII")
_BYTE_ORDER_MARK = 0x0102
_READ_BYTES = 1 << 16


class RegionTable:
    """The open table; implements `Regions`.  Safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        """Map the file at `path`.

        Raises:
            OSError: it cannot be read.
            ValueError: it is no table of regions, damaged, or made from other names than ours.
        """
        with path.open("rb") as file:
            ranges, countries, records = _checked_sizes(file.fileno(), path)
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        whole = memoryview(self._map)
        at = _HEADER.size
        self._views: list[memoryview[int]] = []
        for count in (ranges, ranges, countries, countries, records * 3):
            self._views.append(whole[at : at + count * 4].cast("I"))
            at += count * 4
        self._starts, self._range_records, self._codes, self._code_records, self._records = self._views
        self._views.append(whole)
        self._text_at = at

    @classmethod
    def open(cls, path: Path, build_limit_seconds: float = 120.0) -> "RegionTable":
        """Open the table at `path`; make it first, in a child process, when it is missing, stale or damaged.

        Raises:
            OSError: the file can be neither used nor made; the sentence says why.
        """
        try:
            return cls(path)
        except FileNotFoundError:
            log.info("making the table of regions in %s", path)
        except ValueError as error:
            log.info("making the table of regions again: %s", error)
        build_in_child(path, build_limit_seconds)
        try:
            return cls(path)
        except ValueError as error:
            raise OSError(f"the table of regions was made but cannot be used: {error}") from error

    def describe(self, number_e164: str) -> Description:
        """Place and operator of a number, as libphonenumber names them; empty when nobody knows."""
        naming = naming_of(number_e164)
        area = self.of_prefix(naming.area_digits) if naming.in_area else Description()
        country = self.of_country(naming.country)
        return Description(
            region_fr=area.region_fr or country.region_fr,
            region_en=area.region_en or country.region_en,
            carrier=self.of_prefix(number_e164[1:]).carrier if naming.has_carrier else "",
        )

    def of_prefix(self, digits: str) -> Description:
        """What the longest known prefix of `digits` (E.164 without `+`) says, whatever the number is."""
        if not digits.isdecimal():
            return Description()
        start = int(digits[:LONGEST_PREFIX].ljust(LONGEST_PREFIX, "0"))
        found = bisect_right(self._starts, start) - 1
        return self._record(self._range_records[found]) if found >= 0 else Description()

    def of_country(self, country: str) -> Description:
        """Names of a country (ISO 3166-1 alpha-2)."""
        if len(country) != 2 or not country.isascii():
            return Description()
        code = _country_number(country)
        found = bisect_left(self._codes, code)
        if found == len(self._codes) or self._codes[found] != code:
            return Description()
        return self._record(self._code_records[found])

    def close(self) -> None:
        """Give the memory back; the table cannot be used afterwards."""
        for view in self._views:
            view.release()
        self._map.close()

    def _record(self, record: int) -> Description:
        return Description(*(self._text(self._records[record * 3 + field]) for field in range(3)))

    def _text(self, offset: int) -> str:
        begin = self._text_at + offset
        return self._map[begin : self._map.find(b"\0", begin)].decode()


def build(path: Path) -> None:
    """Make the table at `path`, whole or not at all.  Takes the memory that `RegionTable` saves.

    Raises:
        OSError: the file cannot be written.
    """
    content = _compiled()
    path.parent.mkdir(parents=True, exist_ok=True)
    for interrupted in path.parent.glob(f".{path.name}.*"):
        interrupted.unlink(missing_ok=True)
    descriptor, unfinished = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with open(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), 0o644)
            os.fsync(file.fileno())
        os.replace(unfinished, path)
    except BaseException:
        os.unlink(unfinished)
        raise


def build_in_child(path: Path, limit_seconds: float = 120.0) -> None:
    """Make the table in a process of its own, which takes its memory with it when it ends.

    Raises:
        OSError: it could not be made in time or at all.
    """
    package_parent = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-m", "agent.store.region_table", str(path.resolve())]
    try:
        child = subprocess.run(
            command, cwd=package_parent, capture_output=True, text=True, timeout=limit_seconds, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise OSError(f"{path} was not made within {limit_seconds:.0f} s") from error
    if child.returncode:
        said = child.stderr.strip().splitlines()
        raise OSError(f"{path} could not be made: {said[-1] if said else f'exit code {child.returncode}'}")


def _compiled() -> bytes:
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
        codes.append(_country_number(country))
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
        zlib.crc32(body),
    )
    return header + body


def _checked_sizes(descriptor: int, path: Path) -> tuple[int, int, int]:
    """How many ranges, countries and records there are, once all of the file has proved whole."""
    header = os.read(descriptor, _HEADER.size)
    if len(header) < _HEADER.size or not header.startswith(_MAGIC):
        raise ValueError(f"{path} is not a table of regions")
    _, format_version, order, names, ranges, countries, records, checksum = _HEADER.unpack(header)
    if (format_version, order) != (_FORMAT_VERSION, _BYTE_ORDER_MARK):
        raise ValueError(f"{path} has a format that this version does not read")
    made_from = names.rstrip(b"\0").decode("ascii", "replace")
    if made_from != NAMES_VERSION:
        raise ValueError(f"{path} was made from names {made_from}, we have {NAMES_VERSION}")
    # Read, not mapped: pages touched through a mapping would count as our memory.
    found = 0
    while piece := os.read(descriptor, _READ_BYTES):
        found = zlib.crc32(piece, found)
    if found != checksum:
        raise ValueError(f"{path} is damaged")
    return ranges, countries, records


def _country_number(country: str) -> int:
    return ord(country[0]) << 8 | ord(country[1])


def main(arguments: list[str]) -> int:
    """Make the table that `arguments` names, behind everything else the machine has to do."""
    if len(arguments) != 1:
        print("usage: python -m agent.store.region_table FILE", file=sys.stderr)
        return 2
    os.nice(10)
    try:
        build(Path(arguments[0]))
    except OSError as error:
        print(f"{error.filename or arguments[0]}: {error.strerror or error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
