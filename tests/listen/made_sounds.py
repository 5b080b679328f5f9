"""Sounds for the ear's tests: tones and noises made here, and words spoken by the house's own prompts."""

import math
import random
import wave
from array import array
from functools import cache
from pathlib import Path

from agent.listen.frame import FRAME_SAMPLES, Frame, FrameCutter

PROMPTS = Path(__file__).parents[2] / "agent" / "prompts" / "wav"


def pcm(samples: "array[int]") -> bytes:
    """Little-endian bytes of these samples."""
    return b"".join(value.to_bytes(2, "little", signed=True) for value in samples)


def quiet(seconds: float) -> bytes:
    return bytes(2 * round(seconds * 8000))


def a_law_idle(seconds: float) -> bytes:
    """What an idle A-law line decodes to."""
    return b"\x08\x00" * round(seconds * 8000)


def tone(seconds: float, *hz: float, dbov: float = -20.0) -> bytes:
    """Sines of equal strength, together at `dbov`."""
    peak = 32768 * 10 ** (dbov / 20) * math.sqrt(2 / len(hz))
    count = round(seconds * 8000)
    return pcm(
        array(
            "h",
            (round(peak * sum(math.sin(2 * math.pi * one * n / 8000) for one in hz)) for n in range(count)),
        )
    )


def fax_data(seconds: float, dbov: float = -20.0, seed: int = 1) -> bytes:
    """V.21 at 300 bit/s as a fax sends it: 1650 Hz for a one, 1850 Hz for a nought."""
    chance, phase, samples = random.Random(seed), 0.0, array("h")
    hz = 1650.0
    for n in range(round(seconds * 8000)):
        if n * 300 // 8000 != (n - 1) * 300 // 8000:
            hz = chance.choice((1650.0, 1850.0))
        phase += 2 * math.pi * hz / 8000
        samples.append(round(32768 * 10 ** (dbov / 20) * math.sqrt(2) * math.sin(phase)))
    return pcm(samples)


def hiss(seconds: float, dbov: float = -50.0, seed: int = 1) -> bytes:
    """White noise."""
    chance = random.Random(seed)
    spread = 32768 * 10 ** (dbov / 20)
    return pcm(
        array(
            "h",
            (round(max(-32768, min(32767, chance.gauss(0, spread)))) for _ in range(round(seconds * 8000))),
        )
    )


def click(dbov: float = -10.0) -> bytes:
    """Six milliseconds, as a relay makes them."""
    return hiss(0.006, dbov) + quiet(0.014)


@cache
def spoken(prompt: str = "removal-from-2026-08-11.fr", seconds: float = 60.0, dbov: float = -20.0) -> bytes:
    """The first seconds of one of the house's prompts, brought to a peak near `dbov` + 12."""
    with wave.open(str(PROMPTS / f"{prompt}.wav")) as file:
        samples = array("h", file.readframes(round(seconds * file.getframerate())))
    loudness = math.sqrt(sum(value * value for value in samples) / len(samples))
    gain = 32768 * 10 ** (dbov / 20) / loudness
    return pcm(array("h", (max(-32768, min(32767, round(value * gain))) for value in samples)))


def mixed(one: bytes, other: bytes) -> bytes:
    """Both at once, as long as the longer."""
    size = max(len(one), len(other))
    left, right = (array("h", each.ljust(size, b"\0")) for each in (one, other))
    return pcm(array("h", (max(-32768, min(32767, a + b)) for a, b in zip(left, right, strict=True))))


def frames(sound: bytes) -> list[Frame]:
    """Whole frames of a sound."""
    return list(FrameCutter().cut(sound))


def a_frame(sound: bytes) -> Frame:
    """Its first frame."""
    return frames(sound[: 2 * FRAME_SAMPLES].ljust(2 * FRAME_SAMPLES, b"\0"))[0]
