"""The ear of one call: every slice of sound passes every detector, and what was heard comes out."""

from agent.call.heard import BargeInHeard, Concluded, Heard, SilenceHeard, SilenceKind, SpeechHeard, ToneHeard
from agent.call.sentence import say
from agent.listen.backdrop import Backdrop
from agent.listen.barge_in import BargeIn
from agent.listen.conclusion import Signs, conclude
from agent.listen.dialer_silence import DialerSilence
from agent.listen.echo import Echo
from agent.listen.evidence import evidence_of
from agent.listen.frame import FRAME_SECONDS, Frame, FrameCutter
from agent.listen.hidden_tone import HiddenTone
from agent.listen.hidden_voice import HiddenVoice
from agent.listen.level import NoiseFloor
from agent.listen.music import Music
from agent.listen.packets import Packets
from agent.listen.presence import Presence
from agent.listen.spectrum import NOTHING, purity
from agent.listen.speech import Utterances, VoiceDetector, WebRtcVoice
from agent.listen.tones import Tones
from agent.listen.turns import Turns
from agent.settings.listening import ListeningSettings
from agent.sound.rates import SAMPLE_RATE_HZ

_SIGNAL_FRAMES = 5
_LONG_TONE_FRAMES = 16
"""A tone this long is something on the line; a shorter one may be an agent's bloop in a silence."""
_CLEAR_OF_NOISE_DB = 8.0
_STANDS_OUT_DB = 2.0
_NEARER_THAN_ROOM_DB = 7.0
_LOUDEST_ROOM_DBOV = -42.0
"""Above this a sound may be the caller, however even it is."""
_SAME_CALLER_DB = 9.0
_ABOVE_ECHO_DB = 6.0


