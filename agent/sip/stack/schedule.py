"""What is due when: the timers of all transactions, or of all calls, in one heap whose size is bound to theirs."""

from __future__ import annotations

import heapq
from collections.abc import Hashable, Iterator
from typing import Generic, Protocol, TypeVar

T = TypeVar("T", bound=Hashable)


class Timed(Protocol[T]):
    """Whatever has timers: a timer runs while it stands here with the time that was noted."""

    due_at_seconds: dict[T, float]


Owner = TypeVar("Owner", bound=Timed)  # type: ignore[type-arg]
_ROOM_FOR_STOPPED = 256


class Schedule(Generic[T, Owner]):
    """Timers that were stopped stay in the heap until they are due, or until they outnumber the others."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, T, Owner]] = []
        self._count = 0

    def add(self, due_at_seconds: float, timer: T, owner: Owner) -> None:
        """Note a timer that its owner has just started."""
        self._count += 1
        heapq.heappush(self._heap, (due_at_seconds, self._count, timer, owner))

    def due(self, now_seconds: float) -> Iterator[tuple[T, Owner]]:
        """Take what is due, in order; what that starts and is due too comes as well."""
        while self._heap and self._heap[0][0] <= now_seconds:
            entry = heapq.heappop(self._heap)
            if _runs(entry):
                _, _, timer, owner = entry
                del owner.due_at_seconds[timer]
                yield timer, owner

    @property
    def next_at_seconds(self) -> float | None:
        """When something is due next; None for never."""
        while self._heap and not _runs(self._heap[0]):
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def shrink(self, owners: int) -> None:
        """Forget stopped timers where they outnumber those that may run."""
        if len(self._heap) > 4 * owners + _ROOM_FOR_STOPPED:
            self._heap = [entry for entry in self._heap if _runs(entry)]
            heapq.heapify(self._heap)


def _runs(entry: tuple[float, int, T, Owner]) -> bool:
    due_at_seconds, _, timer, owner = entry
    return bool(owner.due_at_seconds.get(timer) == due_at_seconds)
