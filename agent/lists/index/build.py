"""Building the number index: all lists go in once, one sorted file comes out and replaces the old one."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

from agent.call.list_entry import ListEntry
from agent.lists.index.columns import Column
from agent.lists.index.file_format import (
    LENGTH_SHIFT,
    MAX_DIGITS,
    MAX_OFFSET,
    TYPECODES,
    IndexedList,
    code_width,
    guide_step,
)
from agent.lists.index.intake import IndexIntake
from agent.lists.index.write import Part, replace_index
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


def build_index(
    sources: Iterable[tuple[ListSource, Iterable[ListEntry]]], path: Path, recipe: str = ""
) -> IndexReport:
    """Write an index of all entries to `path`; what stood there before serves until the last moment.

    `recipe` is kept in it word for word, so that one can tell later whether it would be made again.
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
            *(("bases", "Q"), ("starts", "I"), ("offsets", "I"), ("exact_seqs", "I"), ("places", "I")),
            *(("range_keys", "Q"), ("parents", "I"), ("range_seqs", "I")),
        ):
            columns[name] = disk.enter_context(closing(Column(typecode, path.parent)))
        _lay_out_exact(intake, columns)
        _lay_out_ranges(intake, columns)
        _lay_out_places(columns)
        intake.finish()
        file_bytes = replace_index(path, intake, recipe, _parts(intake, columns))
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


def _lay_out_places(columns: dict[str, Column]) -> None:
    """Note for each block where it begins and ends, and where its numbers would stand among the ranges.

    Numbers of one length are sorted as the ranges are: those of a block stand before those of the next.
    """
    starts, range_keys = columns["starts"].mapped(), columns["range_keys"].mapped()
    lengths, near = array("B"), array("I")
    for bases in columns["bases"].pieces():
        for base in bases:
            length, value = base >> LENGTH_SHIFT, base & (1 << LENGTH_SHIFT) - 1
            lengths.append(length)
            # Short numbers, whose length counts 16 more, are in no range.
            padded = value * 10 ** max(MAX_DIGITS - length, 0)
            near.append(bisect_right(range_keys, padded << 8 | (length & 15) << 4 | 15))
    lengths.append(0)
    for block, row in enumerate(near):
        end = near[block + 1] if lengths[block + 1] == lengths[block] else len(range_keys)
        columns["places"].extend((starts[block], starts[block + 1], row, end))


def _parts(intake: IndexIntake, columns: dict[str, Column]) -> list[Part]:
    """The sections in the order in which they are written."""
    words, lines = intake.words, intake.lines
    mixed, width = words.mixed.mapped(), code_width(words.highest_mixed)

    def codes(name: str) -> Part:
        seqs = columns[name.replace("codes", "seqs")]
        content = (array(TYPECODES[width], map(mixed.__getitem__, some)).tobytes() for some in seqs.pieces())
        return name, len(seqs), width, content

    texts = words.texts
    ends = array("Q", [0])
    for text in texts:
        ends.append(ends[-1] + len(text))

    bases = columns["bases"]
    guide = array("Q", [bases.read(at, 1)[0] for at in range(0, len(bases), guide_step(len(bases)))])

    return [
        ("base_guide", len(guide), 8, [guide.tobytes()]),
        _column_part("bases", bases),
        _column_part("places", columns["places"]),
        _column_part("offsets", columns["offsets"]),
        codes("exact_codes"),
        _column_part("exact_seqs", columns["exact_seqs"]),
        _column_part("range_keys", columns["range_keys"]),
        _column_part("parents", columns["parents"]),
        codes("range_codes"),
        _column_part("range_seqs", columns["range_seqs"]),
        _column_part("run_seqs", lines.seqs),
        _column_part("run_lines", lines.lines),
        _column_part("run_steps", lines.steps),
        ("votes", len(words.votes), 4, [array("I", words.votes).tobytes()]),
        ("dates", len(words.dates), 4, [array("I", words.ordinals).tobytes()]),
        ("text_ends", len(ends), 8, [ends.tobytes()]),
        ("texts", ends[-1], 1, texts),
        _column_part("odd_seqs", words.odd_seqs),
        _column_part("odd_ends", words.odd_ends),
        _column_part("odd_texts", words.odd_texts),
    ]


def _column_part(name: str, column: Column) -> Part:
    return name, len(column), column.width, (some.tobytes() for some in column.pieces())
