"""Brings sound of any rate down to a telephone's 8 kHz, without folding high notes into low ones."""

import math
from array import array
from collections.abc import Sequence
from operator import mul

from agent.sound.rates import SAMPLE_RATE_HZ

_PHASES = 128
_ZERO_CROSSINGS = 12
_CUTOFF_SHARE = 0.92
"""Of the 4 kHz that fit: what is left lets the filter fall off before them."""


class Resampler:
    """A windowed sinc at the exact place of each output sample, whatever the ratio of the rates."""

    def __init__(self, from_hz: int) -> None:
        """Take sound of `from_hz`; ValueError when that is below 8000."""
        if from_hz < SAMPLE_RATE_HZ:
            raise ValueError(f"sound of {from_hz} Hz cannot be brought to {SAMPLE_RATE_HZ}")
        self._from_hz = from_hz
        self._half = 0 if from_hz == SAMPLE_RATE_HZ else math.ceil(_ZERO_CROSSINGS * from_hz / SAMPLE_RATE_HZ)
        self._filters = (
            tuple(self._filter(phase / _PHASES) for phase in range(_PHASES + 1)) if self._half else ()
        )
        self._waiting = array("h", bytes(2 * self._half))
        self._made = 0
        self._dropped = -self._half
        """Position in the input of the first sample that waits."""

    def feed(self, samples: Sequence[int]) -> "array[int]":
        """Take input samples; return the 8 kHz samples that are now settled."""
        if not self._half:
            return array("h", samples)
        self._waiting.extend(samples)
        out = array("h")
        width = 2 * self._half
        while True:
            place, rest = divmod(self._made * self._from_hz, SAMPLE_RATE_HZ)
            first = place - self._half + 1 - self._dropped
            if first + width > len(self._waiting):
                break
            taps = self._filters[round(rest / SAMPLE_RATE_HZ * _PHASES)]
            value = sum(map(mul, self._waiting[max(first, 0) : first + width], taps))
            out.append(max(-32768, min(32767, round(value))))
            self._made += 1
        spent = max(0, self._made * self._from_hz // SAMPLE_RATE_HZ - self._half - self._dropped)
        del self._waiting[:spent]
        self._dropped += spent
        return out

    def _filter(self, fraction: float) -> tuple[float, ...]:
        """Weights of the samples around a place that lies `fraction` after one of them (Blackman window)."""
        share = _CUTOFF_SHARE * SAMPLE_RATE_HZ / self._from_hz
        weights = []
        for index in range(-self._half + 1, self._half + 1):
            away = index - fraction
            sinc = share if away == 0 else math.sin(math.pi * share * away) / (math.pi * away)
            along = max(-1.0, min(1.0, away / self._half))
            weights.append(
                sinc * (0.42 + 0.5 * math.cos(math.pi * along) + 0.08 * math.cos(2 * math.pi * along))
            )
        total = sum(weights)
        return tuple(weight / total for weight in weights)
