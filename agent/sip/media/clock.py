"""One clock that paces what all calls send: every 20 ms each leg gives its packet, and nobody drifts.

Time is told, not asked: the engine waits `seconds_until_due` and then calls `tick`.
"""

from agent.sip.media.g711_frames import FRAME_SECONDS
from agent.sip.media.session import MediaSession
from agent.sip.media.symmetric_rtp import Address

MOST_FRAMES_AT_ONCE = 5
"""After a pause of the machine so many frames are made up for; what is older is left out, and counted."""


class MediaClock:
    """All legs of an engine."""

    def __init__(self) -> None:
        # A dict, because it keeps the order and finds one of many at once.
        self._sessions: dict[MediaSession, None] = {}
        self._due_at_seconds: float | None = None
        self.frames_skipped = 0
        """Times that all legs missed 20 ms because the engine came too late."""

    def add(self, session: MediaSession, now_seconds: float) -> None:
        """From the next tick on it is served."""
        if not self._sessions:
            self._due_at_seconds = now_seconds
        self._sessions[session] = None

    def remove(self, session: MediaSession) -> None:
        """No tick for it any more."""
        self._sessions.pop(session, None)

    def __len__(self) -> int:
        """Legs that are served."""
        return len(self._sessions)

    def seconds_until_due(self, now_seconds: float) -> float:
        """How long until the next tick; infinite without a leg."""
        if not self._sessions or self._due_at_seconds is None:
            return float("inf")
        return max(self._due_at_seconds - now_seconds, 0.0)

    def tick(self, now_seconds: float) -> list[tuple[MediaSession, bytes, Address]]:
        """What leaves now: from whose socket, the datagram, and where to; nothing before its time."""
        leaving: list[tuple[MediaSession, bytes, Address]] = []
        if not self._sessions or self._due_at_seconds is None:
            return leaving
        behind = int((now_seconds - self._due_at_seconds) / FRAME_SECONDS) + 1 - MOST_FRAMES_AT_ONCE
        if behind > 0:
            self.frames_skipped += behind
            self._due_at_seconds += behind * FRAME_SECONDS
        while self._due_at_seconds <= now_seconds:
            at_seconds = self._due_at_seconds
            for session in tuple(self._sessions):
                # The moment it should be, not the moment it is: sound knows no delay of ours.
                leaving.extend((session, data, to) for data, to in session.tick(at_seconds))
            self._due_at_seconds += FRAME_SECONDS
        return leaving
