"""What is due when: the timers of all transactions in one heap, its size bound to theirs."""

from __future__ import annotations

import heapq
from collections.abc import Iterator

from agent.sip.stack.timers import Timer
from agent.sip.stack.transaction import Transaction

_ROOM_FOR_STOPPED = 256


class Schedule:
    """Timers that were stopped stay in the heap until they are due, or until they are half of it."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Timer, Transaction]] = []
        self._count = 0

    def add(self, due_at_seconds: float, timer: Timer, transaction: Transaction) -> None:
        """Note a timer that its transaction has just started."""
        self._count += 1
        heapq.heappush(self._heap, (due_at_seconds, self._count, timer, transaction))

    def due(self, now_seconds: float) -> Iterator[tuple[Timer, Transaction]]:
        """Take what is due, in order; what that starts and is due too comes as well."""
        while self._heap and self._heap[0][0] <= now_seconds:
            due_at_seconds, _, timer, transaction = heapq.heappop(self._heap)
            if transaction.due_at_seconds.get(timer) == due_at_seconds:
                del transaction.due_at_seconds[timer]
                yield timer, transaction

    @property
    def next_at_seconds(self) -> float | None:
        """When something is due next; None for never."""
        while self._heap and not _runs(self._heap[0]):
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def shrink(self, transactions: int) -> None:
        """Forget stopped timers where they outnumber those that may run."""
        if len(self._heap) > 4 * transactions + _ROOM_FOR_STOPPED:
            self._heap = [entry for entry in self._heap if _runs(entry)]
            heapq.heapify(self._heap)


def _runs(entry: tuple[float, int, Timer, Transaction]) -> bool:
    due_at_seconds, _, timer, transaction = entry
    return transaction.due_at_seconds.get(timer) == due_at_seconds
