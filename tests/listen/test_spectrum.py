"""One slice is enough to know a pure tone, clean or in noise; words and hiss are none."""

from itertools import groupby

import pytest

from agent.listen.spectrum import purity
from tests.listen.made_sounds import a_frame, frames, hiss, mixed, spoken, tone


@pytest.mark.parametrize(
    ("hz", "signal"),
    [
        ((425,), "440"),
        ((440,), "440"),
        ((400,), "400"),
        ((440, 480), "440+480"),
        ((480, 620), "480+620"),
        ((913.8,), "950"),
        ((985.2,), "950"),
        ((1062,), "1100"),
        ((1138,), "1100"),
        ((1300,), "1300"),
        ((1370.6,), "1400"),
        ((1428.5,), "1400"),
        ((1776.7,), "1800"),
        ((2100,), "2100"),
    ],
)
@pytest.mark.parametrize("noise_dbov", [-70.0, -30.0])
def test_signals_are_known_by_their_pitch(hz: tuple[float, ...], signal: str, noise_dbov: float) -> None:
    sound = mixed(tone(0.2, *hz, dbov=-24), hiss(0.2, noise_dbov))
    noise_energy = (10 ** (noise_dbov / 20) * 32768) ** 2 * 160
    got = [purity(frame, noise_energy).signal for frame in frames(sound)]
    assert got.count(signal) >= 7, got


@pytest.mark.parametrize(
    ("hz", "key"), [((697, 1209), "1"), ((770, 1336), "5"), ((941, 1477), "#"), ((852, 1633), "C")]
)
def test_keys_are_known_by_their_two_tones(hz: tuple[float, float], key: str) -> None:
    assert purity(a_frame(tone(0.02, *hz)), 0.0).key == key


@pytest.mark.parametrize("hz", [333, 850, 1234, 2500])
def test_a_lone_tone_of_any_pitch_is_found(hz: float) -> None:
    assert purity(a_frame(tone(0.02, hz)), 0.0).single_hz == pytest.approx(hz, rel=0.04)


def test_hiss_is_no_tone() -> None:
    assert not any(purity(frame, 0.0).tonal for frame in frames(hiss(2, -30)))


def test_a_vowel_may_look_like_a_signal_but_words_never_hold_one() -> None:
    heard = [purity(frame, 0.0).signal for frame in frames(spoken(seconds=8))]
    longest = max(len(list(run)) for signal, run in groupby(heard) if signal)
    assert longest * 0.02 < 0.3
