"""Somebody speaks, somebody stopped: turns twenty-millisecond guesses into utterances."""

from collections import deque
from typing import Protocol

# The C module of `webrtcvad-wheels`: its wrapper loads package metadata, 2.4 MB the engine never needs.
import _webrtcvad

from agent.call.heard import SpeechEnded, SpeechHeard
from agent.listen.frame import FRAME_SAMPLES, FRAME_SECONDS, QUIETEST_DBOV, Frame
from agent.settings.listening import ListeningSettings
from agent.sound.rates import SAMPLE_RATE_HZ

_GAP_SECONDS = 0.1
"""Voice frames further apart than this are not one beginning."""
_NEAR_FRAMES = 3
_NEAR_WINDOW_FRAMES = 10
_LEAST_SPREAD_DB = 1.5
"""A voice changes its level all the time; a noise that comes on does not, whatever the detector thinks."""
_FALLS_DB = 4.0
_SINKS_DB = 0.2
_CLIMBS_DB = 3.0
_FORGETS_DB = 0.01
_NEAR_RANGE_DB = 17.0
"""Syllables of one voice lie within this of its loudest; what is weaker is behind the caller."""
_NEARER_DB = 8.0
_SAME_CALLER_DB = 9.0


class VoiceDetector(Protocol):
    """The seam behind which any voice detector may stand."""

    def is_voice(self, frame: Frame) -> bool:
        """Say whether the frame sounds like a voice; frames come in order, none left out."""
        ...


class WebRtcVoice:
    """The WebRTC project's detector at its second strictest setting: 2 µs a frame."""

    def __init__(self) -> None:
        self._detector = _webrtcvad.create()
        _webrtcvad.init(self._detector)
        _webrtcvad.set_mode(self._detector, 2)

    def is_voice(self, frame: Frame) -> bool:
        """Ask the detector; it keeps its own idea of the line's noise."""
        return bool(_webrtcvad.process(self._detector, SAMPLE_RATE_HZ, frame.pcm, FRAME_SAMPLES))


class _Beginning:
    """Voice frames that may become an utterance."""

    def __init__(self) -> None:
        self.started_at = 0.0
        self.loudest_dbov = QUIETEST_DBOV
        self.frames = 0
        self._near: deque[bool] = deque(maxlen=_NEAR_WINDOW_FRAMES)
        self._sum_db = 0.0
        self._squares_db = 0.0

    def add(self, frame: Frame, near_dbov: float) -> None:
        """Take one more voice frame."""
        if not self.frames:
            self.started_at = frame.at_seconds
        self.frames += 1
        self.loudest_dbov = max(self.loudest_dbov, frame.level_dbov)
        self._near.append(frame.level_dbov >= near_dbov)
        # The first frame of a noise that comes on is only half of one, and says nothing of how even it is.
        if self.frames > 1:
            self._sum_db += frame.level_dbov
            self._squares_db += frame.level_dbov**2

    def is_speech(self, settings: ListeningSettings) -> bool:
        """Whether it is long, near and lively enough."""
        return self.is_long_and_near(settings) and self._is_lively()

    def is_long_and_near(self, settings: ListeningSettings) -> bool:
        """Whether it may be speech, or a noise that came on."""
        long_enough = self.frames * FRAME_SECONDS >= settings.speech_starts_after_seconds - 1e-9
        return long_enough and sum(self._near) >= _NEAR_FRAMES

    def _is_lively(self) -> bool:
        counted = max(1, self.frames - 1)
        mean = self._sum_db / counted
        return self._squares_db / counted - mean * mean >= _LEAST_SPREAD_DB**2


class Utterances:
    """Voice frames in, beginnings and ends of speech out."""

    def __init__(self, call_id: str, settings: ListeningSettings) -> None:
        self._call_id = call_id
        self._settings = settings
        self._beginning = _Beginning()
        self.speaking = False
        self.started_at = 0.0
        self.last_voice_at = 0.0
        """End of the last voice frame."""
        self.level_dbov = QUIETEST_DBOV
        """Level of the voice of late: rises at once with a loud moment, sinks slowly."""
        self.loudest_dbov = QUIETEST_DBOV
        """The loudest of all utterances so far, slowly forgotten: how near the caller is."""
        self.came_nearer = False
        """Whether this latest change brought a voice far louder than all before it."""

    def feed(self, frame: Frame, voice: bool, near_dbov: float) -> SpeechHeard | SpeechEnded | None:
        """Take one frame and whether it is voice; at most one thing happens in 20 ms.

        Speech begins only when 60 ms of it were louder than `near_dbov`: a click is no voice.
        """
        self.loudest_dbov = max(QUIETEST_DBOV, self.loudest_dbov - _FORGETS_DB)
        # A television goes on when the caller stops; it is far below them.
        if voice and frame.level_dbov >= self.loudest_dbov - _NEAR_RANGE_DB:
            self.last_voice_at = frame.ends_at
            return self._goes_on(frame) if self.speaking else self._may_begin(frame, near_dbov)
        quiet_seconds = frame.ends_at - self.last_voice_at
        if self.speaking and quiet_seconds >= self._settings.speech_ends_after_seconds - 1e-9:
            return self.end()
        if not self.speaking and self._beginning.frames and quiet_seconds > _GAP_SECONDS:
            return self._has_passed(frame)
        return None

    @property
    def as_near_as_before(self) -> bool:
        """Whether this voice is as loud as the caller's was, not an echo or the room behind them."""
        return self.level_dbov >= self.loudest_dbov - _SAME_CALLER_DB

    def end(self) -> SpeechEnded | None:
        """End the utterance now, when the call does."""
        if not self.speaking:
            return None
        self.speaking = False
        self._beginning = _Beginning()
        lasted = self.last_voice_at - self.started_at
        return SpeechEnded(self._call_id, round(self.last_voice_at, 2), round(lasted, 2))

    def _may_begin(self, frame: Frame, near_dbov: float) -> SpeechHeard | None:
        beginning = self._beginning
        beginning.add(frame, near_dbov)
        return self._begin(beginning) if beginning.is_speech(self._settings) else None

    def _has_passed(self, frame: Frame) -> SpeechHeard | None:
        """What came and went was no noise of the line, however even it was: a short flat word."""
        beginning, self._beginning = self._beginning, _Beginning()
        gone = not frame.idle and frame.level_dbov < beginning.loudest_dbov - _FALLS_DB
        return self._begin(beginning) if gone and beginning.is_long_and_near(self._settings) else None

    def _begin(self, beginning: _Beginning) -> SpeechHeard:
        self.speaking = True
        self.started_at = beginning.started_at
        self.level_dbov = beginning.loudest_dbov
        self.came_nearer = QUIETEST_DBOV < self.loudest_dbov < self.level_dbov - _NEARER_DB
        self.loudest_dbov = max(self.loudest_dbov, self.level_dbov)
        return SpeechHeard(self._call_id, round(self.started_at, 2), round(self.level_dbov, 1))

    def _goes_on(self, frame: Frame) -> SpeechEnded | None:
        self.level_dbov = max(frame.level_dbov, self.level_dbov - _SINKS_DB)
        if self.loudest_dbov + _NEARER_DB < frame.level_dbov and frame.ends_at - self.started_at > 1.0:
            # A voice in the room gives way to the caller's own, which begins anew with the next frame.
            self.level_dbov = QUIETEST_DBOV
            return self.end()
        # A crack on the line is loud for one frame; a voice climbs for several.
        self.loudest_dbov += max(0.0, min(frame.level_dbov - self.loudest_dbov, _CLIMBS_DB))
        return None
