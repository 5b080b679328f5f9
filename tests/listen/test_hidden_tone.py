"""A tone no louder than the noise is found by its twenty slices together; noise, voices and hum are none."""

import pytest

from agent.listen.hidden_tone import HiddenTone
from tests.listen.made_sounds import frames, hiss, mixed, quiet, spoken, tone


def found(sound: bytes) -> tuple[str, str] | None:
    hidden = HiddenTone()
    for frame in frames(sound):
        hidden.feed(frame)
    return hidden.found()


@pytest.mark.parametrize(
    ("hz", "seconds", "name"),
    [(1100, 0.5, "fax-cng"), (2100, 3.0, "fax-ced"), (425, 1.0, "ring-back"), (440, 2.0, "ring-back")],
)
def test_a_tone_two_decibels_above_the_noise_is_found(hz: int, seconds: float, name: str) -> None:
    burst = quiet(1.0) + tone(seconds, hz, dbov=-33) + quiet(1.0)
    heard = found(mixed(hiss(2.0 + seconds, -35), burst))
    assert heard is not None and heard[0] == name


@pytest.mark.parametrize("seed", range(6))
def test_noise_is_no_tone(seed: int) -> None:
    assert found(hiss(6.0, -33, seed)) is None


def test_a_hum_that_was_there_from_the_beginning_is_the_line_s_own() -> None:
    assert found(tone(6.0, 50, 100, 150, 400, dbov=-33)) is None


def test_a_word_in_the_noise_is_no_tone() -> None:
    word = quiet(0.5) + spoken("hello.fr", dbov=-33) + quiet(0.5)
    assert found(mixed(hiss(2.0, -36), word)[: 2 * 16000]) is None
