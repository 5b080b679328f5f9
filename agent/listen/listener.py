"""The ear of one call: every slice of sound passes every detector, and what was heard comes out."""

from agent.call.heard import Concluded, Heard, SilenceHeard
from agent.listen.frame import FRAME_SECONDS, SAMPLE_RATE_HZ, Frame, FrameCutter
from agent.listen.level import NoiseFloor
from agent.listen.speech import Utterances, VoiceDetector, WebRtcVoice
from agent.settings.listening import ListeningSettings


class Listener:
    """Fed with the caller's side of one call; times count from the first sample, our answer."""

    def __init__(
        self,
        call_id: str,
        settings: ListeningSettings | None = None,
        sample_rate_hz: int = SAMPLE_RATE_HZ,
        voice: VoiceDetector | None = None,
    ) -> None:
        """Listen to `call_id`; ValueError when the rate is neither 8000 nor 16000 Hz."""
        self._call_id = call_id
        self._settings = settings or ListeningSettings()
        self._cutter = FrameCutter(sample_rate_hz)
        self._voice = voice or WebRtcVoice()
        self._floor = NoiseFloor()
        self._utterances = Utterances(call_id, self._settings)
        self._silent_since = 0.0
        self._silence_told = False
        self._we_speak = False
        self._first_sound_at: float | None = None
        self._packets: int | None = None

    def feed(self, pcm: bytes) -> list[Heard]:
        """Take 16-bit little-endian mono PCM of any length; return what was heard in it."""
        heard: list[Heard] = []
        for frame in self._cutter.cut(pcm):
            self._hear(frame, heard)
        return heard

    def greeting_started(self) -> None:
        """Say that we begin to speak now, at the audio heard so far."""
        self._we_speak = True

    def greeting_ended(self) -> None:
        """Say that we have finished: silence counts from here, as a dialer's own clock does."""
        self._we_speak = False
        self._silent_since = self._cutter.seconds
        self._silence_told = False

    def packets_seen(self, count: int) -> None:
        """Say how many RTP packets came so far: audio of zeros without packets is no audio."""
        self._packets = count

    def so_far(self) -> Concluded:
        """What the caller seems to be, judged on everything heard until now."""
        now = round(self._cutter.seconds, 2)
        if self._first_sound_at is not None:
            return Concluded(self._call_id, now, "person", f"spoke after {self._first_sound_at:.1f} s")
        return Concluded(self._call_id, now, "unknown", "nothing was heard that settles it")

    def stop(self) -> list[Heard]:
        """End of the call: end what is open and conclude."""
        ended = self._utterances.end()
        return [*([ended] if ended else []), self.so_far()]

    def _hear(self, frame: Frame, heard: list[Heard]) -> None:
        self._floor.feed(frame)
        loud_enough = frame.level_dbov >= max(
            self._settings.quietest_speech_dbov,
            self._floor.level_dbov + self._settings.speech_above_floor_db,
        )
        # The detector keeps its own noise model, so it hears every frame, loud or not.
        voice = self._voice.is_voice(frame) and loud_enough
        change = self._utterances.feed(frame, voice)
        if change is not None:
            heard.append(change)
            if self._first_sound_at is None:
                self._first_sound_at = change.at_seconds
        if self._utterances.speaking or self._we_speak:
            self._silent_since = frame.at_seconds + FRAME_SECONDS
            self._silence_told = False
            return
        silent_seconds = frame.at_seconds + FRAME_SECONDS - self._silent_since
        if not self._silence_told and silent_seconds >= self._settings.silence_after_seconds - 1e-9:
            self._silence_told = True
            heard.append(
                SilenceHeard(
                    self._call_id, round(frame.at_seconds + FRAME_SECONDS, 2), round(silent_seconds, 2)
                )
            )
