"""G.711 for calls under way: sound and its one-byte form by tables, without a loop in Python.

ITU-T G.711 tables 1a to 2b.  PCM is 16 bit little-endian mono at 8 kHz; a frame is 20 ms, 160 samples.  Decoding
is two `bytes.translate` (low and high bytes) laid into each other; from one law to the other, or quieter, is one.
"""

import struct
from collections.abc import Iterable
from functools import cached_property
from operator import itemgetter

from agent.sound.rates import SAMPLE_RATE_HZ

FRAME_SAMPLES = 160
FRAME_SECONDS = FRAME_SAMPLES / SAMPLE_RATE_HZ
FRAME_BYTES = 2 * FRAME_SAMPLES
"""Of PCM."""
SILENT_PCM = bytes(FRAME_BYTES)

FADE_GAINS = (1.0, 0.7, 0.45, 0.25, 0.1)
"""A lost frame is filled with the one before, each time quieter, until it is silence."""
LOUD_SAMPLE = 500
"""Louder than this and it is no pause, but something that would be missed."""

_UNPACK_FRAME = struct.Struct(f"<{FRAME_SAMPLES}H").unpack


class Law:
    """One of the two ways to write a sample in a byte; `A_LAW` and `MU_LAW` are all there are."""

    def __init__(
        self, name: str, payload_type: int, cells: Iterable[tuple[int, int, int]], idle: int
    ) -> None:
        """`cells`: code of a positive sample, its value, and the first magnitude that is too loud for it."""
        self.name = name
        """As SDP writes it."""
        self.payload_type = payload_type
        """RFC 3551 table 4."""
        self.samples = [0] * 256
        """The 16-bit value of each code."""
        positive, negative = bytearray(), bytearray()
        for code, value, end in cells:
            positive.extend(bytes((code,)) * (end - len(positive)))
            # The sign is the highest bit, set for what is positive; -1 lies in the cell of 0 (G.711 note 2).
            negative.extend(bytes((code ^ 0x80,)) * (end - len(negative)))
            self.samples[code], self.samples[code ^ 0x80] = value, -value
        negative.reverse()
        self._code_of = bytes(positive + negative)
        """For each 16-bit value, read as unsigned."""
        self._low = bytes(value & 0xFF for value in self.samples)
        self._high = bytes(value >> 8 & 0xFF for value in self.samples)
        self.idle = bytes((idle,))
        self.idle_frame = self.idle * FRAME_SAMPLES
        """Twenty milliseconds of silence."""
        self._loud = bytes(code for code, value in enumerate(self.samples) if abs(value) > LOUD_SAMPLE)

    def decode(self, coded: bytes) -> bytes:
        """PCM of as many samples as there are bytes."""
        pcm = bytearray(2 * len(coded))
        pcm[::2] = coded.translate(self._low)
        pcm[1::2] = coded.translate(self._high)
        return bytes(pcm)

    def encode(self, pcm: bytes) -> bytes:
        """One byte for each whole sample."""
        if len(pcm) == FRAME_BYTES:
            # One call into C looks up all of them, twice as fast as any loop.
            return bytes(itemgetter(*_UNPACK_FRAME(pcm))(self._code_of))
        count = len(pcm) // 2
        return bytes([self._code_of[value] for value in struct.unpack_from(f"<{count}H", pcm)])

    @cached_property
    def fades(self) -> tuple[bytes, ...]:
        """A translate table for each of `FADE_GAINS`."""
        return tuple(map(self._quieter, FADE_GAINS))

    @cached_property
    def to_other(self) -> bytes:
        """The translate table into the other law (G.711 §3.4)."""
        other = MU_LAW if self is A_LAW else A_LAW
        return bytes(other._code_of[value & 0xFFFF] for value in self.samples)

    def from_law(self, law: "Law", coded: bytes) -> bytes:
        """Bytes of any law in this one."""
        return coded if law is self else coded.translate(law.to_other)

    def is_quiet(self, coded: bytes) -> bool:
        """True when next to nothing of it would be missed."""
        return len(coded.translate(None, self._loud)) * 16 >= len(coded) * 15

    def _quieter(self, gain: float) -> bytes:
        return bytes(self._code_of[int(value * gain) & 0xFFFF] for value in self.samples)


def _a_law_cells() -> Iterable[tuple[int, int, int]]:
    """Two segments of 16 steps of 16, then six of which each has steps twice as wide; even bits are inverted."""
    end = 0
    for segment in range(8):
        step = 16 << max(segment - 1, 0)
        for place in range(16):
            end += step
            yield ((segment << 4 | place) | 0x80) ^ 0x55, end - step // 2, end


def _mu_law_cells() -> Iterable[tuple[int, int, int]]:
    """Half a step around zero, then eight segments, each with steps twice as wide; all bits are inverted."""
    yield 0xFF, 0, 4
    end = 4
    for segment in range(8):
        step = 8 << segment
        for place in range(1 if segment == 0 else 0, 16):
            end += step
            is_last = segment == 7 and place == 15
            yield (segment << 4 | place) ^ 0xFF, end - step // 2, 32768 if is_last else end


A_LAW = Law("PCMA", 8, _a_law_cells(), 0xD5)
MU_LAW = Law("PCMU", 0, _mu_law_cells(), 0xFF)
LAWS = {law.payload_type: law for law in (A_LAW, MU_LAW)}
