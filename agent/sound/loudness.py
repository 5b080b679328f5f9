"""How loud a recording is to the person who hears it, so that our voice is neither a whisper nor a shout.

Levels are in dBov: 0 is the loudest the line can carry. Speech on a telephone line sits near -26 dBov.
"""

from __future__ import annotations

import math
from array import array

from agent.sound.rates import SAMPLE_RATE_HZ

FULL_SCALE = 32768.0
SILENCE_DBOV = -100.0
"""Stands for minus infinity, so that levels can always be compared and printed."""

_TIME_CONSTANT_SECONDS = 0.03
_HANGOVER_SECONDS = 0.2
_MARGIN_DB = 15.9
_STEP_SAMPLES = 8  # The smoothed envelope hardly moves in a millisecond, so looking once in each is enough.
_LOWEST_BIT = 15


def seconds(samples: array[int]) -> float:
    """How long these samples last at 8 kHz."""
    return len(samples) / SAMPLE_RATE_HZ


def peak_dbov(samples: array[int]) -> float:
    """The loudest single sample."""
    loudest = max((abs(sample) for sample in samples), default=0)
    return 20 * math.log10(loudest / FULL_SCALE) if loudest else SILENCE_DBOV


def active_level_dbov(samples: array[int]) -> float:
    """The level while somebody speaks, pauses left out; `SILENCE_DBOV` when nobody does.

    ITU-T P.56 method B: a twice smoothed envelope, thresholds a factor of two apart, 200 ms of hangover, and
    the threshold at which the active level lies 15.9 dB above. Simplified: activity is counted once per ms.
    """
    energy = float(sum(sample * sample for sample in samples)) / FULL_SCALE**2
    if not energy:
        return SILENCE_DBOV
    heights = _envelope_heights(samples)
    active = _active_samples(heights)
    previous: tuple[float, float] | None = None
    # From the lowest threshold up: the gap to the active level shrinks until it passes the margin.
    for bit in range(_LOWEST_BIT, 0, -1):
        if not active[bit]:
            break
        level_db = 10 * math.log10(energy / active[bit])
        gap_db = level_db + 20 * bit * math.log10(2)
        if gap_db <= _MARGIN_DB:
            if previous is None:
                return level_db
            previous_level_db, previous_gap_db = previous
            share = (previous_gap_db - _MARGIN_DB) / (previous_gap_db - gap_db)
            return previous_level_db + share * (level_db - previous_level_db)
        previous = (level_db, gap_db)
    return SILENCE_DBOV if previous is None else previous[0]


def _envelope_heights(samples: array[int]) -> list[int]:
    """For each millisecond, the highest threshold 2^-bit the envelope reaches (its bit; 99 for none)."""
    keep = math.exp(-1 / (SAMPLE_RATE_HZ * _TIME_CONSTANT_SECONDS))
    add = (1 - keep) / FULL_SCALE
    once = twice = 0.0
    heights: list[int] = []
    for place, sample in enumerate(samples):
        once = keep * once + add * abs(sample)
        twice = keep * twice + (1 - keep) * once
        if place % _STEP_SAMPLES == 0:
            heights.append(1 - math.frexp(twice)[1] if twice > 0 else 99)
    return heights


def _active_samples(heights: list[int]) -> list[int]:
    """For each threshold, how many samples lie above it or in its hangover."""
    hangover_steps = int(_HANGOVER_SECONDS * SAMPLE_RATE_HZ / _STEP_SAMPLES)
    active = [0] * (_LOWEST_BIT + 1)
    for bit in range(1, _LOWEST_BIT + 1):
        since_above = hangover_steps
        for height in heights:
            since_above = 0 if height <= bit else since_above + 1
            if since_above < hangover_steps:
                active[bit] += _STEP_SAMPLES
    return active
