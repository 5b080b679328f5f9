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

from agent.call.list_entry import EntryKind, ListEntry, Match
from agent.lists.index_format import (
    MAX_DIGITS,
    MAX_OFFSET,
    NOTHING,
    Header,
    IndexedList,
    IndexUnusable,
    exact_key,
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
        self._file = IndexFile(header, content)
        self._meanings = Meanings(self._file)
        self._first_seqs = [each.first_seq for each in header.lists]
        numbers, column = self._file.numbers, self._file.column
        self._bases, self._starts, self._offsets = numbers("bases"), numbers("starts"), numbers("offsets")
        self._range_keys, self._parents = numbers("range_keys"), numbers("parents")
        self._sure_bases, self._sure_starts = column("bases"), column("starts")
        self._sure_offsets, self._sure_range_keys = column("offsets"), column("range_keys")
        self._exact_seqs, self._range_seqs = column("exact_seqs"), column("range_seqs")

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
            raise IndexUnusable(f"the number index {path} cannot be opened: {error}") from error
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
        try:
            matches = [self._match(seq, "exact", number) for seq in self._exact(digits, short)]
            if not short:
                matches += [self._match(seq, kind, value) for _, seq, kind, value in self._around(digits)]
        except (IndexError, ValueError, OverflowError) as error:
            raise IndexUnusable(f"the number index is damaged: {error}") from error
        if short and region:
            return tuple(match for match in matches if match.entry.region in ("", region))
        return tuple(matches)

    def verify(self) -> None:
        """Check the whole file against its checksums.  Raises IndexUnusable at the first damaged page."""
        self._file.verify()

    def _exact(self, digits: str, short: bool) -> list[int]:
        """Seqs of the entries that are this very number."""
        key = exact_key(digits, short=short)
        if key is None:
            return []
        block = bisect_right(self._bases, key) - 1
        if block < 0:
            return []
        offset = key - self._bases[block]
        if offset > MAX_OFFSET:
            return []
        offsets, end = self._offsets, self._starts[block + 1]
        row = bisect_left(offsets, offset, self._starts[block], end)
        seqs = []
        while row < end and offsets[row] == offset:
            # The same steps once more, on pages known to be whole.
            if not self._sure_starts[block] <= row < self._sure_starts[block + 1]:
                raise ValueError("a block has moved")
            if self._sure_bases[block] + self._sure_offsets[row] != key:
                raise ValueError("a number has changed")
            seqs.append(self._exact_seqs[row])
            row += 1
        return seqs

    def _around(self, digits: str) -> list[tuple[int, int, EntryKind, str]]:
        """Rank, seq, kind and value of the ranges that hold the number, narrowest first."""
        length = min(len(digits), MAX_DIGITS)
        padded = int(digits[:MAX_DIGITS]) * _POWERS_OF_TEN[MAX_DIGITS - length]
        keys = self._range_keys
        row = bisect_right(keys, padded << 8 | length << 4 | 15) - 1
        found: list[tuple[int, int, EntryKind, str]] = []
        while row >= 0:
            key = keys[row]
            fixed, total = key >> 4 & 15, key & 15
            span = _POWERS_OF_TEN[MAX_DIGITS - fixed]
            if padded // span == (key >> 8) // span and fixed <= length and total in (0, len(digits)):
                if self._sure_range_keys[row] != key:
                    raise ValueError("a range has changed")
                kind: EntryKind = "pattern" if total else "prefix"
                value = f"+{digits[:fixed]}{'#' * (total - fixed)}"
                found.append((-fixed, self._range_seqs[row], kind, value))
            if row and keys[row - 1] >> 4 == key >> 4:
                row -= 1
            else:
                parent = self._parents[row] - 1
                if parent >= row:
                    raise ValueError("a range lies around itself")
                row = parent
        if len(found) > 1:
            found.sort()
        return found

    def _match(self, seq: int, kind: EntryKind, value: str) -> Match:
        entry: ListEntry = self._meanings.entry(seq, kind, value)
        source = self.lists[bisect_right(self._first_seqs, seq) - 1].source
        return Match(
            list_name=source.name,
            role=source.role,
            entry=entry,
            file=source.file,
            treatment=source.treatment,
            score=entry.votes * source.weight,
            direct_threshold=source.direct_threshold,
            range_threshold=source.range_threshold,
        )
