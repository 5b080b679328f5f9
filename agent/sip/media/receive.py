"""Makes steady frames of what a network delivers: 20 ms each 20 ms, whatever came late, twice or not at all.

An adaptive jitter buffer over coded sound (RFC 3550 leaves it to the receiver; comfort noise: RFC 3389).
Between talkspurts the wait may change freely; in one, a frame is left out or filled in where it is quiet.
"""

from agent.sip.media.comfort_noise import NoiseSource
from agent.sip.media.g711_frames import FADE_GAINS, FRAME_SAMPLES, Law
from agent.sip.media.playout_delay import FAR_OFF_SAMPLES, MARGIN_SAMPLES, ROUNDING_SAMPLES, PlayoutDelay
from agent.sip.media.rtp import after
from agent.sip.media.waiting_sound import WaitingSound
from agent.sound.rates import SAMPLE_RATE_HZ

TOO_FAR_AHEAD_SAMPLES = SAMPLE_RATE_HZ
MOST_CONCEALED = len(FADE_GAINS)
LONG_SAMPLES, TOO_LONG_SAMPLES = 200, 480
"""Sound waits so much longer than it needs to: a quiet frame is left out; any frame is."""
SHORT_SAMPLES, TOO_SHORT_SAMPLES = MARGIN_SAMPLES, 240
"""So much shorter, and what comes late would be lost: after a quiet frame one is made up; after any frame."""


class JitterBuffer:
    """The sound of one source; `take` must be called once for each 20 ms."""

    def __init__(self, law: Law) -> None:
        self.law = law
        """How the frames it gives are coded."""
        self._waiting = WaitingSound()
        self._delay = PlayoutDelay()
        self._clock: int | None = None
        """Highest timestamp so far, without wrapping."""
        self._position = 0
        """The sender's sample that the next frame begins with."""
        self._plays = False
        self._last = law.idle_frame
        self._concealed = 0
        """Frames in a row that were made up."""
        self._borrowed = 0
        """Of those, the ones made up while nothing waited: if their sound still comes it is heard, not dropped."""
        self._noise: NoiseSource | None = None
        self._noise_at = 0
        self.frames_concealed = 0
        self.packets_late = 0
        """Came after their moment, or twice."""

    def begin(self, law: Law) -> None:
        """Another source speaks: nothing of the one before is of use; what was counted stays."""
        self.law = law
        self._waiting.clear()
        self._delay = PlayoutDelay()
        self._clock = None
        self._noise = None
        self._stop()

    def put(self, timestamp: int, payload: bytes, law: Law, now_seconds: float) -> None:
        """Sound came."""
        start = self._extended(timestamp)
        if not self._delay.arrived(start, now_seconds, idle=not self._plays):
            self._waiting.clear()
            self._clock, self._noise = start, None
            self._stop()
        waiting = self._waiting
        if self._plays and start + len(payload) <= self._position:
            self.packets_late += 1
            return
        if len(waiting) and abs(start - waiting.start) > TOO_FAR_AHEAD_SAMPLES:
            waiting.clear()
            self._stop()
        if not waiting.add(start, self.law.from_law(law, payload)):
            self.packets_late += 1
        elif self._noise is not None and start >= self._noise_at:
            self._noise = None

    def put_noise(self, timestamp: int, dbov: int) -> None:
        """From here on the other side sends nothing, and it is this loud there (RFC 3389)."""
        start = self._extended(timestamp)
        if self._noise is None or start >= self._noise_at:
            self._noise, self._noise_at = NoiseSource(self.law, dbov), start

    def take(self, now_seconds: float) -> bytes | None:
        """The frame for these 20 ms, coded; None for silence because nothing came."""
        waiting = self._waiting
        if not self._plays:
            if not len(waiting):
                return self._pause()
            if self._delay.position(now_seconds) + ROUNDING_SAMPLES < waiting.start:
                return self._pause()
            self._plays, self._position = True, waiting.start
        else:
            self._correct_wait(now_seconds)
        if waiting.has_any_of(self._position):
            self._last = waiting.take(self._position, self._last)
            self._position += FRAME_SAMPLES
            self._concealed = self._borrowed = 0
            return self._last
        return self._conceal()

    def _correct_wait(self, now_seconds: float) -> None:
        """Come nearer to the right wait: by leaving a frame out, or by making one up."""
        waiting = self._waiting
        if self._borrowed and len(waiting):
            # What was made up stands for sound that is not coming any more.
            missing = max(waiting.start - self._position, 0) // FRAME_SAMPLES
            self._position += min(missing, self._borrowed) * FRAME_SAMPLES
            self._borrowed = 0
        behind = self._delay.position(now_seconds) - self._position
        # Whole frames only: sound that is cut where packets begin need not be put together.
        whole = int(behind) // FRAME_SAMPLES * FRAME_SAMPLES
        if behind > LONG_SAMPLES and len(waiting):
            if not waiting.has_any_of(self._position):
                self._position = min(waiting.start, self._position + whole)
            elif not waiting.has(self._position + FRAME_SAMPLES):
                # A gap comes next, and that can be left out instead.
                pass
            elif behind > FAR_OFF_SAMPLES:
                self._position += whole
            elif behind > TOO_LONG_SAMPLES or self.law.is_quiet(self._last):
                self._position += FRAME_SAMPLES
            waiting.drop_before(self._position)
        elif behind < -SHORT_SAMPLES and (behind < -TOO_SHORT_SAMPLES or self.law.is_quiet(self._last)):
            # Played again: the frame that would be next waits.
            self._position -= FRAME_SAMPLES

    def _conceal(self) -> bytes | None:
        if self._noise is not None and self._noise_at <= self._position + FRAME_SAMPLES:
            self._stop()
            return self._pause()
        if self._concealed >= MOST_CONCEALED:
            self._stop()
            return self._pause()
        frame = self._last.translate(self.law.fades[self._concealed])
        self._concealed += 1
        self.frames_concealed += 1
        if len(self._waiting):
            self._position += FRAME_SAMPLES
        else:
            self._borrowed += 1
        return frame

    def _pause(self) -> bytes | None:
        return self._noise.frame() if self._noise is not None else None

    def _stop(self) -> None:
        self._plays = False
        self._last = self.law.idle_frame
        self._concealed = self._borrowed = 0

    def _extended(self, timestamp: int) -> int:
        if self._clock is None:
            # Not near zero, so that what was sent before it can still come after it.
            self._clock = timestamp + (1 << 32)
        number = self._clock + after(timestamp, self._clock & 0xFFFFFFFF, 32)
        self._clock = max(self._clock, number)
        return number

    @property
    def target_ms(self) -> float:
        """How long sound waits now, as far as the network lets us choose."""
        return self._delay.target_samples / SAMPLE_RATE_HZ * 1000

    @property
    def packets_waiting(self) -> int:
        """Never more than a hundred."""
        return len(self._waiting)
