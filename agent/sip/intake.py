"""How many calls may come in now: paces bursts so that the stack's sockets never run out.

Each INVITE takes two of the media sockets the wheel can watch, from before we hear of it until half a
second after its end; the 65th socket aborts the process.
"""

from collections import deque

WATCHED_SOCKETS = 64
SOCKETS_PER_CALL = 2
FREED_AFTER_SECONDS = 0.6
"""PJ_IOQUEUE_KEY_FREE_DELAY is 0.5 s; the rest is our margin."""
SPARE_SOCKETS = 10

CALLS_PER_WINDOW = (WATCHED_SOCKETS - SPARE_SOCKETS) // SOCKETS_PER_CALL


class Intake:
    """Counts the calls whose sockets are still taken."""

    def __init__(self) -> None:
        self._in_hand = 0
        self._freed_at_seconds: deque[float] = deque()

    @property
    def in_hand(self) -> int:
        return self._in_hand

    def call_began(self) -> None:
        self._in_hand += 1

    def call_ended(self, now_seconds: float) -> None:
        self._in_hand -= 1
        self._freed_at_seconds.append(now_seconds + FREED_AFTER_SECONDS)

    def pause_seconds(self, now_seconds: float) -> float:
        """How long the stack must not look at its sockets; 0 when there is room for a call."""
        while self._freed_at_seconds and self._freed_at_seconds[0] <= now_seconds:
            self._freed_at_seconds.popleft()
        if self._in_hand + len(self._freed_at_seconds) < CALLS_PER_WINDOW:
            return 0.0
        return self._freed_at_seconds[0] - now_seconds if self._freed_at_seconds else 0.0
