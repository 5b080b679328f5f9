"""Sorting more numbers than fit in memory: sorted runs on disk, merged piece by piece."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from agent.lists.index.columns import Column

READ_ENTRIES = 16_384

SEQ_BITS = 32
SEQ_MASK = (1 << SEQ_BITS) - 1

KeysAndSeqs = tuple[list[int], list[int]]


class KeySort:
    """Takes `key << SEQ_BITS | seq` in any order and gives keys and seqs back in order.

    Python's own sort does the merging: it finds sorted stretches and merges them in C.
    """

    def __init__(
        self,
        folder: Path,
        without_repeats: Callable[[Sequence[int]], Sequence[int]],
        *,
        run_entries: int = 400_000,
        piece_entries: int = 250_000,
    ) -> None:
        """Keep runs in `folder`; `without_repeats` thins out the seqs that share a key.

        A run is what is sorted in memory at once, a piece what is merged at once, about.
        """
        self.waiting: list[int] = []
        """New pairs go here; call `settle` now and then."""
        self._keys = Column("Q", folder)
        self._seqs = Column("I", folder)
        self._run_starts = [0]
        self._samples: list[int] = []
        self._without_repeats = without_repeats
        self._run_entries, self._piece_entries = run_entries, piece_entries
        self._sample_every = max(1, piece_entries // 64)

    def settle(self) -> None:
        """Move what is waiting to disk, as a sorted run, once there is much of it."""
        if len(self.waiting) >= self._run_entries:
            self._end_run()

    def pieces(self) -> Iterator[KeysAndSeqs]:
        """Keys and seqs in order; equal keys always in one piece."""
        if self.waiting:
            self._end_run()
        runs = [
            _Run(self._keys, self._seqs, first, end)
            for first, end in zip(self._run_starts, self._run_starts[1:], strict=False)
        ]
        limits = sorted(self._samples)[:: self._piece_entries // self._sample_every][1:]
        for limit in [*dict.fromkeys(limits), 1 << 64]:
            pairs: list[int] = []
            for run in runs:
                run.move_below(limit, pairs)
            if pairs:
                yield self._sorted(pairs)

    def close(self) -> None:
        """Give the disk space back."""
        self._keys.close()
        self._seqs.close()

    def _end_run(self) -> None:
        keys, seqs = self._sorted(self.waiting)
        self.waiting.clear()
        self._samples += keys[:: self._sample_every]
        self._keys.extend(keys)
        self._seqs.extend(seqs)
        self._run_starts.append(len(self._keys))

    def _sorted(self, pairs: list[int]) -> KeysAndSeqs:
        pairs.sort()
        keys = [pair >> SEQ_BITS for pair in pairs]
        seqs = [pair & SEQ_MASK for pair in pairs]
        neighbours = enumerate(zip(keys, islice(keys, 1, None), strict=False))
        again = [place for place, (key, after) in neighbours if key == after]
        dropped: set[int] = set()
        group_end = 0
        for place in again:
            if place < group_end:
                continue
            group_end = place + 1
            while group_end < len(keys) and keys[group_end] == keys[place]:
                group_end += 1
            group = seqs[place:group_end]
            dropped.update(set(group).difference(self._without_repeats(group)))
        if dropped:
            keys = [key for key, seq in zip(keys, seqs, strict=True) if seq not in dropped]
            seqs = [seq for seq in seqs if seq not in dropped]
        return keys, seqs


class _Run:
    def __init__(self, keys: Column, seqs: Column, first: int, end: int) -> None:
        self._keys, self._seqs = keys, seqs
        self._next, self._end = first, end

    def move_below(self, limit: int, pairs: list[int]) -> None:
        """Append the pairs with keys under `limit` that have not been taken yet."""
        while self._next < self._end:
            count = min(READ_ENTRIES, self._end - self._next)
            keys = self._keys.read(self._next, count)
            below = bisect_left(keys, limit)
            seqs = self._seqs.read(self._next, below)
            pairs += [key << SEQ_BITS | seq for key, seq in zip(keys, seqs, strict=False)]
            self._next += below
            if below < count:
                break
