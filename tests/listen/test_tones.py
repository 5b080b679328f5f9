"""Signals are told by pitch and rhythm; one burst of the wrong length says nothing."""

import pytest

from agent.listen.spectrum import NOTHING, purity
from agent.listen.tones import Tones
from tests.listen.made_sounds import fax_data, frames, hiss, mixed, quiet, spoken, tone


def heard(sound: bytes) -> list[str]:
    tones, names = Tones(), []
    for frame in frames(sound):
        loud = frame.level_dbov > -60
        names += [name for name, _ in tones.feed(frame, purity(frame, 0.0) if loud else NOTHING, loud)]
    return names


SIT = tone(0.33, 950) + tone(0.33, 1400) + tone(0.33, 1800)


@pytest.mark.parametrize(
    ("sound", "name"),
    [
        (quiet(0.5) + tone(0.5, 1100) + quiet(1), "fax-cng"),
        (quiet(0.5) + tone(0.8, 2100), "fax-ced"),
        ((quiet(1.8) + tone(0.6, 1300)) * 2 + quiet(1), "modem"),
        (quiet(0.5) + fax_data(1), "fax-v21"),
        (SIT + quiet(0.5), "sit"),
        (tone(0.33, 950) + tone(0.33, 1400) + quiet(0.5), "sit"),
        (
            tone(0.2, 950) + tone(0.08, 1400) + quiet(0.12) + tone(0.1, 1400) + tone(0.3, 1800) + quiet(0.5),
            "sit",
        ),
        (SIT[len(SIT) // 3 :] + quiet(0.5), "sit"),
        ((tone(0.5, 440) + quiet(0.5)) * 4, "busy"),
        ((tone(0.5, 480, 620) + quiet(0.5)) * 4, "busy"),
        ((tone(0.375, 400) + quiet(0.375)) * 4, "busy"),
        ((tone(0.25, 440) + quiet(0.25)) * 4, "congestion"),
        (tone(1.5, 440) + quiet(1), "ring-back"),
        (tone(2, 440, 480) + quiet(1), "ring-back"),
        (tone(0.4, 400, 450) + quiet(0.2) + tone(0.4, 400, 450) + quiet(2), "ring-back"),
        (tone(3.2, 440), "dial-tone"),
        (quiet(1) + tone(0.15, 760) + quiet(1), "beep"),
        (quiet(1) + tone(0.1, 697, 1209) + quiet(1), "dtmf"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_signal_is_known(sound: bytes, name: str) -> None:
    assert name in heard(sound)


@pytest.mark.parametrize(
    ("sound", "name"),
    [
        (quiet(0.5) + tone(0.15, 1100) + quiet(1), "fax-cng"),
        (quiet(0.5) + tone(2, 1100) + quiet(1), "fax-cng"),
        (quiet(0.5) + tone(0.2, 2100) + quiet(1), "fax-ced"),
        (quiet(1) + tone(0.6, 1300) + quiet(3), "modem"),
        (tone(0.33, 1800) + tone(0.33, 1400) + tone(0.33, 950), "sit"),
        (tone(0.33, 950) + quiet(0.5) + tone(0.33, 1400) + quiet(0.5), "sit"),
        (quiet(0.5) + tone(1, 1650) + quiet(0.5), "fax-v21"),
        (quiet(0.5) + fax_data(0.3) + quiet(0.5), "fax-v21"),
        (tone(0.4, 400) + quiet(2) + tone(0.4, 400) + quiet(2), "ring-back"),
        (tone(0.5, 440) + quiet(3), "busy"),
        (tone(0.1, 697, 1209) + quiet(1), "beep"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_only_resembles_a_signal_is_none(sound: bytes, name: str) -> None:
    assert name not in heard(sound)


def test_a_tone_that_begins_within_a_slice_still_comes_out_of_silence() -> None:
    for late in range(0, 160, 20):
        assert "beep" in heard(quiet(1 + late / 8000) + tone(0.3, 785) + quiet(1)), late


def test_a_tone_in_the_middle_of_words_is_no_beep() -> None:
    words, beep = spoken(seconds=1.6), tone(0.3, 785)
    assert heard(words + beep).count("beep") == heard(words).count("beep")
    assert heard(words + quiet(0.3) + beep + quiet(0.3)).count("beep") == heard(words).count("beep") + 1


def test_a_signal_is_told_once() -> None:
    assert heard((tone(0.5, 1100) + quiet(3)) * 5).count("fax-cng") == 1


def test_signals_are_known_in_noise_and_through_lost_packets() -> None:
    holed = bytearray(quiet(0.5) + tone(0.5, 1100) + quiet(1))
    holed[2 * 5600 : 2 * 5760] = bytes(320)
    assert "fax-cng" in heard(bytes(holed))
    assert "fax-cng" in heard(mixed(quiet(0.5) + tone(0.5, 1100, dbov=-20) + quiet(1), hiss(2, -62)))


def test_words_make_no_machine() -> None:
    assert not set(heard(quiet(0.2) + spoken(seconds=12))) - {"beep", "dtmf"}
