"""Taking all lists in, one after the other, in a shape that sorts quickly and needs little memory."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

from agent.call.list_entry import ListEntry
from agent.lists.index.entry_codes import EntryWords, LineRuns
from agent.lists.index.file_format import LENGTH_SHIFT, MAX_DIGITS, IndexedList, exact_key, range_key
from agent.lists.index.sort import SEQ_BITS, KeySort
from agent.lists.list_source import ListSource

ENTRIES_AT_ONCE = 8_192
LEFT_OUT_SHOWN = 10


class IndexIntake:
    """Everything the index will hold, half sorted, on disk."""

    def __init__(self, folder: Path) -> None:
        """Keep what grows long in nameless files in `folder`."""
        self.exact = KeySort(folder, self._without_repeats)
        self.ranges = KeySort(folder, self._without_repeats)
        self.words = EntryWords(folder)
        self.lines = LineRuns(folder)
        self.seqs = 0
        self.repeated = 0
        self.left_out: list[tuple[str, ListEntry]] = []
        self.left_out_count = 0
        self._sources: list[ListSource] = []
        self._first_seqs: list[int] = []
        self._counts: list[int] = []

    def take(self, source: ListSource, entries: Iterable[ListEntry]) -> None:
        """Take one list in; raises what reading its entries raises."""
        self._sources.append(source)
        self._first_seqs.append(self.seqs)
        self._counts.append(0)
        self.words.begin_list()
        self.lines.end_run()
        waiting = iter(entries)
        while some := list(islice(waiting, ENTRIES_AT_ONCE)):
            taken = self._take_keys(some, source.name)
            self.words.add(taken)
            self.lines.add(self.seqs, taken)
            self.seqs += len(taken)
            self._counts[-1] += len(taken)
            self.exact.settle()
            self.ranges.settle()

    def finish(self) -> None:
        """No list comes any more."""
        self.words.finish()
        self.lines.end_run()

    @property
    def lists(self) -> tuple[IndexedList, ...]:
        """The lists taken in so far; complete once everything is sorted."""
        return tuple(
            IndexedList(source=source, entries=count, first_seq=first)
            for source, count, first in zip(self._sources, self._counts, self._first_seqs, strict=True)
        )

    def close(self) -> None:
        """Give the disk space back."""
        for part in (self.exact, self.ranges, self.words, self.lines):
            part.close()

    def _take_keys(self, entries: Sequence[ListEntry], list_name: str) -> list[ListEntry]:
        taken: list[ListEntry] = []
        take, take_exact, take_range = taken.append, self.exact.waiting.append, self.ranges.waiting.append
        seq = self.seqs
        for entry in entries:
            value = entry.value
            if entry.kind == "exact":
                length = len(value) - 1
                # What exact_key() does, written out for the form that nearly every number has.
                if 0 < length <= MAX_DIGITS and value[0] == "+" and value.isascii() and value[1:].isdigit():
                    take_exact((length << LENGTH_SHIFT | int(value)) << SEQ_BITS | seq)
                    take(entry)
                    seq += 1
                    continue
                key, add = exact_key(value, short=True), take_exact
            else:
                key, add = range_key(entry), take_range
            if key is None:
                self.left_out_count += 1
                if len(self.left_out) < LEFT_OUT_SHOWN:
                    self.left_out.append((list_name, entry))
                continue
            add(key << SEQ_BITS | seq)
            take(entry)
            seq += 1
        return taken

    def _without_repeats(self, seqs: Sequence[int]) -> Sequence[int]:
        """Of entries with one key, keep what each list says once: with the most votes, else first."""
        places = [bisect_right(self._first_seqs, seq) - 1 for seq in seqs]
        if len(set(places)) == len(places):
            return seqs
        best: dict[tuple[int, str], tuple[int, int]] = {}
        for seq, place in zip(seqs, places, strict=True):
            votes, region = self.words.votes_and_region(seq)
            if (place, region) in best:
                self.repeated += 1
                self._counts[place] -= 1
            if (place, region) not in best or votes > best[place, region][0]:
                best[place, region] = votes, seq
        return sorted(seq for _, seq in best.values())
