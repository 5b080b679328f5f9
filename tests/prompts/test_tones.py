"""Tones: the right length, pitch and level, without a click."""

from itertools import pairwise

from agent.prompts.tones import beep, ring_back, sine
from agent.sound.loudness import seconds


def test_ring_back_is_the_french_one() -> None:
    period = ring_back()
    assert seconds(period) == 5.0
    sounding = period[: 3 * 4000]
    rising = sum(1 for before, after in pairwise(sounding) if before < 0 <= after)
    assert abs(rising / 1.5 - 440) < 2
    assert not any(period[12000:])


def test_a_tone_begins_and_ends_softly() -> None:
    tone = sine(1000, 0.2, -10)
    assert max(map(abs, tone[:8] + tone[-8:])) < max(tone) / 3


def test_the_beep_is_short() -> None:
    assert 0.2 <= seconds(beep()) <= 0.5
