"""Who may judge corpus calls: our ear, and the rules other people use."""

from typing import Protocol

from agent.call.heard import Concluded, Heard, SilenceHeard, SpeechEnded, SpeechHeard
from agent.listen.frame import FRAME_SECONDS, Frame, FrameCutter
from agent.listen.listener import Listener
from agent.settings.listening import ListeningSettings


class OurEar:
    """The `Listener`, driven as the screening flow drives it."""

    def __init__(self, listener: Listener | None = None) -> None:
        self.listener = listener or Listener("corpus")
        self.suspects_silence = False
        self.speaking = False
        self.spoke_until: float | None = None
        self.speaking_since = 0.0
        self.conclusion = "unknown"
        self.log: list[Heard] = []

    def feed(self, pcm: bytes) -> None:
        """Hear 20 ms."""
        for heard in self.listener.feed(pcm):
            self.log.append(heard)
            match heard:
                case SpeechHeard(at_seconds=at):
                    self.speaking, self.speaking_since = True, at
                case SpeechEnded(at_seconds=at):
                    self.speaking, self.spoke_until = False, at
                case SilenceHeard():
                    self.suspects_silence = True
                case Concluded(conclusion=conclusion):
                    self.conclusion = conclusion

    def greeting_started(self) -> None:
        """The house speaks."""
        self.listener.greeting_started()

    def greeting_ended(self) -> None:
        """The house has spoken."""
        self.listener.greeting_ended()

    def packets_seen(self, count: int) -> None:
        """RTP packets so far."""
        self.listener.packets_seen(count)

    def stop(self) -> str:
        """The last conclusion."""
        last = self.listener.stop()
        self.log += last
        return next(each.conclusion for each in last if isinstance(each, Concluded))


class Detector(Protocol):
    """Anything that says of 20 ms whether they are voice."""

    def is_voice(self, frame: Frame) -> bool:
        """Whether this frame is voice."""
        ...


class Threshold:
    """The simplest detector: louder than a fixed level."""

    def __init__(self, level_dbov: float = -45.0) -> None:
        self._level_dbov = level_dbov

    def is_voice(self, frame: Frame) -> bool:
        """Whether the frame is loud."""
        return frame.level_dbov > self._level_dbov


class TimersOver:
    """A plain rule on top of any voice detector, with our own times: silence, or talk that never pauses."""

    def __init__(self, detector: Detector, settings: ListeningSettings | None = None) -> None:
        self._detector = detector
        self._settings = settings or ListeningSettings()
        self._cutter = FrameCutter()
        self._greetings = 0
        self._silent_since = 0.0
        self._voice_frames = 0
        self._gap_frames = 0
        self._house_speaks = False
        self.suspects_silence = False
        self.speaking = False
        self.spoke_until: float | None = None
        self.speaking_since = 0.0
        self.conclusion = "unknown"

    def feed(self, pcm: bytes) -> None:
        """Hear 20 ms."""
        for frame in self._cutter.cut(pcm):
            self._hear(frame)

    def _hear(self, frame: Frame) -> None:
        now, settings = frame.ends_at, self._settings
        if self._detector.is_voice(frame):
            self._voice_frames, self._gap_frames = self._voice_frames + 1, 0
            if (
                not self.speaking
                and self._voice_frames * FRAME_SECONDS >= settings.speech_starts_after_seconds
            ):
                self.speaking, self.speaking_since = True, now
        else:
            self._gap_frames += 1
            if self._gap_frames * FRAME_SECONDS >= settings.speech_ends_after_seconds:
                if self.speaking:
                    self.speaking, self.spoke_until = False, now - settings.speech_ends_after_seconds
                    self.conclusion = "person"
                self._voice_frames = 0
        if self.speaking:
            self._silent_since = now
            if now - self.speaking_since >= settings.recording_after_monologue_seconds:
                self.conclusion = "recording"
            return
        silent = now - self._silent_since
        self.suspects_silence = silent >= settings.suspicion_after_seconds
        if (
            self.spoke_until is None
            and self._greetings > 1
            and silent >= settings.silence_verdict_after_seconds
        ):
            self.conclusion = "dialer-silence"

    def greeting_started(self) -> None:
        """The house speaks."""
        self._house_speaks = True

    def greeting_ended(self) -> None:
        """The house has spoken; the first time starts the clock."""
        self._house_speaks = False
        self._greetings += 1
        if self._greetings == 1:
            self._silent_since = self._cutter.seconds

    def packets_seen(self, count: int) -> None:
        """Not its business."""

    def stop(self) -> str:
        """The last conclusion."""
        return self.conclusion


class AsteriskAmd:
    """Asterisk's answering-machine detection (`app_amd`) with the defaults of its `amd.conf.sample`.

    Written from the described behaviour: mean sample magnitude against a threshold, words and pauses
    counted, the first rule met decides.  It hears the caller's side from our answer on.
    """

    TOTAL_MS, INITIAL_SILENCE_MS, GREETING_MS, AFTER_GREETING_MS = 5000, 2500, 1500, 800
    MIN_WORD_MS, BETWEEN_WORDS_MS, MAX_WORDS, MAX_WORD_MS = 100, 50, 2, 5000
    SILENCE_THRESHOLD = 256

    def __init__(self) -> None:
        self._cutter = FrameCutter()
        self._total_ms = self._silence_ms = self._voice_ms = self._words = 0
        self._in_greeting, self._in_word = False, False
        self._decided = False
        self.suspects_silence = False
        self.speaking = False
        self.spoke_until: float | None = None
        self.speaking_since = 0.0
        self.conclusion = "unknown"

    def feed(self, pcm: bytes) -> None:
        """Hear 20 ms."""
        for frame in self._cutter.cut(pcm):
            if not self._decided:
                self._hear(frame)

    def _hear(self, frame: Frame) -> None:
        self._total_ms += 20
        if self._total_ms >= self.TOTAL_MS:
            return self._decide("unknown")
        if sum(map(abs, frame.samples)) / len(frame.samples) < self.SILENCE_THRESHOLD:
            self._silence_ms += 20
            if self._silence_ms >= self.BETWEEN_WORDS_MS:
                self._in_word, self._voice_ms = False, 0
            if not self._in_greeting and self._silence_ms >= self.INITIAL_SILENCE_MS:
                return self._decide("dialer-silence")
            if self._in_greeting and self._silence_ms >= self.AFTER_GREETING_MS:
                return self._decide("person")
        else:
            self._voice_ms += 20
            if self._voice_ms >= self.MIN_WORD_MS:
                self._silence_ms = 0
                if not self._in_word:
                    self._in_word, self._words = True, self._words + 1
                self._in_greeting = True
            if self._words > self.MAX_WORDS or self._voice_ms >= min(self.MAX_WORD_MS, self.GREETING_MS):
                return self._decide("recording")
        return None

    def _decide(self, conclusion: str) -> None:
        self._decided, self.conclusion = True, conclusion
        if conclusion in ("person", "unknown"):
            self.spoke_until = self._cutter.seconds

    def greeting_started(self) -> None:
        """It knows nothing of what we say."""

    def greeting_ended(self) -> None:
        """It knows nothing of what we say."""

    def packets_seen(self, count: int) -> None:
        """Not its business."""

    def stop(self) -> str:
        """The last conclusion."""
        return self.conclusion
