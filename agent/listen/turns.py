"""Who leaves room for an answer? People say a little and wait; a monologue goes on."""

from agent.settings.listening import ListeningSettings

_SHORT_TURN_SECONDS = 8.0


class Turns:
    """Counts what was said and the pauses that offered us a turn."""

    def __init__(self, settings: ListeningSettings) -> None:
        self._settings = settings
        self.first_at: float | None = None
        """Start of the first near voice."""
        self.offered = 0
        """How often the caller said something short and then waited for us."""
        self.spoken_seconds = 0.0
        self.longest_monologue_seconds = 0.0
        self.monologue_started_at: float | None = None
        self._last_voice_at = 0.0

    def forget(self) -> None:
        """What was heard so far was not the caller."""
        self.monologue_started_at = None
        self.longest_monologue_seconds = self.spoken_seconds = 0.0

    def feed(self, now: float, voice_since: float | None, last_voice_at: float) -> None:
        """Take 20 ms: since when the caller speaks (None: silent), and when they last did."""
        if voice_since is not None:
            if self.first_at is None:
                self.first_at = voice_since
            if self.monologue_started_at is None:
                self.monologue_started_at = voice_since
            self._last_voice_at = last_voice_at
            self.spoken_seconds += 0.02
            self.longest_monologue_seconds = max(
                self.longest_monologue_seconds, last_voice_at - self.monologue_started_at
            )
            return
        if self.monologue_started_at is None or now - self._last_voice_at < self._settings.turn_pause_seconds:
            return
        if self._last_voice_at - self.monologue_started_at <= _SHORT_TURN_SECONDS:
            self.offered += 1
        self.monologue_started_at = None
