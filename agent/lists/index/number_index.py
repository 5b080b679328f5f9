"""Who knows this number?  Ten million entries of all lists, answered in microseconds from one file.

The file is mapped, not loaded: opening it costs next to nothing, and the system keeps in memory only
what calls have asked for.  An index never changes; a new one is built beside it and takes its place.

A number is searched twice: among the whole numbers, and among the ranges, where it lands on the last
range that begins before it; every range that holds the number is that one or lies around it.
"""

import mmap
import os
from bisect import bisect_left, bisect_right
from pathlib import Path

from agent.call.list_entry import EntryKind, Match
from agent.call.sentence import say
from agent.lists.index.file_format import (
    LENGTH_SHIFT,
    MAX_DIGITS,
    MAX_OFFSET,
    NOTHING,
    PLACE,
    Header,
    IndexedList,
    IndexUnusable,
    guide_step,
    unpack_header,
)
from agent.lists.index.meanings import Meanings
from agent.lists.index.pages import IndexFile

__all__ = ["IndexUnusable", "IndexedList", "NumberIndex"]

RANGES_AT_ONCE = 128
"""Prefixes and patterns whose pages are checked together."""
_NUMBERS_BEHIND = tuple(10 ** (MAX_DIGITS - fixed) for fixed in range(MAX_DIGITS + 1))
"""By how many of 15 digits are fixed: how many numbers that leaves."""
_PLACE_BYTES = PLACE.size
_WHOLE_KEYS = tuple(length << LENGTH_SHIFT for length in range(MAX_DIGITS + 1))
_SHORT_KEYS = tuple(length + 16 << LENGTH_SHIFT for length in range(MAX_DIGITS + 1))
"""By length: what `exact_key` adds to the value of a number with `+`, and without."""
_RANGE_FACTORS = tuple(behind << 8 for behind in _NUMBERS_BEHIND)
_RANGE_ENDS = tuple(length << 4 | 15 for length in range(MAX_DIGITS + 1))
"""By length: with these a number's value becomes the last `range_key` that may begin before it."""
_RANGE_WIDTHS = tuple(_NUMBERS_BEHIND[low >> 4] << 8 for low in range(256))
"""By the low byte of a range's key: no number that it holds lies further behind that key."""


