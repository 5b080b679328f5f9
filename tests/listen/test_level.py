"""The floor is the line's own noise, not the words on it."""

import pytest

from agent.listen.level import NoiseFloor
from tests.listen.made_sounds import frames, hiss, mixed, quiet, spoken, tone


def floor_after(sound: bytes, tonal: bool = False) -> NoiseFloor:
    floor = NoiseFloor()
    for frame in frames(sound):
        floor.feed(frame, tonal)
    return floor


@pytest.mark.parametrize("level", [-65, -50, -36])
def test_it_finds_the_noise(level: float) -> None:
    assert floor_after(hiss(2, level)).level_dbov == pytest.approx(level, abs=1.5)


def test_words_do_not_lift_it() -> None:
    assert floor_after(mixed(hiss(8, -55), spoken(seconds=8))).level_dbov < -45


def test_a_new_noise_is_known_within_a_second() -> None:
    assert floor_after(hiss(2, -60) + hiss(1, -45)).level_dbov == pytest.approx(-45, abs=1.5)


def test_digital_silence_says_nothing_about_the_line() -> None:
    assert floor_after(hiss(2, -50) + quiet(3)).level_dbov == pytest.approx(-50, abs=1.5)


def test_a_machines_tone_is_no_noise() -> None:
    assert floor_after(tone(3, 440), tonal=True).level_dbov <= -70
