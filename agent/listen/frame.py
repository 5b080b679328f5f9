"""Cuts the caller's sound into slices of 20 ms, whatever the size of the pieces it comes in."""

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from agent.sound.rates import SAMPLE_RATE_HZ

FRAME_SAMPLES = 160
FRAME_SECONDS = FRAME_SAMPLES / SAMPLE_RATE_HZ
QUIETEST_DBOV = -96.0
"""What digital silence is called: below anything 16 bits can carry."""
_FULL_SCALE_LOUDNESS = 32768.0 * math.sqrt(FRAME_SAMPLES)
_LOUDEST_IDLE = 8
"""A-law has no zero: its idle pattern 0xD5 decodes to 8 (ITU-T G.711)."""
_UNPACK = struct.Struct("<160h").unpack
_UNPACK_WIDE = struct.Struct("<320h").unpack
_PACK = struct.Struct("<160h").pack


@dataclass(slots=True)
class Frame:
    """Twenty milliseconds of the caller's side, with the few numbers every ear needs."""

    at_seconds: float
    """When the frame starts, on the audio's clock."""
    pcm: bytes
    """320 bytes, 8 kHz, as the voice detector wants them."""
    samples: tuple[int, ...]
    loudness: float
    """Euclidean length of the samples: the square root of their energy."""
    level_dbov: float
    """ITU-T G.100.1: 0 dBov is the mean power of a full-scale square wave."""
    idle: Literal["", "pcm-zeros", "codec-idle"]
    """Which kind of nothing this is, when it is nothing: all zeros, or a codec's idle pattern."""

    @property
    def ends_at(self) -> float:
        """When the frame ends."""
        return self.at_seconds + FRAME_SECONDS


def level_dbov(loudness: float) -> float:
    """Level of a frame whose Euclidean length is `loudness`; silence is `QUIETEST_DBOV`."""
    if loudness <= 0.0:
        return QUIETEST_DBOV
    return 20.0 * math.log10(loudness / _FULL_SCALE_LOUDNESS)


class FrameCutter:
    """Bytes in any pieces, whole frames out: the same frames however the bytes were cut."""

    def __init__(self, sample_rate_hz: int = SAMPLE_RATE_HZ) -> None:
        """Take audio at 8000 or 16000 Hz; raise ValueError for any other rate."""
        if sample_rate_hz not in (SAMPLE_RATE_HZ, 2 * SAMPLE_RATE_HZ):
            raise ValueError(f"the ear listens at 8000 or 16000 Hz, not at {sample_rate_hz}")
        self._wide = sample_rate_hz != SAMPLE_RATE_HZ
        self._frame_bytes = FRAME_SAMPLES * 2 * (2 if self._wide else 1)
        self._rest = b""
        self._frames = 0

    @property
    def seconds(self) -> float:
        """Audio cut into frames so far."""
        return self._frames * FRAME_SECONDS

    def cut(self, pcm: bytes) -> Iterator[Frame]:
        """Yield every frame that is now complete; the rest waits for more."""
        waiting = self._rest + pcm if self._rest else bytes(pcm)
        size = self._frame_bytes
        whole = len(waiting) - len(waiting) % size
        self._rest = waiting[whole:]
        for start in range(0, whole, size):
            piece = waiting[start : start + size]
            if self._wide:
                piece = _halve(_UNPACK_WIDE(piece))
            samples = _UNPACK(piece)
            # math.hypot squares and adds in C, four times faster than any sum written in Python.
            loudness = math.hypot(*samples)
            at_seconds = self._frames * FRAME_SECONDS
            self._frames += 1
            yield Frame(at_seconds, piece, samples, loudness, level_dbov(loudness), _idle(samples))


def _idle(samples: tuple[int, ...]) -> Literal["", "pcm-zeros", "codec-idle"]:
    first = samples[0]
    if abs(first) > _LOUDEST_IDLE or samples.count(first) != FRAME_SAMPLES:
        return ""
    return "codec-idle" if first else "pcm-zeros"


def _halve(wide: tuple[int, ...]) -> bytes:
    """16 kHz to 8 kHz by averaging neighbours: enough for an ear that judges the telephone band."""
    return _PACK(*((left + right) // 2 for left, right in zip(wide[::2], wide[1::2], strict=True)))
