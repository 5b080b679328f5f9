"""Building the number index: all lists go in once, one sorted file comes out and replaces the old one."""

import fcntl
import os
import tempfile
import zlib
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from agent.call.list_entry import ListEntry
from agent.lists.index_columns import Column, packed
from agent.lists.index_format import (
    MAX_DIGITS,
    MAX_OFFSET,
    PAGE_BYTES,
    Header,
    IndexedList,
    Section,
    column_width,
    guide_step,
    pack_header,
    pages,
)
from agent.lists.index_intake import IndexIntake
from agent.lists.list_source import ListSource

BLOCK_ENTRIES = 128
"""Whole numbers that share a base: few enough to search quickly, many enough to cost little."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexReport:
    """What went into an index."""

    lists: tuple[IndexedList, ...]
    file_bytes: int
    repeated: int = 0
    """Entries that their own list had said already."""
    left_out_count: int = 0
    """Entries that are no numbers the index can hold: names, withheld callers, malformed values."""
    left_out: tuple[tuple[str, ListEntry], ...] = ()
    """The first ten of those, each with the name of its list."""

    @property
    def entries(self) -> int:
        """Entries that can be found."""
        return sum(each.entries for each in self.lists)


def build_index(sources: Iterable[tuple[ListSource, Iterable[ListEntry]]], path: Path) -> IndexReport:
    """Write an index of all entries to `path`; what stood there before serves until the last moment.

    Lists are read once, one after the other; memory stays small however many entries they have.
    Of entries that a list repeats the one with the most votes stays.
    Raises OSError when the disk is full, and whatever reading the entries raises; `path` is then as before.
    """
    with ExitStack() as disk:
        intake = disk.enter_context(closing(IndexIntake(path.parent)))
        for source, entries in sources:
            intake.take(source, entries)
        columns: dict[str, Column] = {}
        for name, typecode in (
            *(("bases", "Q"), ("starts", "I"), ("offsets", "I"), ("exact_seqs", "I")),
            *(("range_keys", "Q"), ("parents", "I"), ("range_seqs", "I")),
        ):
            columns[name] = disk.enter_context(closing(Column(typecode, path.parent)))
        _lay_out_exact(intake, columns)
        _lay_out_ranges(intake, columns)
        intake.finish()
        file_bytes = _replace(path, intake.lists, intake.seqs, _parts(intake, columns))
        return IndexReport(
            lists=intake.lists,
            file_bytes=file_bytes,
            repeated=intake.repeated,
            left_out_count=intake.left_out_count,
            left_out=tuple(intake.left_out),
        )


def _lay_out_exact(intake: IndexIntake, columns: dict[str, Column]) -> None:
    """Cut the sorted whole numbers into blocks; equal numbers never end up in two blocks."""
    placed = 0
    for keys, seqs in intake.exact.pieces():
        columns["exact_seqs"].extend(seqs)
        first = 0
        while first < len(keys):
            base = keys[first]
            end = min(first + BLOCK_ENTRIES, bisect_right(keys, base + MAX_OFFSET, first))
            end = len(keys) if end >= len(keys) else max(bisect_left(keys, keys[end], first), first)
            if end == first:
                end = bisect_right(keys, base, first)
            columns["bases"].extend([base])
            columns["starts"].extend([placed + first])
            columns["offsets"].extend([key - base for key in keys[first:end]])
            first = end
        placed += len(keys)
    columns["starts"].extend([placed])


def _lay_out_ranges(intake: IndexIntake, columns: dict[str, Column]) -> None:
    """Give each sorted range the row to look at after it, plus one: the next wider range, or 0.

    Of rows with the same digits the last leads to the one before it, the first to what lies around.
    """
    around: list[tuple[int, int]] = []  # end of the range in 15 digits, its last row plus one
    row, previous = 0, -1
    for keys, seqs in intake.ranges.pieces():
        parents = array("I")
        for key in keys:
            node, first = key >> 4, key >> 8
            row += 1
            if node == previous:
                parents.append(row - 1)
                around[-1] = around[-1][0], row
            else:
                while around and around[-1][0] <= first:
                    around.pop()
                parents.append(around[-1][1] if around else 0)
                around.append((first + 10 ** (MAX_DIGITS - (node & 15)), row))
                previous = node
        columns["range_keys"].extend(keys)
        columns["parents"].extend(parents)
        columns["range_seqs"].extend(seqs)


_Part = tuple[str, int, int, Iterable[bytes]]  # name, count, width, content


def _parts(intake: IndexIntake, columns: dict[str, Column]) -> list[_Part]:
    """The sections in the order in which they are written."""
    words, lines, seqs = intake.words, intake.lines, intake.seqs
    row_width = column_width((words.highest_mixed + 1) * seqs)
    mixed = words.mixed.mapped()

    def rows(name: str) -> _Part:
        content = (
            packed([mixed[seq] * seqs + seq for seq in some], row_width) for some in columns[name].pieces()
        )
        return name.replace("seqs", "rows"), len(columns[name]), row_width, content

    texts = words.texts
    ends = array("Q", [0])
    for text in texts:
        ends.append(ends[-1] + len(text))

    def guide(name: str, column: Column) -> _Part:
        numbers = [column.read(at, 1)[0] for at in range(0, len(column), guide_step(len(column)))]
        return name, len(numbers), 8, [packed(numbers, 8)]

    return [
        guide("base_guide", columns["bases"]),
        _column_part("bases", columns["bases"], 8),
        _column_part("starts", columns["starts"], 4),
        _column_part("offsets", columns["offsets"], 4),
        rows("exact_seqs"),
        guide("range_guide", columns["range_keys"]),
        _column_part("range_keys", columns["range_keys"], 8),
        _column_part("parents", columns["parents"], 4),
        rows("range_seqs"),
        _column_part("run_seqs", lines.seqs, 4),
        _column_part("run_lines", lines.lines, 4),
        _column_part("run_steps", lines.steps, 4),
        ("votes", len(words.votes), 4, [packed(words.votes, 4)]),
        ("dates", len(words.dates), 4, [packed(words.ordinals, 4)]),
        ("text_ends", len(ends), 8, [ends.tobytes()]),
        ("texts", ends[-1], 1, texts),
        _column_part("odd_seqs", words.odd_seqs, 4),
        _column_part("odd_ends", words.odd_ends, 8),
        _column_part("odd_texts", words.odd_texts, 1),
    ]


def _column_part(name: str, column: Column, width: int) -> _Part:
    content = (some.tobytes() if some.itemsize == width else packed(some, width) for some in column.pieces())
    return name, len(column), width, content


def _replace(path: Path, lists: tuple[IndexedList, ...], seqs: int, parts: list[_Part]) -> int:
    """Write beside `path`, then step into its place at once.  Returns the length in bytes."""
    _clear_leftovers(path)
    header = _header(lists, seqs, parts)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        in_place = False
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            _write(file, header, parts)
            file.flush()
            os.fsync(file.fileno())
            os.replace(file.name, path)
            in_place = True
        finally:
            if not in_place:
                os.unlink(file.name)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return header.file_bytes


def _clear_leftovers(path: Path) -> None:
    """Remove what builds that were killed have left; a build that is still at work holds a lock."""
    for left in path.parent.iterdir():
        if left.name.startswith(f".{path.name}."):
            with suppress(BlockingIOError, FileNotFoundError), left.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                left.unlink()


def _header(lists: tuple[IndexedList, ...], seqs: int, parts: list[_Part]) -> Header:
    """The header, whose own length depends on the numbers in it: tried until it settles."""
    header_pages = 1
    while True:
        place = header_pages
        sections: dict[str, Section] = {}
        for name, count, width, _ in parts:
            sections[name] = Section(place * PAGE_BYTES, count, width)
            place += pages(count * width)
        sections["checksums"] = Section(place * PAGE_BYTES, place, 4)
        file_bytes = place * PAGE_BYTES + place * 4
        header = Header(file_bytes=file_bytes, seqs=seqs, sections=sections, lists=lists)
        needed = len(pack_header(header)) // PAGE_BYTES
        if needed == header_pages:
            return header
        header_pages = needed


def _write(file: IO[bytes], header: Header, parts: list[_Part]) -> None:
    checksums = array("I")
    for content in ([pack_header(header)], *(part[3] for part in parts)):
        for some in _in_pages(content):
            view = memoryview(some)
            checksums.extend(zlib.crc32(view[at : at + PAGE_BYTES]) for at in range(0, len(view), PAGE_BYTES))
            file.write(some)
    file.write(checksums.tobytes())


def _in_pages(content: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in whole pages, the last one filled up with zeros."""
    rest = bytearray()
    for some in content:
        rest += some
        whole = len(rest) // PAGE_BYTES * PAGE_BYTES
        if whole:
            yield bytes(rest[:whole])
            del rest[:whole]
    if rest:
        yield bytes(rest.ljust(PAGE_BYTES, b"\0"))
