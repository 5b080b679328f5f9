"""How many calls may come in now: paces bursts so that the stack's sockets never run out.

Each INVITE takes two of the media sockets the wheel can watch, from before we hear of it until half a
second after its end; the 65th socket aborts the process.  SIP's own sockets are watched elsewhere and do
not count.
"""

from collections import deque

from agent.sip.endpoint import CALLS_LIMIT

WATCHED_SOCKETS = 64
SOCKETS_PER_CALL = 2
FREED_AFTER_SECONDS = 0.51
"""PJ_IOQUEUE_KEY_FREE_DELAY is 0.5 s; the rest is our margin."""
SPARE_SOCKETS = 6
"""Over TCP one read may bring a few INVITEs before the stack can be made to look away."""

PATIENCE_SECONDS = 0.1
"""With every slot taken the stack looks away this long, because most calls of a burst are settled within
milliseconds; only then are INVITEs dropped."""

CALLS_PER_WINDOW = (WATCHED_SOCKETS - SPARE_SOCKETS) // SOCKETS_PER_CALL


class Intake:
    """Counts the calls whose sockets are still taken."""

    def __init__(self) -> None:
        self._in_hand = 0
        self._full_since_seconds: float | None = None
        self._freed_at_seconds: deque[float] = deque()

    @property
    def in_hand(self) -> int:
        return self._in_hand

    def call_began(self, now_seconds: float) -> None:
        self._in_hand += 1
        if self._in_hand >= CALLS_LIMIT:
            self._full_since_seconds = now_seconds

    def call_ended(self, now_seconds: float) -> None:
        self._in_hand -= 1
        if self._in_hand < CALLS_LIMIT:
            self._full_since_seconds = None
        self._freed_at_seconds.append(now_seconds + FREED_AFTER_SECONDS)

    def pause_seconds(self, now_seconds: float) -> float:
        """How long the stack must not look at its sockets; 0 when there is room for a call."""
        while self._freed_at_seconds and self._freed_at_seconds[0] <= now_seconds:
            self._freed_at_seconds.popleft()
        full_for_seconds = self._full_for_seconds(now_seconds)
        if 0 < full_for_seconds < PATIENCE_SECONDS:
            return PATIENCE_SECONDS - full_for_seconds
        if self._in_hand + len(self._freed_at_seconds) < CALLS_PER_WINDOW:
            return 0.0
        return self._freed_at_seconds[0] - now_seconds if self._freed_at_seconds else 0.0

    def is_full(self, now_seconds: float) -> bool:
        """True when no call slot is free and none was within our patience."""
        return self._full_for_seconds(now_seconds) >= PATIENCE_SECONDS

    def _full_for_seconds(self, now_seconds: float) -> float:
        since = self._full_since_seconds
        # A hair more than nothing, so that the very moment of filling up counts as full.
        return 0.0 if since is None else max(now_seconds - since, 1e-6)
