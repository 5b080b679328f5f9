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
from agent.lists.index_format import (
    MAX_DIGITS,
    MAX_OFFSET,
    NOTHING,
    Header,
    IndexedList,
    IndexUnusable,
    guide_step,
    unpack_header,
)
from agent.lists.index_meanings import Meanings
from agent.lists.index_pages import IndexFile

__all__ = ["IndexUnusable", "IndexedList", "NumberIndex"]

_POWERS_OF_TEN = tuple(10**exponent for exponent in range(MAX_DIGITS + 1))


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
        self._bases, self._starts, self._offsets = numbers("bases"), numbers("starts"), numbers("offsets")
        self._range_keys, self._parents = numbers("range_keys"), numbers("parents")
        self._sure_bases, self._sure_starts = column("bases"), column("starts")
        self._sure_offsets = column("offsets")
        self._sure_blocks = bytearray(len(self._bases))  # 1 once base and start have been checked
        self._seqs = header.seqs
        self._base_guide, self._base_step = column("base_guide").all(), guide_step(len(self._bases))
        self._range_guide, self._range_step = column("range_guide").all(), guide_step(len(self._range_keys))
        self._exact_rows, self._range_rows = column("exact_rows"), column("range_rows")
        self._sure_keys = column("range_keys")

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
        if not digits.isascii() or not digits.isdigit():
            return ()
        length = len(digits)
        matches: list[Match] = []
        try:
            if length <= MAX_DIGITS:
                as_number = int(digits)
                self._add_exact((length + 16 * short) << 50 | as_number, number, matches)
                if not short:
                    padded = as_number * _POWERS_OF_TEN[MAX_DIGITS - length]
                    self._add_ranges(padded, length, length, digits, matches)
            elif not short:
                self._add_ranges(int(digits[:MAX_DIGITS]), MAX_DIGITS, length, digits, matches)
        except (IndexError, ValueError, OverflowError) as error:
            raise IndexUnusable(say("the number index is damaged: {error}", error=error)) from error
        if short and region:
            return tuple(match for match in matches if match.entry.region in ("", region))
        return tuple(matches)

    def verify(self) -> None:
        """Check the whole file against its checksums.  Raises IndexUnusable at the first damaged page."""
        self._file.verify()

    def _add_exact(self, key: int, number: str, matches: list[Match]) -> None:
        """The entries that are this very number; `key` as `exact_key` makes it."""
        bases, step = self._bases, self._base_step
        low = (bisect_right(self._base_guide, key) - 1) * step
        if low < 0:
            return
        block = bisect_right(bases, key, low, min(low + step, len(bases))) - 1
        if (offset := key - bases[block]) > MAX_OFFSET:
            return
        offsets, first, end = self._offsets, self._starts[block], self._starts[block + 1]
        row = bisect_left(offsets, offset, first, end)
        if row >= end or offsets[row] != offset:
            return
        if not self._sure_blocks[block]:
            self._sure_bases.trust(block)
            self._sure_starts.trust(block)
            self._sure_starts.trust(block + 1)
            self._sure_blocks[block] = 1
        while row < end and offsets[row] == offset:
            self._sure_offsets.trust(row)
            matches.append(self._meanings.match(self._exact_rows[row], "exact", number))
            row += 1

    def _add_ranges(self, padded: int, fixed: int, length: int, digits: str, matches: list[Match]) -> None:
        """The prefixes and patterns that hold the number, narrowest first.

        `padded` has 15 digits of which the first `fixed` are the number's; `length` is all it has.
        """
        keys = self._range_keys
        highest = padded << 8 | fixed << 4 | 15
        low = (bisect_right(self._range_guide, highest) - 1) * self._range_step
        if low < 0:
            return
        row = bisect_right(keys, highest, low, min(low + self._range_step, len(keys))) - 1
        found: list[tuple[int, int, int]] = []  # digits left free, its row, length asked for
        while row >= 0:
            key = keys[row]
            free = MAX_DIGITS - (key >> 4 & 15)
            if 0 <= padded - (key >> 8) < _POWERS_OF_TEN[free] and (key & 15 == 0 or key & 15 == length):
                self._sure_keys.trust(row)
                found.append((free, self._range_rows[row], key & 15))
            before = row
            row = self._parents[row] - 1
            if row >= before:
                raise ValueError("a range lies around itself")
        if len(found) > 1:
            found.sort(key=lambda each: (each[0], each[1] % self._seqs))
        for free, range_row, total in found:
            value = "+" + digits[: MAX_DIGITS - free]
            kind: EntryKind = "pattern" if total else "prefix"
            matches.append(self._meanings.match(range_row, kind, value.ljust(total + 1, "#")))
