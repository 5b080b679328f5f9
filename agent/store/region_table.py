"""One small file that knows where every number of the world lives, asked in place and never loaded.

    python -m agent.store.region_table FILE      makes the file

Making it takes a process that loads all names once and ends; using it takes microseconds and a few pages.  The
file is a SQLite database that nobody writes to once it is in its place; of a number's prefixes the longest counts.
"""

import logging
import os
import sqlite3
import subprocess
import sys
import threading
import zlib
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from agent.disk.whole_file import clear_leftovers, whole_file
from agent.identify.region_rows import LONGEST_PREFIX, NAMES_VERSION, country_names, naming_of, region_rows
from agent.identify.regions import Description

log = logging.getLogger(__name__)

FORMAT_VERSION = 2
_KIND = b"TRQR"
"""`application_id` of the SQLite file format (sqlite.org/fileformat2.html, §1.3): whose database it is."""
_KIND_AT = 68
_FINGERPRINT_AT = 60
"""Where `user_version` stands, which SQLite leaves to us: CRC-32 of all else in the file, big-endian."""
_MAGIC = b"SQLite format 3\0"
_HEAD_BYTES = 100
_READ_BYTES = 1 << 16

_SCHEMA = """
PRAGMA page_size = 4096;
CREATE TABLE made_from (format INTEGER, names_version TEXT);
CREATE TABLE names (id INTEGER PRIMARY KEY, region_fr TEXT, region_en TEXT, carrier TEXT);
CREATE TABLE prefixes (prefix INTEGER PRIMARY KEY, names INTEGER);
CREATE TABLE countries (country TEXT PRIMARY KEY, names INTEGER) WITHOUT ROWID;
"""
_NAMES = "SELECT region_fr, region_en, carrier FROM names JOIN {} ON names.id = names WHERE "
_ANY_LENGTH = ", ".join("?" * LONGEST_PREFIX)
_OF_PREFIX = _NAMES.format("prefixes") + f"prefix IN ({_ANY_LENGTH}) ORDER BY prefix DESC LIMIT 1"
_OF_COUNTRY = _NAMES.format("countries") + "country = ?"


class RegionTable:
    """The open table; implements `Regions`.  Safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        """Open the file at `path`.

        Raises OSError (it cannot be read), ValueError (it is no table of regions, damaged, or made from other
        names than ours).
        """
        _check_whole(path)
        self._path = path
        self._lock = threading.Lock()
        try:
            # Immutable: no lock is taken and nothing is left beside it, whoever owns the folder.
            uri = f"{path.absolute().as_uri()}?immutable=1"
            self._database = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
        except sqlite3.Error as error:
            raise OSError(f"{path} cannot be read ({error})") from error
        try:
            # A call asks for three rows or four; the system keeps the file's pages for the next one.
            self._database.execute("PRAGMA cache_size = -32")
            made_from = self._database.execute("SELECT * FROM made_from").fetchone()
        except sqlite3.Error as error:
            self.close()
            raise ValueError(f"{path} is not a table of regions ({error})") from error
        if made_from != (FORMAT_VERSION, NAMES_VERSION):
            self.close()
            raise ValueError(f"{path} was made as {made_from}, we have {(FORMAT_VERSION, NAMES_VERSION)}")

    @classmethod
    def open(cls, path: Path, build_limit_seconds: float = 120.0) -> "RegionTable":
        """Open the table at `path`; make it first, in a child process, when it is missing, stale or damaged.

        Raises OSError (the file can be neither used nor made; the sentence says why).
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
        country = Description()
        if naming.country and not (area.region_fr and area.region_en):
            country = self.of_country(naming.country)
        return Description(
            region_fr=area.region_fr or country.region_fr,
            region_en=area.region_en or country.region_en,
            carrier=self.of_prefix(number_e164[1:]).carrier if naming.has_carrier else "",
        )

    def of_prefix(self, digits: str) -> Description:
        """What the longest known prefix of `digits` (E.164 without `+`) says, whatever the number is."""
        # No country code begins with a zero; as a number, the zero would be lost.
        if not digits.isdecimal() or int(digits[0]) == 0:
            return Description()
        prefixes = [int(digits[:length]) for length in range(1, LONGEST_PREFIX + 1)]
        return self._described(_OF_PREFIX, prefixes)

    def of_country(self, country: str) -> Description:
        """Names of a country (ISO 3166-1 alpha-2)."""
        return self._described(_OF_COUNTRY, [country])

    def close(self) -> None:
        """The table cannot be used afterwards."""
        self._database.close()

    def _described(self, question: str, wanted: Sequence[int | str]) -> Description:
        try:
            with self._lock:
                row = self._database.execute(question, wanted).fetchone()
        except (sqlite3.Error, UnicodeError) as error:
            # A disk that fails under us costs the place of this caller.
            log.warning("%s can no longer be read: %s", self._path, error)
            return Description()
        return Description(*row) if row else Description()


