"""What the network does to a voice: codec, lost packets, drop-outs, comfort noise, nothing at all."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tests.corpus.signal import Sound

FRAME = 160
Samples = NDArray[np.int16]


@dataclass(frozen=True, kw_only=True)
class Line:
    """One connection, the same every time for the same numbers."""

    codec: Literal["a-law", "mu-law"] = "a-law"
    loss_percent: float = 0.0
    jitter_percent: float = 0.0
    """Frames the jitter buffer repeats or drops because they came late or early."""
    dropouts: bool = False
    """Holes of 60 to 300 ms, as a mobile in a tunnel has them."""
    when_silent: Literal["send", "comfort-noise", "no-rtp"] = "send"
    """What the sender does in a pause: go on, RFC 3389, or stop sending."""
    rtp_starts_at_seconds: float = 0.0
    echo_dbov: float | None = None
    """Level of our own voice coming back, or None."""
    seed: int = 0


class LinePath:
    """Frames of sound in, frames of PCM as the jitter buffer gives them out, and packets counted."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._random = np.random.default_rng(line.seed)
        self._last: Samples = np.zeros(FRAME, np.int16)
        self._lost_in_a_row = 0
        self._in_burst = False
        self._dropout_left = 0
        self._quiet_frames = 0
        self._frames = 0
        self.packets = 0

    def carry(self, sound: Sound, sender_silent: bool) -> bytes:
        """Carry 20 ms; `sender_silent` is what the sender's own voice detector thinks."""
        line = self._line
        self._frames += 1
        if self._frames * 0.02 <= line.rtp_starts_at_seconds:
            return bytes(2 * FRAME)
        self._quiet_frames = self._quiet_frames + 1 if sender_silent else 0
        # Senders wait a little before they stop: 200 ms of hangover.
        if self._quiet_frames > 10:
            if line.when_silent == "no-rtp":
                return bytes(2 * FRAME)
            if line.when_silent == "comfort-noise":
                self.packets += self._quiet_frames % 25 == 11
                return self._comfort_noise(sound)
        self.packets += 1
        if self._is_lost():
            self._lost_in_a_row += 1
            concealed = (
                self._last * (0.6**self._lost_in_a_row) if self._lost_in_a_row <= 3 else self._last * 0
            )
            return concealed.astype("<i2").tobytes()
        self._lost_in_a_row = 0
        decoded = through_codec(sound, line.codec)
        if self._random.random() < line.jitter_percent / 100:
            decoded = self._last
        self._last = decoded
        return decoded.astype("<i2").tobytes()

    def _is_lost(self) -> bool:
        line = self._line
        if line.dropouts:
            if self._dropout_left:
                self._dropout_left -= 1
                return True
            if self._random.random() < 0.006:
                self._dropout_left = int(self._random.integers(3, 15))
        if not line.loss_percent:
            return False
        # Losses come in pairs and triples (Gilbert): half of those lost are followed by another.
        chance = 0.5 if self._in_burst else line.loss_percent / 100 * 0.5
        self._in_burst = bool(self._random.random() < chance)
        return self._in_burst

    def _comfort_noise(self, sound: Sound) -> bytes:
        level = max(float(np.sqrt((sound**2).mean())), 10 ** (-70 / 20))
        made = self._random.normal(size=FRAME) * level * 32768
        return np.clip(made, -32768, 32767).astype("<i2").tobytes()


def _table(codec: str) -> Samples:
    """Every 16-bit value as the codec gives it back (ITU-T G.711)."""
    value = np.arange(-32768, 32768, dtype=np.int64)
    magnitude = np.minimum(np.abs(value), 32635 if codec == "mu-law" else 32767)
    if codec == "mu-law":
        biased = magnitude + 132
        exponent = np.floor(np.log2(biased)).astype(np.int64) - 7
        step = 1 << (exponent + 3)
        decoded = (biased // step) * step + step // 2 - 132
        return np.asarray(np.where(value < 0, -decoded, decoded), np.int16)
    magnitude = np.where(value < 0, np.maximum(-value - 1, 0), value)
    exponent = np.maximum(np.floor(np.log2(np.maximum(magnitude, 1))).astype(np.int64) - 7, 0)
    step = np.where(exponent == 0, 16, 16 << np.maximum(exponent - 1, 0))
    decoded = (magnitude // step) * step + step // 2
    return np.asarray(np.where(value < 0, -decoded, decoded), np.int16)


_TABLES = {"a-law": _table("a-law"), "mu-law": _table("mu-law")}


def through_codec(sound: Sound, codec: str) -> Samples:
    """Code and decode; digital silence becomes the codec's idle pattern."""
    samples = np.clip(np.round(sound * 32768), -32768, 32767).astype(np.int64)
    return np.asarray(_TABLES[codec][samples + 32768], np.int16)


def encode_a_law(samples: Samples) -> bytes:
    """A-law bytes of 16-bit samples (ITU-T G.711 table 1, even bits inverted)."""
    value = samples.astype(np.int64)
    magnitude = np.where(value < 0, np.maximum(-value - 1, 0), value)
    segment = np.maximum(np.floor(np.log2(np.maximum(magnitude, 1))).astype(np.int64) - 7, 0)
    step = np.where(segment == 0, magnitude >> 4, magnitude >> np.maximum(segment + 3, 4)) & 15
    code = (segment << 4) | step | np.where(value >= 0, 0x80, 0)
    return ((code ^ 0x55) & 0xFF).astype(np.uint8).tobytes()