class NumberIndex:
    """An index, open for looking numbers up.  Several threads may use it at once."""

    def __init__(self, header: Header, content: mmap.mmap | bytes) -> None:
        """Use `open` or `empty`."""
        self.lists: tuple[IndexedList, ...] = header.lists
        """The lists of the index, in the order in which they were given to it."""
        self.recipe = header.recipe
        """What it was made of, as whoever built it said."""
        self._file = IndexFile(header, content)
        self._meanings = Meanings(self._file, header)
        numbers, column = self._file.numbers, self._file.column
        self._bases, self._offsets = numbers("bases"), numbers("offsets")
        self._base_guide, self._base_step = column("base_guide").all(), guide_step(len(self._bases))
        self._blocks = len(self._bases)
        self._places, self._place_of = numbers("places").cast("B"), PLACE.unpack_from
        self._exact_codes, self._exact_seqs = numbers("exact_codes"), numbers("exact_seqs")
        self._range_keys, self._parents = numbers("range_keys"), numbers("parents")
        self._range_codes, self._range_seqs = numbers("range_codes"), numbers("range_seqs")
        self._ranges = len(self._range_keys)
        # What is read unchecked and becomes part of an answer is checked once, block by block.
        self._block_columns = column("bases"), column("places")
        self._exact_columns = column("offsets"), column("exact_codes"), column("exact_seqs")
        self._range_columns = column("range_keys"), column("range_codes"), column("range_seqs")
        self._sure_blocks = bytearray(len(self._bases))
        self._sure_ranges = bytearray(len(self._range_keys) // RANGES_AT_ONCE + 1)

    @classmethod
    def open(cls, path: Path) -> "NumberIndex":
        """Map an index file.

        Raises IndexUnusable when the file is missing, cut off, damaged at its head or of another make.
        """
        try:
            file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            try:
                file_bytes = os.fstat(file).st_size
                content = mmap.mmap(file, file_bytes, access=mmap.ACCESS_READ)
            finally:
                os.close(file)
        except (OSError, ValueError) as error:
            raise IndexUnusable(
                say("the number index {path} cannot be opened: {error}", path=path, error=error)
            ) from error
        return cls(unpack_header(content, file_bytes), content)

    @classmethod
    def empty(cls) -> "NumberIndex":
        """An index that knows nobody."""
        return cls(NOTHING, b"")

    @property
    def entries(self) -> int:
        """Entries that can be found, of all lists together."""
        return sum(each.entries for each in self.lists)

    def lookup(self, number: str, region: str = "") -> tuple[Match, ...]:
        """Every entry that matches: most specific first, equally specific ones in the order of the lists.

        `number` is `+` and digits, or a short number without `+`.  With `region` (the country of our
        line), short numbers that mean something in other countries only are left out.
        Raises IndexUnusable when the file turns out to be damaged where this number is looked up.
        """
        short = number[:1] != "+"
        digits = number if short else number[1:]
        if not (digits.isdigit() and digits.isascii()):
            return ()
        length = len(digits)
        matches: tuple[Match, ...] = ()
        # Between these rows of the ranges the number would stand among them.
        low, high = 0, self._ranges
        try:
            if length <= MAX_DIGITS:
                value = int(digits)
                as_range = value * _RANGE_FACTORS[length] + _RANGE_ENDS[length]
                key = (_SHORT_KEYS if short else _WHOLE_KEYS)[length] + value
                # The last stretch of the guide may be shorter than the others.
                end = bisect_right(self._base_guide, key) * self._base_step
                if end:
                    bases, first = self._bases, end - self._base_step
                    block = bisect_right(bases, key, first, end if end < self._blocks else self._blocks) - 1
                    # Numbers of two lengths are further apart than any offset.
                    if (offset := key - bases[block]) <= MAX_OFFSET:
                        first, end, low, high = self._place_of(self._places, block * _PLACE_BYTES)
                        offsets = self._offsets
                        row = bisect_left(offsets, offset, first, end)
                        if row < end and offsets[row] == offset:
                            if not self._sure_blocks[block]:
                                self._trust_block(block, first, end)
                            matches = self._exact_matches(row, end, number)
            else:
                as_range = int(digits[:MAX_DIGITS]) << 8 | _RANGE_ENDS[MAX_DIGITS]
            if not short:
                row = bisect_right(self._range_keys, as_range, low, high) - 1
                if row >= 0:
                    key = self._range_keys[row]
                    if as_range - key < _RANGE_WIDTHS[key & 255] or self._parents[row]:
                        matches += self._range_matches(row, as_range >> 8, length, digits)
        except (IndexError, ValueError, OverflowError) as error:
            raise IndexUnusable(say("the number index is damaged: {error}", error=error)) from error
        if short and region:
            return tuple(match for match in matches if match.entry.region in ("", region))
        return matches

    def verify(self) -> None:
        """Check the whole file against its checksums.  Raises IndexUnusable at the first damaged page."""
        self._file.verify()

    def _exact_matches(self, row: int, end: int, number: str) -> tuple[Match, ...]:
        """The entries that are this very number: those with one offset, from `row` on; its block ends at `end`."""
        offsets, codes, seqs, match = self._offsets, self._exact_codes, self._exact_seqs, self._meanings.match
        offset = offsets[row]
        matches: tuple[Match, ...] = (match(codes[row], seqs[row], "exact", number, number),)
        row += 1
        while row < end and offsets[row] == offset:
            matches += (match(codes[row], seqs[row], "exact", number, number),)
            row += 1
        return matches

    def _trust_block(self, block: int, first: int, end: int) -> None:
        bases, places = self._block_columns
        bases.trust(block, block + 1)
        places.trust(block * 4, block * 4 + 4)
        for column in self._exact_columns:
            column.trust(first, end)
        self._sure_blocks[block] = 1

    def _range_matches(self, row: int, padded: int, length: int, digits: str) -> tuple[Match, ...]:
        """The prefixes and patterns that hold the number, narrowest first.

        `row` is the last range that begins before it; `padded` are its first 15 digits, filled up with
        zeros; `length` is how many it has.
        """
        keys = self._range_keys
        found: list[tuple[int, int, int]] = []  # digits fixed, with a minus; seq; row
        while row >= 0:
            key = keys[row]
            fixed = key >> 4 & 15
            if padded - (key >> 8) < _NUMBERS_BEHIND[fixed] and (key & 15 == 0 or key & 15 == length):
                if not self._sure_ranges[row // RANGES_AT_ONCE]:
                    self._trust_ranges(row // RANGES_AT_ONCE)
                found.append((-fixed, self._range_seqs[row], row))
            before = row
            row = self._parents[row] - 1
            if row >= before:
                raise ValueError("a range lies around itself")
        found.sort()
        matches = []
        for minus_fixed, seq, row in found:
            value, total = "+" + digits[:-minus_fixed], keys[row] & 15
            kind: EntryKind = "pattern" if total else "prefix"
            value = value.ljust(total + 1, "#")
            shown = value if total else value + "*"
            matches.append(self._meanings.match(self._range_codes[row], seq, kind, value, shown))
        return tuple(matches)

    def _trust_ranges(self, block: int) -> None:
        first = block * RANGES_AT_ONCE
        for column in self._range_columns:
            column.trust(first, min(first + RANGES_AT_ONCE, column.count))
        self._sure_ranges[block] = 1
