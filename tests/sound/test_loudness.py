"""Levels: known sounds have the level that arithmetic says."""

from __future__ import annotations

import random
from array import array

import pytest

from agent.prompts.tones import silence, sine
from agent.sound.loudness import SILENCE_DBOV, active_level_dbov, peak_dbov, seconds


def noise(level_dbov: float, lasting_seconds: float) -> array[int]:
    """White noise of a known level."""
    draw = random.Random(7)
    sigma = 32768 * 10 ** (level_dbov / 20)
    count = round(8000 * lasting_seconds)
    return array("h", (max(-32768, min(32767, round(draw.gauss(0, sigma)))) for _ in range(count)))


@pytest.mark.parametrize("level_dbov", [-16.0, -26.0, -36.0])
def test_a_steady_sound_has_its_own_level(level_dbov: float) -> None:
    assert active_level_dbov(noise(level_dbov, 2)) == pytest.approx(level_dbov, abs=0.5)
    assert active_level_dbov(sine(1000, 2, level_dbov)) == pytest.approx(level_dbov, abs=0.5)


def test_pauses_do_not_count_as_quiet_speech() -> None:
    half_silent = noise(-26, 2) + silence(3) + noise(-26, 2) + silence(3)
    assert active_level_dbov(half_silent) == pytest.approx(-26, abs=1)


def test_silence_has_the_level_of_silence() -> None:
    assert active_level_dbov(silence(1)) == SILENCE_DBOV
    assert active_level_dbov(array("h")) == SILENCE_DBOV
    assert peak_dbov(silence(1)) == SILENCE_DBOV


def test_the_peak_of_a_full_scale_sample_is_zero() -> None:
    assert peak_dbov(array("h", [0, -32768, 5])) == 0.0
    assert peak_dbov(array("h", [16384])) == pytest.approx(-6.02, abs=0.01)


def test_eight_thousand_samples_are_a_second() -> None:
    assert seconds(silence(1.25)) == 1.25
