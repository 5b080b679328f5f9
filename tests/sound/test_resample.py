"""Sound of any rate keeps its length, level and pitch, and high notes do not fold down."""

import math
from array import array

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.sound.resample import Resampler
from tests.listen.made_sounds import frames, pcm


def sine(rate_hz: int, hz: float, seconds: float = 0.5) -> "array[int]":
    return array(
        "h", (round(8000 * math.sin(2 * math.pi * hz * n / rate_hz)) for n in range(round(seconds * rate_hz)))
    )


def level(samples: "array[int]") -> float:
    inner = frames(pcm(samples))[4:-4]
    return sum(frame.level_dbov for frame in inner) / len(inner)


@pytest.mark.parametrize("rate_hz", [8000, 11025, 16000, 22050, 24000, 32000, 44100, 48000])
def test_a_tone_keeps_its_length_and_level(rate_hz: int) -> None:
    made = Resampler(rate_hz).feed(sine(rate_hz, 1000))
    assert len(made) == pytest.approx(4000, abs=16)
    assert level(made) == pytest.approx(20 * math.log10(8000 / 32768 / math.sqrt(2)), abs=0.2)


@pytest.mark.parametrize("rate_hz", [16000, 44100, 48000])
def test_what_a_telephone_cannot_carry_is_taken_out(rate_hz: int) -> None:
    assert level(Resampler(rate_hz).feed(sine(rate_hz, 5000))) < -55


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 900), max_size=8), st.sampled_from([11025, 16000, 48000]))
def test_pieces_of_any_size_give_the_same_sound(cuts: list[int], rate_hz: int) -> None:
    whole, resampler, rest = sine(rate_hz, 700, 0.1), Resampler(rate_hz), sine(rate_hz, 700, 0.1)
    got = array("h")
    for size in cuts:
        got.extend(resampler.feed(rest[:size]))
        rest = rest[size:]
    got.extend(resampler.feed(rest))
    assert got == Resampler(rate_hz).feed(whole)


def test_a_rate_below_a_telephones_is_refused() -> None:
    with pytest.raises(ValueError, match="6000"):
        Resampler(6000)
