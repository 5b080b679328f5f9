"""Answers "is this recording that prompt?" with a number instead of a log line."""

from __future__ import annotations

import statistics
from array import array
from dataclasses import dataclass

import numpy as np

PIECE_SAMPLES = 800
QUIETEST_PEAK = 600
"""A tenth of a second without a louder sample is a pause, which looks like any other pause."""
FURTHEST_SLIP_SECONDS = 0.15
ASIDE_SAMPLES = 8000
"""A piece is looked for up to a second away from where the whole prompt fits best."""


@dataclass(frozen=True, slots=True)
class Match:
    """How well a recording holds a prompt."""

    correlation: float
    """1.0: the whole prompt, unchanged but for its loudness; parts that are missing count as wrong."""
    begins_at_seconds: float
    """Where in the recording the prompt begins; below 0 when its beginning is missing."""
    gain_db: float
    """Loudness of the recording against the prompt."""


def find(prompt: array[int], recording: array[int], rate_hz: int = 8000) -> Match:
    """The best place of `prompt` in `recording`: normalised cross-correlation over its whole length."""
    wanted = np.array(prompt, dtype=np.float64)
    heard = np.array(recording, dtype=np.float64)
    if not wanted.any() or not heard.any():
        return Match(0.0, 0.0, -np.inf)
    size = len(wanted) + len(heard)
    product = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(wanted, size)), size)
    # The best likeness, not the largest product: a louder passage elsewhere must not win by its loudness.
    squares = np.concatenate([np.zeros(len(wanted)), heard**2, np.zeros(len(wanted))])
    sums = np.concatenate([[0.0], np.cumsum(squares)])
    lags = np.arange(size)
    lags = np.where(lags < len(heard), lags, lags - size)
    energies = sums[lags + 2 * len(wanted)] - sums[lags + len(wanted)]
    floor = 1e-4 * float(energies.max())
    peak = int(np.argmax(product / np.sqrt(np.maximum(energies, floor))))
    lag = peak if peak < len(heard) else peak - size
    # The stretch of the recording that the prompt would cover, silence where the recording does not reach.
    stretch = np.zeros(len(wanted))
    start, end = max(0, lag), min(len(heard), lag + len(wanted))
    stretch[start - lag : end - lag] = heard[start:end]
    energy = float(np.dot(stretch, stretch))
    if not energy:
        return Match(0.0, lag / rate_hz, -np.inf)
    own_energy = float(np.dot(wanted, wanted))
    correlation = float(np.dot(stretch, wanted)) / float(np.sqrt(energy * own_energy))
    return Match(correlation, lag / rate_hz, float(10 * np.log10(energy / own_energy)))


def share_heard(prompt: array[int], recording: array[int]) -> float:
    """How much of the prompt was recorded, in its order: 1.0 when the whole correlates with at least 0.95.

    Behind every jitter buffer some ms are put in or left out whenever the sender was late, as it is on a busy
    computer.  Nobody hears that, but all that follows is beside its place, and the whole looks like half.  So
    then each tenth of a second is looked for by itself, and counts where it is about where it belongs: one
    frame that is missing costs that much and no more.
    """
    whole = find(prompt, recording)
    if whole.correlation >= 0.95:
        return 1.0
    begins = round(whole.begins_at_seconds * 8000)
    places = range(0, len(prompt) - PIECE_SAMPLES, PIECE_SAMPLES)
    pieces = [(place, prompt[place : place + PIECE_SAMPLES]) for place in places]
    voiced = [(place, piece) for place, piece in pieces if max(map(abs, piece)) > QUIETEST_PEAK]
    shifts = []
    for place, piece in voiced:
        first = max(0, begins + place - ASIDE_SAMPLES)
        around = recording[first : max(0, begins + place + PIECE_SAMPLES + ASIDE_SAMPLES)]
        match = find(piece, around)
        if match.correlation >= 0.95:
            shifts.append(match.begins_at_seconds + (first - place) / 8000)
    if not shifts:
        return 0.0
    middle = statistics.median(shifts)
    return sum(abs(shift - middle) <= FURTHEST_SLIP_SECONDS for shift in shifts) / len(voiced)
