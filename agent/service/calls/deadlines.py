"""Remembers who wants to be told when: the switchboard's only sense of time."""

import heapq
import itertools

from agent.call.timing import DeadlinePassed, SetDeadline


class Deadlines:
    """Deadlines by call and name, on a monotonic clock in seconds."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, DeadlinePassed]] = []
        self._latest: dict[DeadlinePassed, int] = {}
        self._numbers = itertools.count()

    def set(self, wish: SetDeadline, now_seconds: float) -> None:
        """Replaces an earlier deadline of the same call and name."""
        number = next(self._numbers)
        passed = DeadlinePassed(wish.call_id, wish.name)
        self._latest[passed] = number
        heapq.heappush(self._heap, (now_seconds + wish.seconds, number, passed))

    def forget(self, call_id: str) -> None:
        """A call is over: none of its deadlines passes any more."""
        for passed in [passed for passed in self._latest if passed.call_id == call_id]:
            del self._latest[passed]

    def seconds_until_next(self, now_seconds: float) -> float | None:
        """None when nobody waits for anything."""
        self._drop_stale()
        return max(0.0, self._heap[0][0] - now_seconds) if self._heap else None

    def patience_seconds(self, now_seconds: float, at_most_seconds: float) -> float:
        """How long one may sleep before a deadline passes, and never longer than that."""
        due_seconds = self.seconds_until_next(now_seconds)
        return at_most_seconds if due_seconds is None else min(due_seconds, at_most_seconds)

    def take_passed(self, now_seconds: float) -> list[DeadlinePassed]:
        passed_now: list[DeadlinePassed] = []
        self._drop_stale()
        while self._heap and self._heap[0][0] <= now_seconds:
            _, _, passed = heapq.heappop(self._heap)
            del self._latest[passed]
            passed_now.append(passed)
            self._drop_stale()
        return passed_now

    def _drop_stale(self) -> None:
        while self._heap and self._latest.get(self._heap[0][2]) != self._heap[0][1]:
            heapq.heappop(self._heap)
