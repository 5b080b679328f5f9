"""How many calls may come in now: paces bursts so that the stack's sockets never run out.

Each INVITE takes two of the media sockets the wheel can watch, from before we hear of it until half a
second after its end; the 65th socket aborts the process.  SIP's own sockets are watched elsewhere and do
not count.
"""

from collections import deque

from agent.sip.pjsip.limits import CALLS_LIMIT

WATCHED_SOCKETS = 64
SOCKETS_PER_CALL = 2
FREED_AFTER_SECONDS = 0.51
"""PJ_IOQUEUE_KEY_FREE_DELAY is 0.5 s; the rest is our margin."""
SPARE_SOCKETS = 6
"""Over TCP one read may bring a few INVITEs before the stack can be made to look away."""
PATIENCE_SECONDS = 0.1
"""So long callers may wait for a slot; then they are turned away, unanswered, and ask again."""

CALLS_PER_WINDOW = (WATCHED_SOCKETS - SPARE_SOCKETS) // SOCKETS_PER_CALL


class Intake:
    """Counts the calls whose sockets are still taken."""

    def __init__(self) -> None:
        self._in_hand = 0
        self._full_since_seconds = 0.0
        self._freed_at_seconds: deque[float] = deque()

    @property
    def in_hand(self) -> int:
        return self._in_hand

    def call_began(self, now_seconds: float) -> None:
        self._in_hand += 1
        if not self.has_slot():
            self._full_since_seconds = now_seconds

    def call_ended(self, now_seconds: float) -> None:
        self._in_hand -= 1
        self._freed_at_seconds.append(now_seconds + FREED_AFTER_SECONDS)

    def has_slot(self) -> bool:
        """True when the stack could hold one more call."""
        return self._in_hand < CALLS_LIMIT

    def is_full(self, now_seconds: float) -> bool:
        """True when there has been no slot for longer than the calls of a burst take to be settled."""
        return not self.has_slot() and now_seconds - self._full_since_seconds >= PATIENCE_SECONDS

    def seconds_until_sockets(self, now_seconds: float) -> float:
        """How long until there are sockets for one more call; 0 when there are."""
        freed = self._freed_at_seconds
        while freed and freed[0] <= now_seconds:
            freed.popleft()
        if self._in_hand + len(freed) < CALLS_PER_WINDOW:
            return 0.0
        return freed[0] - now_seconds

    def may_read_streams(self, now_seconds: float) -> bool:
        """True when a new call among what is read over TCP would find its place, or must do without."""
        return not self.seconds_until_sockets(now_seconds) and (self.has_slot() or self.is_full(now_seconds))

    def has_room(self, now_seconds: float) -> bool:
        """True when one more call may come in now."""
        return self.has_slot() and self.seconds_until_sockets(now_seconds) == 0.0
