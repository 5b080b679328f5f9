"""Somebody speaks, somebody stopped: turns twenty-millisecond guesses into utterances."""

from typing import Protocol

import webrtcvad

from agent.call.heard import SpeechEnded, SpeechHeard
from agent.listen.frame import FRAME_SECONDS, QUIETEST_DBOV, SAMPLE_RATE_HZ, Frame
from agent.settings.listening import ListeningSettings


_NEAR_FRAMES = 3
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
        self._detector = webrtcvad.Vad(2)

    def is_voice(self, frame: Frame) -> bool:
        """Ask the detector; it keeps its own idea of the line's noise."""
        return bool(self._detector.is_speech(frame.pcm, SAMPLE_RATE_HZ))


class Utterances:
    """Voice frames in, beginnings and ends of speech out."""

    def __init__(self, call_id: str, settings: ListeningSettings) -> None:
        self._call_id = call_id
        self._settings = settings
        self.speaking = False
        self.started_at = 0.0
        self.last_voice_at = 0.0
        """End of the last voice frame."""
        self._run_started_at = 0.0
        self._run_voice_seconds = 0.0
        self._loudest_dbov = QUIETEST_DBOV
        self._near_frames = 0
        self.level_dbov = QUIETEST_DBOV
        """Level of the voice of late: rises at once with a loud moment, sinks slowly."""
        self.came_nearer = False
        """Whether this latest change brought a voice far louder than all before it."""
        self.loudest_dbov = QUIETEST_DBOV
        """The loudest moment of any utterance so far: how near the caller is."""

    def feed(self, frame: Frame, voice: bool, near_dbov: float) -> SpeechHeard | SpeechEnded | None:
        """Take one frame and whether it is voice; at most one thing happens in 20 ms.

        Speech begins only when 60 ms of it were louder than `near_dbov`: a click is no voice.
        """
        ends_at = frame.at_seconds + FRAME_SECONDS
        self.loudest_dbov = max(QUIETEST_DBOV, self.loudest_dbov - _FORGETS_DB)
        # A television goes on when the caller stops; it is far below them.
        if voice and frame.level_dbov >= self.loudest_dbov - _NEAR_RANGE_DB:
            if self._run_voice_seconds == 0.0:
                self._run_started_at = frame.at_seconds
            self._run_voice_seconds += FRAME_SECONDS
            self.last_voice_at = ends_at
            self._loudest_dbov = max(self._loudest_dbov, frame.level_dbov)
            self._near_frames += frame.level_dbov >= near_dbov
            enough = self._run_voice_seconds >= self._settings.speech_starts_after_seconds - 1e-9
            if self.speaking:
                self.level_dbov = max(frame.level_dbov, self.level_dbov - _SINKS_DB)
                if self.loudest_dbov + _NEARER_DB < frame.level_dbov and ends_at - self.started_at > 1.0:
                    return self._interrupted_by_a_nearer_one()
                # A crack on the line is loud for one frame; a voice climbs for several.
                self.loudest_dbov += max(0.0, min(frame.level_dbov - self.loudest_dbov, _CLIMBS_DB))
            elif enough and self._near_frames >= _NEAR_FRAMES:
                self.level_dbov = self._loudest_dbov
                self.came_nearer = QUIETEST_DBOV < self.loudest_dbov < self._loudest_dbov - _NEARER_DB
                self.loudest_dbov = max(self.loudest_dbov, self._loudest_dbov)
                self.speaking = True
                self.started_at = self._run_started_at
                return SpeechHeard(self._call_id, round(self.started_at, 2), round(self._loudest_dbov, 1))
            return None
        quiet_seconds = ends_at - self.last_voice_at
        if self.speaking:
            if quiet_seconds >= self._settings.speech_ends_after_seconds - 1e-9:
                return self.end()
        elif quiet_seconds > 0.1:
            self._forget_run()
        return None

    def _interrupted_by_a_nearer_one(self) -> SpeechEnded | None:
        """A voice in the room gave way to the caller's own: end it, and begin anew with the next frame."""
        self.level_dbov = QUIETEST_DBOV
        return self.end()

    @property
    def as_near_as_before(self) -> bool:
        """Whether this voice is as loud as the caller's was, not an echo or the room behind them."""
        return self.level_dbov >= self.loudest_dbov - _SAME_CALLER_DB

    def end(self) -> SpeechEnded | None:
        """End the utterance now, when the call does."""
        if not self.speaking:
            return None
        self.speaking = False
        self._forget_run()
        lasted = self.last_voice_at - self.started_at
        return SpeechEnded(self._call_id, round(self.last_voice_at, 2), round(lasted, 2))

    def _forget_run(self) -> None:
        self._near_frames = 0
        self._run_voice_seconds = 0.0
        self._loudest_dbov = QUIETEST_DBOV
