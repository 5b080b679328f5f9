"""The dialer's tell: it waits in silence for an agent where a person would have spoken.

The clock starts when *our* greeting ends, for so does the dialer's own (16 CFR 310.4(b)(1)(iv)), or at
answer when we say nothing.  First a suspicion, so that the flow can ask "Allô ?" once more; then the
verdict.  A near sound starts the clock anew; a faint one, or media that came late, makes us wait longer.
"""

from agent.settings.listening import ListeningSettings

_RESTLESS_SHARE = 0.2
_HOLD_SECONDS = 0.2
"""A sound shows within this whether it is a voice."""


class DialerSilence:
    """Told when there is sound, when we speak and when packets come; answers when it was too long."""

    def __init__(self, settings: ListeningSettings) -> None:
        self._settings = settings
        self._greetings = 0
        self._silent_since = 0.0
        self._house_spoke_until = 0.0
        self._first_rtp_at = 0.0
        self._waiting_for_rtp = False
        self._told = False
        self._restless_seconds = 0.0
        self.longest_seconds = 0.0

    def greeting_ended(self, now: float) -> None:
        """Our words are over; the first ones start the clock."""
        self._greetings += 1
        self._house_spoke_until = now
        # The second "Allô ?" belongs to the silence that it asks about; any other words start a new one.
        if not self._told:
            self._silent_since = max(self._silent_since, now)

    def packets_seen(self, count: int, now: float) -> None:
        """RTP packets so far; after the first of them, when late, a while must pass before a verdict."""
        if count == 0:
            self._waiting_for_rtp = True
        elif self._waiting_for_rtp:
            self._waiting_for_rtp = False
            self._first_rtp_at = now

    def sound(self, now: float) -> None:
        """Somebody is there."""
        self._silent_since = now
        self._restless_seconds = 0.0
        self._told = False

    def restless(self, something_moves: bool) -> None:
        """Take 20 ms of this silence: a room or a street, too faint to be the caller, may hide one."""
        self._restless_seconds += 0.02 * something_moves

    def silent_seconds(self, now: float) -> float:
        """How long nobody has been there, on the dialer's clock."""
        return max(0.0, now - self._silent_since)

    def newly_suspect(self, now: float) -> bool:
        """True once in each silence, when it is long enough to ask again."""
        silent = self.silent_seconds(now)
        self.longest_seconds = max(self.longest_seconds, silent)
        if self._told or silent < self._settings.suspicion_after_seconds - 1e-9:
            return False
        self._told = True
        return True

    @property
    def suspect(self) -> bool:
        """Whether the present silence has been reported."""
        return self._told

    def verdict(self, now: float, stirring: bool) -> bool:
        """Whether no person would have kept silent for so long; `stirring` waits for what just began."""
        settings = self._settings
        needed = (
            settings.silence_verdict_after_seconds
            if self._greetings > 1 and self._restless_seconds < _RESTLESS_SHARE * self.silent_seconds(now)
            else settings.silence_without_second_greeting_seconds
        )
        needed += _HOLD_SECONDS if stirring else 0.0
        return (
            self.silent_seconds(now) >= needed - 1e-9
            and now - self._house_spoke_until >= settings.after_second_greeting_seconds - 1e-9
            and (not self._first_rtp_at or now - self._first_rtp_at >= settings.after_late_rtp_seconds)
        )
