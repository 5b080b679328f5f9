"""A caller who reacts to the house: starts to speak, waits, is interrupted, answers."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tests.corpus.line import FRAME, Line, LinePath
from tests.corpus.signal import RATE_HZ, Sound, at_level, silence

FRAME_SECONDS = 0.02


@dataclass(frozen=True, kw_only=True)
class Utterance:
    """One thing the caller emits."""

    sound: Sound
    at_seconds: float | None = None
    """When it starts, counted from our answer; None: after the house has spoken."""
    after_house_seconds: float = 0.5
    """Without `at_seconds`: how long after the end of the house's next sentence it starts."""
    waits_its_turn: bool = False
    """True when it is put off until the house is quiet."""
    yields_after_seconds: float | None = None
    """How soon it stops when the house speaks into it; None: never, as recordings do."""


@dataclass(frozen=True, kw_only=True)
class Call:
    """One labelled call."""

    name: str
    truth: str
    kind: str
    split: str
    language: str
    voice: str
    level_dbov: float
    noise: str
    noise_dbov: float
    line: Line
    utterances: tuple[Utterance, ...] = ()
    """In the order in which they are due."""
    background: Sound = field(default_factory=lambda: silence(0.02))
    """Goes round under everything the whole call."""
    late_background: Sound | None = None
    late_background_at_seconds: float = 0.0
    ends_at_seconds: float = 60.0
    notes: dict[str, Any] = field(default_factory=dict)

    def label(self) -> dict[str, Any]:
        """What a reader of the corpus needs to know of this call."""
        first = next((u.at_seconds for u in self.utterances if u.at_seconds is not None), None)
        plain = ("name", "truth", "kind", "split", "language", "voice", "noise")
        return {
            **{key: getattr(self, key) for key in plain},
            "level_dbov": round(self.level_dbov, 1),
            "noise_dbov": round(self.noise_dbov, 1),
            "codec": self.line.codec,
            "loss_percent": round(self.line.loss_percent, 1),
            "dropouts": self.line.dropouts,
            "when_silent": self.line.when_silent,
            "rtp_starts_at_seconds": round(self.line.rtp_starts_at_seconds, 2),
            "echo_dbov": self.line.echo_dbov,
            "first_sound_at_seconds": None if first is None else round(first, 2),
            **self.notes,
        }


class CallerOnTheLine:
    """The call as it happens: give it the house's words, take the caller's frames."""

    def __init__(self, call: Call) -> None:
        self.call = call
        self._path = LinePath(call.line)
        self._due = list(call.utterances)
        self._playing: Utterance | None = None
        self._position = 0
        self._cut_at: float | None = None
        self._frames = 0
        self._house_sound: Sound = silence(0)
        self._house_since = 0.0
        self._house_speaks = False
        self._house_ended_at: float | None = None
        self.first_sound_at: float | None = None

    @property
    def now(self) -> float:
        """Seconds since our answer."""
        return self._frames * FRAME_SECONDS

    @property
    def packets(self) -> int:
        """RTP packets that came so far."""
        return self._path.packets

    @property
    def speaks(self) -> bool:
        """Whether the caller emits something now."""
        return self._playing is not None

    @property
    def over(self) -> bool:
        """True once the caller has hung up."""
        return self.now >= self.call.ends_at_seconds

    def house_starts(self, sound: Sound) -> None:
        """The house begins to say something."""
        self._house_sound, self._house_since, self._house_speaks = sound, self.now, True
        playing = self._playing
        if playing is not None and playing.yields_after_seconds is not None:
            self._cut_at = self.now + playing.yields_after_seconds

    def house_ends(self) -> None:
        """The house has said it."""
        self._house_speaks, self._house_ended_at = False, self.now

    def frame(self) -> bytes:
        """The next 20 ms of the caller's side, as our decoder gives them."""
        self._start_what_is_due()
        voice = self._voice()
        sender_silent = not voice.any()
        position = self._frames * FRAME
        sound = voice + self._around(self.call.background, position)
        late = self.call.late_background
        if late is not None and self.now >= self.call.late_background_at_seconds:
            sound = sound + self._around(late, position)
            sender_silent = False
        if self.call.line.echo_dbov is not None:
            echo = self._echo()
            sender_silent = sender_silent and not echo.any()
            sound = sound + echo
        self._frames += 1
        return self._path.carry(sound, sender_silent)

    def _start_what_is_due(self) -> None:
        if self._playing is not None or not self._due:
            return
        first = self._due[0]
        if first.at_seconds is not None:
            due = self.now >= first.at_seconds and not (first.waits_its_turn and self._house_speaks)
        else:
            ended = self._house_ended_at
            due = (
                not self._house_speaks and ended is not None and self.now >= ended + first.after_house_seconds
            )
        if due:
            self._playing, self._position, self._cut_at = self._due.pop(0), 0, None
            # An answer belongs to one sentence of the house; the next answer needs a new one.
            self._house_ended_at = None
            if self._house_speaks and first.yields_after_seconds is not None:
                self._cut_at = self.now + first.yields_after_seconds
            if self.first_sound_at is None:
                self.first_sound_at = self.now

    def _voice(self) -> Sound:
        playing = self._playing
        if playing is None:
            return np.zeros(FRAME)
        piece = playing.sound[self._position : self._position + FRAME]
        self._position += FRAME
        cut = self._cut_at is not None and self.now >= self._cut_at
        if cut:
            piece = piece * np.linspace(1, 0, len(piece))
        if cut or self._position >= len(playing.sound):
            self._playing = None
        return np.pad(piece, (0, FRAME - len(piece)))

    def _echo(self) -> Sound:
        start = int((self.now - self._house_since - 0.12) * RATE_HZ)
        piece = self._house_sound[max(0, start) : max(0, start + FRAME)]
        level = self.call.line.echo_dbov
        assert level is not None
        return np.pad(piece, (0, FRAME - len(piece))) * 10 ** ((level + 20) / 20)

    @staticmethod
    def _around(sound: Sound, position: int) -> Sound:
        start = position % len(sound)
        piece = sound[start : start + FRAME]
        return piece if len(piece) == FRAME else np.resize(np.concatenate([piece, sound]), FRAME)


def spoken(sound: Sound, level_dbov: float, **how: Any) -> Utterance:
    """An utterance at its level."""
    return Utterance(sound=at_level(sound, level_dbov), **how)
