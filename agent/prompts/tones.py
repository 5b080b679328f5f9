"""Sounds that are not words: the beep before a message, and the tone that says "it is ringing"."""

from __future__ import annotations

import math
from array import array

from agent.sound.loudness import FULL_SCALE
from agent.sound.rates import SAMPLE_RATE_HZ

_FADE_SECONDS = 0.005


def sine(frequency_hz: float, lasting_seconds: float, level_dbov: float) -> array[int]:
    """A pure tone at 8 kHz, faded in and out over 5 ms so that it does not click."""
    count = round(lasting_seconds * SAMPLE_RATE_HZ)
    amplitude = FULL_SCALE * math.sqrt(2) * 10 ** (level_dbov / 20)
    fade = _FADE_SECONDS * SAMPLE_RATE_HZ
    samples = array("h")
    for place in range(count):
        edge = min(1.0, place / fade, (count - 1 - place) / fade)
        angle = 2 * math.pi * frequency_hz * place / SAMPLE_RATE_HZ
        samples.append(round(edge * amplitude * math.sin(angle)))
    return samples


def silence(lasting_seconds: float) -> array[int]:
    """Nothing at all, at 8 kHz."""
    return array("h", bytes(2 * round(lasting_seconds * SAMPLE_RATE_HZ)))


def beep() -> array[int]:
    """The tone after which a caller leaves a message."""
    return sine(1000, 0.35, -26) + silence(0.05)


def ring_back() -> array[int]:
    """One period of the French ring-back tone: 440 Hz, 1.5 s on, 3.5 s off (ITU-T E.180, France)."""
    return sine(440, 1.5, -26) + silence(3.5)
