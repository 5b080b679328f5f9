"""One small file that knows where every number of the world lives, read in place and never loaded.

    python -m agent.store.region_table FILE      makes the file

Making it takes a process that loads all names once and ends; using it takes a few microseconds and pages of
memory that the system lends.
"""

import logging
import mmap
import os
import subprocess
import sys
from bisect import bisect_left, bisect_right
from pathlib import Path

from agent.identify.region_rows import LONGEST_PREFIX, naming_of
from agent.identify.regions import Description
from agent.store.region_file import BODY_AT, checked_sizes, compiled, country_number

log = logging.getLogger(__name__)


class RegionTable:
    """The open table; implements `Regions`.  Safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        """Map the file at `path`.

        Raises:
            OSError: it cannot be read.
            ValueError: it is no table of regions, damaged, or made from other names than ours.
        """
        with path.open("rb") as file:
            ranges, countries, records = checked_sizes(file.fileno(), path)
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        whole = memoryview(self._map)
        at = BODY_AT
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
        code = country_number(country)
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
    path.parent.mkdir(parents=True, exist_ok=True)
    for interrupted in path.parent.glob(f".{path.name}.*"):
        interrupted.unlink(missing_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with unfinished.open("xb") as file:
            file.write(compiled())
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


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
