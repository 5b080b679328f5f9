"""Lets the ear hear a recording exactly as it would hear a live call."""

import sys
from array import array
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from msgspec.structs import replace

from agent.call.heard import Concluded, Heard, SpeechEnded, SpeechHeard, ToneHeard
from agent.call.sentence import say
from agent.call.user_error import UserError
from agent.listen.frame import FRAME_SAMPLES, QUIETEST_DBOV, FrameCutter
from agent.listen.listener import Listener
from agent.settings.listening import ListeningSettings
from agent.sound.rates import SAMPLE_RATE_HZ
from agent.sound.resample import Resampler
from agent.sound.wav_file import WavFile

Side = Literal["left", "right"]
STEP_SECONDS = 0.1
"""Grain of the level curve."""
_HIGHEST_RATE_HZ = 48000
_HOUSE_SPEAKS_DBOV = -50.0
_HOUSE_PAUSE_SECONDS = 0.8
"""A shorter pause belongs to one sentence of ours."""
_NOTABLE_SILENCE_SECONDS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardFile:
    """What the ear made of one recording; all times count from the start of the file."""

    file: str
    seconds: float
    """Length of what was heard, from `from_seconds` on."""
    from_seconds: float
    conclusion: Concluded
    events: tuple[Heard, ...]
    levels_dbov: tuple[float, ...]
    """Loudest 20 ms of each tenth of a second."""
    house_spoke: tuple[tuple[float, float], ...] = ()
    """When the other side of a stereo recording spoke: taken for our own words."""

    @property
    def speech(self) -> tuple[tuple[float, float], ...]:
        """When the caller spoke, from and to."""
        spans, began = [], None
        for event in self.events:
            if isinstance(event, SpeechHeard):
                began = event.at_seconds
            elif isinstance(event, SpeechEnded) and began is not None:
                spans.append((began, event.at_seconds))
                began = None
        return tuple(spans)

    @property
    def tones(self) -> tuple[tuple[float, float], ...]:
        """Around when tones were recognised."""
        return tuple(
            (max(self.from_seconds, event.at_seconds - 0.2), event.at_seconds)
            for event in self.events
            if isinstance(event, ToneHeard)
        )

    @property
    def silence(self) -> tuple[tuple[float, float], ...]:
        """When for a second or more there was neither speech nor tone, and we said nothing either."""
        spans, quiet_from = [], self.from_seconds
        ends_at = self.from_seconds + self.seconds
        for start, end in (*sorted((*self.speech, *self.tones, *self.house_spoke)), (ends_at, ends_at)):
            if start - quiet_from >= _NOTABLE_SILENCE_SECONDS:
                spans.append((quiet_from, start))
            quiet_from = max(quiet_from, end)
        return tuple(spans)


def listen_to_file(
    path: Path,
    *,
    settings: ListeningSettings | None = None,
    from_seconds: float = 0.0,
    side: Side | None = None,
) -> HeardFile:
    """Hear a WAV file from `from_seconds` on, as if the call had been answered there.

    Of a stereo file, `side` is the caller's (left when None) and the other side is taken for our own voice.
    Raises UserError when the file is no sound, or holds none after `from_seconds`.
    """
    try:
        return _listen(WavFile(path), settings, from_seconds, side)
    except OSError as error:
        raise UserError(
            say("{path} cannot be read: {error}", path=path, error=(error.strerror or str(error)).lower())
        ) from None


