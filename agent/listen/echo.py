"""Our own voice coming back from the line must not be taken for the caller's."""

from agent.listen.frame import Frame

_LOOK_SECONDS = 0.3
"""An echo is back within this of our first word: lines and gateways delay it by 250 ms at most."""
_TAIL_SECONDS = 0.3
"""So long after our last word its echo may still be heard."""
_ECHO_FRAMES = 3
_ABOVE_FLOOR_DB = 6.0
_QUIETEST_DBOV = -48.0
"""A weaker echo is weaker than any voice we would take for the caller's."""


class Echo:
    """Decides for each of our sentences whether something came back at its beginning."""

    def __init__(self) -> None:
        self._started_at: float | None = None
        self._ended_at = -1.0
        self._sounding_frames = 0

    def greeting_started(self, now: float) -> None:
        """We begin to speak."""
        self._started_at, self._sounding_frames = now, 0

    def greeting_ended(self, now: float) -> None:
        """We have spoken."""
        self._ended_at = now

    def possible(self, frame: Frame, floor_dbov: float) -> bool:
        """Whether what is heard in this frame may be our own words."""
        started, at_seconds = self._started_at, frame.at_seconds
        if started is None or (self._ended_at > started and at_seconds > self._ended_at + _TAIL_SECONDS):
            return False
        if at_seconds < started + _LOOK_SECONDS:
            self._sounding_frames += frame.level_dbov > max(floor_dbov + _ABOVE_FLOOR_DB, _QUIETEST_DBOV)
            return True
        return self._sounding_frames >= _ECHO_FRAMES