def compiled() -> bytes:
    """The whole file, from names that only a process which ends soon should load."""
    ids: dict[tuple[str, str, str], int] = {}

    def id_of(region_fr: str, region_en: str, carrier: str) -> int:
        return ids.setdefault((region_fr, region_en, carrier), len(ids))

    prefixes = (
        (int(row.prefix_digits), id_of(row.name_fr, row.name_en, row.carrier)) for row in region_rows()
    )
    countries = ((country, id_of(name_fr, name_en, "")) for country, name_fr, name_en in country_names())
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        database.executescript(_SCHEMA + f"PRAGMA application_id = {int.from_bytes(_KIND, 'big')}; BEGIN")
        database.execute("INSERT INTO made_from VALUES (?, ?)", (FORMAT_VERSION, NAMES_VERSION))
        database.executemany("INSERT INTO prefixes VALUES (?, ?)", prefixes)
        database.executemany("INSERT INTO countries VALUES (?, ?)", countries)
        database.executemany(
            "INSERT INTO names VALUES (?, ?, ?, ?)", ((at, *each) for each, at in ids.items())
        )
        # The prefixes came in the order of their digits as text; in that of numbers they fill their pages.
        database.execute("COMMIT")
        database.execute("VACUUM")
        return fingerprinted(database.serialize())


def fingerprinted(content: bytes) -> bytes:
    """The database as bytes, its fingerprint in its head."""
    found = zlib.crc32(content[_HEAD_BYTES:], zlib.crc32(_without_fingerprint(content[:_HEAD_BYTES])))
    return content[:_FINGERPRINT_AT] + found.to_bytes(4, "big") + content[_FINGERPRINT_AT + 4 :]


def _check_whole(path: Path) -> None:
    with path.open("rb", buffering=0) as file:
        head = file.read(_HEAD_BYTES)
        if not head.startswith(_MAGIC) or head[_KIND_AT : _KIND_AT + 4] != _KIND:
            raise ValueError(f"{path} is not a table of regions")
        found = zlib.crc32(_without_fingerprint(head))
        while piece := file.read(_READ_BYTES):
            found = zlib.crc32(piece, found)
    if head[_FINGERPRINT_AT : _FINGERPRINT_AT + 4] != found.to_bytes(4, "big"):
        raise ValueError(f"{path} is damaged")


def _without_fingerprint(head: bytes) -> bytes:
    return head[:_FINGERPRINT_AT] + bytes(4) + head[_FINGERPRINT_AT + 4 :]


def build(path: Path) -> None:
    """Make the table at `path`, whole or not at all.  Takes the memory that `RegionTable` saves.

    Raises OSError (the file cannot be written).
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    clear_leftovers(path.parent, path.name)
    with whole_file(path) as file:
        file.write(compiled())


def build_in_child(path: Path, limit_seconds: float = 120.0) -> None:
    """Make the table in a process of its own, which takes its memory with it when it ends.

    Raises OSError (it could not be made in time or at all).
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