def _listen(
    file: WavFile, settings: ListeningSettings | None, from_seconds: float, side: Side | None
) -> HeardFile:
    path = file.path
    _check_ear_takes(file)
    if side is not None and file.format.channels == 1:
        raise UserError(say("{path} has one channel only: leave out --side", path=path))
    caller_channel = 1 if side == "right" else 0
    listener = Listener(path.name, settings)
    house_spans = _spans_of_our_voice(file, 1 - caller_channel, from_seconds)
    our_words = _OurWords(house_spans)
    events: list[Heard] = []
    levels: list[float] = []
    cutter = FrameCutter()
    for caller, _ in _both_sides(file, caller_channel, from_seconds):
        for frame in cutter.cut(caller):
            at = int(frame.at_seconds / STEP_SECONDS + 1e-6)
            if at == len(levels):
                levels.append(QUIETEST_DBOV)
            levels[at] = max(levels[at], frame.level_dbov)
            our_words.tell(frame.at_seconds, listener)
            events += listener.feed(frame.pcm)
    if not levels:
        raise UserError(say("{path} holds no sound after {seconds:g} s", path=path, seconds=from_seconds))
    events += listener.stop()
    shifted = tuple(replace(event, at_seconds=round(event.at_seconds + from_seconds, 2)) for event in events)
    last = shifted[-1]
    assert isinstance(last, Concluded), "a listener always ends with its conclusion"
    return HeardFile(
        file=str(path),
        seconds=round(cutter.seconds, 2),
        from_seconds=from_seconds,
        conclusion=last,
        events=shifted,
        levels_dbov=tuple(levels),
        house_spoke=tuple(
            (round(start + from_seconds, 2), round(end + from_seconds, 2)) for start, end in house_spans
        ),
    )


def _check_ear_takes(file: WavFile) -> None:
    if file.format.channels > 2:
        raise UserError(
            say(
                "{path} has {count} channels: the ear takes one, or one side of two",
                path=file.path,
                count=file.format.channels,
            )
        )
    if not SAMPLE_RATE_HZ <= file.format.rate_hz <= _HIGHEST_RATE_HZ:
        raise UserError(
            say(
                "{path} has {count} samples a second: the ear takes 8000 to 48000",
                path=file.path,
                count=file.format.rate_hz,
            )
        )


def _both_sides(file: WavFile, caller_channel: int, from_seconds: float) -> Iterator[tuple[bytes, bytes]]:
    """Equal pieces of both sides at 8 kHz, in whole frames; the other side is empty when there is none."""
    resamplers = [Resampler(file.format.rate_hz) for _ in range(file.format.channels)]
    waiting = [array("h") for _ in resamplers]
    to_skip = round(from_seconds * file.format.rate_hz)
    for piece in file.pieces():
        skipped = min(to_skip, len(piece[0]))
        to_skip -= skipped
        for channel, samples in enumerate(piece):
            waiting[channel].extend(resamplers[channel].feed(samples[skipped:]))
        whole = len(waiting[0]) - len(waiting[0]) % FRAME_SAMPLES
        ready = [_little_endian(samples[:whole]) for samples in waiting]
        for samples in waiting:
            del samples[:whole]
        # Frame by frame, so that both sides are heard in step.
        for start in range(0, 2 * whole, 2 * FRAME_SAMPLES):
            end = start + 2 * FRAME_SAMPLES
            other = ready[1 - caller_channel][start:end] if len(ready) == 2 else b""
            yield ready[caller_channel][start:end], other


def _little_endian(samples: "array[int]") -> bytes:
    if sys.byteorder == "big":
        samples = array("h", samples)
        samples.byteswap()
    return samples.tobytes()


def _spans_of_our_voice(file: WavFile, channel: int, from_seconds: float) -> list[tuple[float, float]]:
    """When the other side spoke, counted from `from_seconds`: a live house knows when it speaks."""
    spans: list[tuple[float, float]] = []
    cutter = FrameCutter()
    if file.format.channels == 1:
        return spans
    for _, other in _both_sides(file, 1 - channel, from_seconds):
        for frame in cutter.cut(other):
            if frame.level_dbov <= _HOUSE_SPEAKS_DBOV:
                continue
            if spans and frame.at_seconds - spans[-1][1] < _HOUSE_PAUSE_SECONDS:
                spans[-1] = (spans[-1][0], frame.ends_at)
            else:
                spans.append((frame.at_seconds, frame.ends_at))
    return spans


class _OurWords:
    """Tells the ear when we speak, as the file's other side says."""

    def __init__(self, spans: list[tuple[float, float]]) -> None:
        self._moments = deque(moment for span in spans for moment in span)
        self._speaking = False

    def tell(self, now: float, listener: Listener) -> None:
        """Tell what begins or ends with the frame at `now`."""
        while self._moments and now >= self._moments[0] - 1e-6:
            self._moments.popleft()
            self._speaking = not self._speaking
            if self._speaking:
                listener.greeting_started()
            else:
                listener.greeting_ended()
