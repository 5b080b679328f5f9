"""Scores for the ear's tests: each slice of 20 ms given as what the spectrum says of it; borders become exact."""

from dataclasses import dataclass

from agent.listen.frame import FRAME_SECONDS, QUIETEST_DBOV, Frame
from agent.listen.spectrum import NOTHING, Purity
from agent.listen.tones import Tones


@dataclass(frozen=True)
class Part:
    """Some frames of one kind."""

    frames: int
    sound: Purity = NOTHING
    level_dbov: float = QUIETEST_DBOV
    loud: bool = False


def quiet(frames: int) -> Part:
    return Part(frames)


def pitch(signal: str, frames: int, level_dbov: float = -20.0, hz: float = 0.0) -> Part:
    return Part(frames, Purity(signal, single_hz=hz), level_dbov, True)


def lone(hz: float, frames: int, level_dbov: float = -20.0) -> Part:
    """A sine of any pitch that is no signal's."""
    return pitch("", frames, level_dbov, hz)


def noise(frames: int, level_dbov: float = -20.0, loud: bool = True) -> Part:
    """Sound without a pitch: a voice, music, the line."""
    return Part(frames, NOTHING, level_dbov, loud)


def key(name: str, frames: int) -> Part:
    return Part(frames, Purity(key=name), -20.0, True)


def frames_of(parts: tuple[Part, ...]) -> list[tuple[Frame, Part]]:
    every = [part for part in parts for _ in range(part.frames)]
    return [
        (Frame(number * FRAME_SECONDS, b"", (), 0.0, part.level_dbov, ""), part)
        for number, part in enumerate(every)
    ]


def listened(*parts: Part) -> Tones:
    """The ear after these parts."""
    tones = Tones()
    for frame, part in frames_of(parts):
        list(tones.feed(frame, part.sound, part.loud))
    return tones


def told(*parts: Part) -> list[tuple[int, str, str]]:
    """Frame in which each signal was told, its name and its detail."""
    tones = Tones()
    return [
        (number, name, detail)
        for number, (frame, part) in enumerate(frames_of(parts))
        for name, detail in tones.feed(frame, part.sound, part.loud)
    ]


def names(*parts: Part) -> set[str]:
    return {name for _, name, _ in told(*parts)}


def count(name: str, *parts: Part) -> int:
    return sum(one == name for _, one, _ in told(*parts))