class Listener:
    """Fed with the caller's side of one call; times count from the first sample, our answer."""

    def __init__(
        self,
        call_id: str,
        settings: ListeningSettings | None = None,
        sample_rate_hz: int = SAMPLE_RATE_HZ,
        voice: VoiceDetector | None = None,
    ) -> None:
        """Listen to `call_id`; ValueError when the rate is neither 8000 nor 16000 Hz, UserError when the
        settings ask for a voice detector that is not installed."""
        self._call_id = call_id
        self._settings = settings or ListeningSettings()
        self._cutter = FrameCutter(sample_rate_hz)
        self._detector = voice or WebRtcVoice()
        self._floor, self._backdrop = NoiseFloor(), Backdrop()
        self._hidden_tone = HiddenTone()
        self._hidden_voice = HiddenVoice(self._settings)
        self._presence, self._tones = Presence(), Tones()
        self._utterances = Utterances(call_id, self._settings)
        self._turns = Turns(self._settings)
        self._silence = DialerSilence(self._settings)
        self._barge_in = BargeIn(self._settings)
        self._music, self._echo, self._may_be_echo = Music(), Echo(), False
        self._packets, self._signs = Packets(), Signs()
        self._near_dbov = self._settings.quietest_speech_dbov
        self._house_speaks = False
        self._first_greeting_ended_at: float | None = None
        self._concluded = ("unknown", "")
        self._first_sound_at: float | None = None

    @property
    def seconds(self) -> float:
        """Where the audio's clock stands."""
        return self._cutter.seconds

    def feed(self, pcm: bytes) -> list[Heard]:
        """Take 16-bit little-endian mono PCM of any length; return what was heard in it."""
        heard: list[Heard] = []
        for frame in self._cutter.cut(pcm):
            self._hear(frame, heard)
        return heard

    def greeting_started(self) -> None:
        """Say that we begin to speak now, at the audio heard so far."""
        self._house_speaks = True
        self._echo.greeting_started(self.seconds)
        self._barge_in.greeting_started(self.seconds, self._utterances.speaking)

    def greeting_ended(self) -> None:
        """Say that we have finished: silence counts from here, as a dialer's own clock does."""
        now = self.seconds
        self._house_speaks = False
        self._echo.greeting_ended(now)
        if self._first_greeting_ended_at is None:
            self._first_greeting_ended_at = now
        self._silence.greeting_ended(now)
        self._barge_in.greeting_ended(now)

    def packets_seen(self, count: int) -> None:
        """Say how many RTP packets came so far: audio of zeros without packets is no audio."""
        self._packets.seen(count, self.seconds)
        self._silence.packets_seen(count, self.seconds)

    def so_far(self) -> Concluded:
        """What the caller seems to be, judged on everything heard until now."""
        conclusion, because = conclude(self._signs, self._settings)
        return Concluded(self._call_id, round(self.seconds, 2), conclusion, because, self._evidence())

    def stop(self) -> list[Heard]:
        """End of the call: end what is open and conclude."""
        ended, last = self._utterances.end(), self.so_far()
        brief = self._silence.silent_seconds(self.seconds) < self._settings.silence_verdict_after_seconds
        if last.conclusion == "unknown" and self._first_sound_at is None and brief:
            because = say("gone after {seconds:.1f} s without a sound", seconds=self.seconds)
            last = Concluded(self._call_id, last.at_seconds, "hung-up", because, last.evidence)
        return [*([ended] if ended else []), last]

    def _hear(self, frame: Frame, heard: list[Heard]) -> None:
        now = frame.ends_at
        # Every frame, loud or not, because the detector keeps its own noise model.
        detected = self._detector.is_voice(frame)
        room_dbov = min(self._backdrop.level_dbov, _LOUDEST_ROOM_DBOV)
        self._near_dbov = max(self._settings.quietest_speech_dbov, room_dbov + _NEARER_THAN_ROOM_DB)
        self._backdrop.feed(frame)
        stands_out = frame.level_dbov > max(self._floor.level_dbov + _STANDS_OUT_DB, -65.0)
        sound = purity(frame, self._floor.loudness_squared) if stands_out and not frame.idle else NOTHING
        self._floor.feed(frame, sound.tonal)
        self._hidden_voice.feed(frame, self._floor.level_dbov)
        self._hidden_tone.feed(frame)
        for name, detail in self._tones.feed(frame, sound, stands_out):
            self._tone(name, detail, now, heard)
        tonal = bool(sound.key) or self._tones.steady
        self._may_be_echo = self._echo.possible(frame, self._floor.proven_dbov)
        echo = self._may_be_echo and frame.level_dbov < self._settings.loudest_echo_dbov
        alive = self._presence.feed(frame, self._floor, sound.tonal or echo)
        self._speech(frame, detected and not tonal, heard)
        self._music.feed(
            frame.level_dbov, voice_like=detected, sounding=stands_out, steady=self._floor.steady
        )
        self._signs.music_seconds = max(self._signs.music_seconds, self._music.seconds)
        speaking = self._utterances.speaking
        result = self._barge_in.feed(now, speaking and self._is_near_caller())
        if result is not None:
            heard.append(BargeInHeard(self._call_id, round(now, 2), *result))
        since = self._utterances.started_at if speaking else None
        self._turns.feed(now, since, self._utterances.last_voice_at)
        self._mind_the_silence(frame, alive, heard)
        self._gather(now, heard)
        self._conclude(heard)

    def _speech(self, frame: Frame, voice: bool, heard: list[Heard]) -> None:
        settings = self._settings
        stands_out = frame.level_dbov >= self._floor.level_dbov + settings.speech_above_floor_db
        near = self._near_dbov
        if self._may_be_echo:
            near = self._louder_than_echo_dbov()
            if not self._utterances.speaking and frame.level_dbov < near:
                voice = False
        if (change := self._utterances.feed(frame, voice and stands_out and not frame.idle, near)) is None:
            return
        if self._utterances.came_nearer:
            # What was heard before was the room behind this caller, not the caller.
            self._barge_in.forget()
            self._turns.forget()
        heard.append(change)
        if isinstance(change, SpeechHeard) and self._first_sound_at is None:
            self._first_sound_at = change.at_seconds

    def _louder_than_echo_dbov(self) -> float:
        """While our own voice may come back, only what is as loud as the caller was is theirs."""
        settings = self._settings
        if self._turns.first_at is None:
            return settings.loudest_echo_dbov
        as_before = max(settings.quietest_speech_dbov, self._utterances.loudest_dbov - _SAME_CALLER_DB)
        return min(settings.loudest_echo_dbov, as_before)

    def _is_near_caller(self) -> bool:
        """Whether what speaks is the caller and no echo, no room behind them and no gust on the line."""
        voice = self._utterances
        clear = max(self._settings.quietest_recording_dbov, self._floor.level_dbov + _CLEAR_OF_NOISE_DB)
        above_echo = voice.loudest_dbov - _ABOVE_ECHO_DB if self._may_be_echo else clear
        return voice.as_near_as_before and voice.level_dbov >= max(clear, above_echo)

    def _tone(self, name: str, detail: str, now: float, heard: list[Heard]) -> None:
        heard.append(ToneHeard(self._call_id, round(now, 2), name, detail))
        signs = self._signs
        if len(signs.tones) < 16:
            signs.tones.setdefault(name, detail)
        if name != "beep" or self._tones.beep is None:
            return
        beep, turns = self._tones.beep, self._turns
        if signs.bloop_at is None and beep.lasted <= 0.35:
            signs.bloop_at = beep.started_at
        if beep.lasted >= 0.2 and beep.even and turns.first_at is not None and turns.spoken_seconds > 4.0:
            over_our_greeting = (
                self._first_greeting_ended_at is None or turns.first_at < self._first_greeting_ended_at + 0.3
            )
            signs.machine_beep = signs.machine_beep or (over_our_greeting and not signs.stopped_for_us)

    def _mind_the_silence(self, frame: Frame, alive: bool, heard: list[Heard]) -> None:
        now = frame.ends_at
        if self._utterances.speaking:
            self._silence.sound(self._utterances.last_voice_at)
        if self._tones.run_frames >= (_SIGNAL_FRAMES if self._tones.is_machine_pitch else _LONG_TONE_FRAMES):
            self._silence.sound(now)
        loud = self._presence.loudest_dbov
        near = alive and loud > self._near_dbov
        if near:
            self._silence.sound(now)
            if self._signs.alive_at is None:
                self._signs.alive_at = now
        self._silence.restless(alive)
        if self._signs.alive_at is not None and self._first_sound_at is None:
            self._first_sound_at = self._signs.alive_at
        if self._house_speaks or self._utterances.speaking:
            return
        if self._silence.newly_suspect(now):
            silent = round(self._silence.silent_seconds(now), 2)
            heard.append(SilenceHeard(self._call_id, round(now, 2), silent, self._silence_kind(frame)))

    def _silence_kind(self, frame: Frame) -> SilenceKind:
        packets = self._packets.kind(self.seconds)
        if packets is not None:
            return packets
        return frame.idle or "line-noise"

    def _gather(self, now: float, heard: list[Heard]) -> None:
        signs, turns = self._signs, self._turns
        signs.now = now
        signs.first_voice_at = turns.first_at
        signs.turns_offered = turns.offered
        signs.longest_monologue_seconds = turns.longest_monologue_seconds
        self._barge_in.tell(signs)
        if signs.silence_verdict or turns.first_at is not None:
            return
        signs.silent_seconds = self._silence.silent_seconds(now)
        if signs.alive_at is not None or self._house_speaks:
            return
        if self._silence.verdict(now, self._presence.stirring):
            signs.loud_line = self._hidden_voice.possible(now, signs.silent_seconds)
            signs.silence_verdict = not signs.loud_line
            if signs.silence_verdict and (hidden := self._hidden_tone.found()):
                self._tone(*hidden, now, heard)

    def _conclude(self, heard: list[Heard]) -> None:
        conclusion, because = conclude(self._signs, self._settings)
        if conclusion != self._concluded[0]:
            self._concluded = (conclusion, because)
            heard.append(
                Concluded(self._call_id, round(self.seconds, 2), conclusion, because, self._evidence())
            )

    def _evidence(self) -> tuple[tuple[str, str], ...]:
        return evidence_of(
            self._signs,
            first_sound_at=self._first_sound_at,
            longest_silence_seconds=self._silence.longest_seconds,
            packets=self._packets.words,
            voice_dbov=self._utterances.level_dbov,
            floor_dbov=self._floor.level_dbov,
            murmur_seconds=self._presence.murmur_frames * FRAME_SECONDS,
        )
