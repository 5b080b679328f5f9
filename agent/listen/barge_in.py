"""Does the caller stop when we speak? People do; a recording does not hear us."""

from collections import deque

from agent.listen.conclusion import Signs
from agent.settings.listening import ListeningSettings

_SHORTEST_TEST_SECONDS = 1.2
_LATE_FRAMES = 60
_LATE_VOICE_FRAMES = 15
"""Some people finish what they were saying; a recording is still talking when our sentence ends."""
_PAUSE_SECONDS = 0.2
_SETTLE_SECONDS = 0.4
"""A voice that ends this soon after ours was our own echo."""


class BargeIn:
    """Watches the caller through each of our sentences; answers once it is over."""

    def __init__(self, settings: ListeningSettings) -> None:
        self._settings = settings
        self._started_at: float | None = None
        self._ended_at: float | None = None
        self._spoke_at_start = False
        self._voice_seconds = 0.0
        self._both_since: float | None = None
        self._both_seconds = 0.0
        """The longest that both of us spoke at once."""
        self._late_voice: deque[bool] = deque(maxlen=_LATE_FRAMES)
        """Whether the caller spoke, in each frame of the last part of our sentence."""
        self._last_voice_at = 0.0
        self.talked_on = 0
        """How often the caller talked on through our words to their end."""
        self.talked_over = 0
        """How often they did so for longer than people do, but not to the end."""
        self.stopped = 0
        """How often they stopped for us."""

    def greeting_started(self, now: float, caller_speaks: bool) -> None:
        """We begin a sentence."""
        self._started_at, self._ended_at = now, None
        self._spoke_at_start = caller_speaks
        self._voice_seconds = self._both_seconds = 0.0
        self._both_since = None
        self._late_voice.clear()
        self._last_voice_at = now

    def greeting_ended(self, now: float) -> None:
        """We have ended it; a moment later we know."""
        if self._started_at is not None:
            self._ended_at = now

    def forget(self) -> None:
        """What was heard so far was not the caller."""
        self.talked_on = self.talked_over = self.stopped = 0
        self._voice_seconds = 0.0

    def tell(self, signs: Signs) -> None:
        """Write down what has been found so far."""
        signs.talked_on, signs.talked_over = self.talked_on, self.talked_over
        signs.stopped_for_us = self.stopped

    def feed(self, now: float, caller_speaks: bool) -> tuple[bool, float] | None:
        """Take 20 ms; answer (stopped, seconds after we began) once a sentence of ours is judged."""
        if self._started_at is None:
            return None
        if caller_speaks:
            self._last_voice_at = now
            if self._ended_at is None and now - self._started_at > self._settings.yields_within_seconds:
                self._voice_seconds += 0.02
        if self._ended_at is None:
            self._late_voice.append(caller_speaks)
            self._measure_overlap(now, caller_speaks)
        if self._ended_at is None or now - self._ended_at < _SETTLE_SECONDS:
            return None
        return self._judge()

    def _measure_overlap(self, now: float, caller_speaks: bool) -> None:
        if not caller_speaks:
            # The pause between two words ends no sentence.
            if now - self._last_voice_at > _PAUSE_SECONDS:
                self._both_since = None
            return
        if self._both_since is None:
            self._both_since = now
        self._both_seconds = max(self._both_seconds, now - self._both_since)

    def _judge(self) -> tuple[bool, float] | None:
        assert self._started_at is not None and self._ended_at is not None
        tested = self._ended_at - self._started_at - self._settings.yields_within_seconds
        after = self._last_voice_at - self._started_at
        self._started_at = None
        if tested < _SHORTEST_TEST_SECONDS:
            return None
        to_the_end = sum(self._late_voice) >= _LATE_VOICE_FRAMES
        if to_the_end and self._voice_seconds / tested >= self._settings.talks_on_share:
            self.talked_on += 1
            return False, round(after, 2)
        if self._both_seconds >= self._settings.talks_over_seconds:
            self.talked_over += 1
            return False, round(after, 2)
        if self._spoke_at_start:
            self.stopped += 1
            return True, round(after, 2)
        return None
