"""Frames are the same however the bytes came, and say what kind of nothing they hold."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.listen.frame import FrameCutter
from tests.listen.made_sounds import a_frame, a_law_idle, hiss, quiet, tone


@given(st.binary(max_size=3000), st.lists(st.integers(0, 700), max_size=12))
def test_pieces_of_any_size_give_the_same_frames(sound: bytes, cuts: list[int]) -> None:
    cutter, got, rest = FrameCutter(), [], sound
    for size in cuts:
        got += list(cutter.cut(rest[:size]))
        rest = rest[size:]
    got += list(cutter.cut(rest))
    assert got == list(FrameCutter().cut(sound))
    assert len(got) == len(sound) // 320


@given(st.binary(min_size=320, max_size=320))
def test_a_level_is_a_number_between_silence_and_full_scale(sound: bytes) -> None:
    frame = a_frame(sound)
    assert -96.0 <= frame.level_dbov <= 0.01
    assert math.isfinite(frame.loudness)


def test_a_full_scale_square_wave_is_0_dbov() -> None:
    assert a_frame(b"\x00\x80" * 160).level_dbov == pytest.approx(0.0)


def test_a_sine_is_measured_at_its_level() -> None:
    assert a_frame(tone(0.02, 1000, dbov=-26)).level_dbov == pytest.approx(-26, abs=0.1)


@pytest.mark.parametrize(
    ("sound", "idle"),
    [
        (quiet(0.02), "pcm-zeros"),
        (a_law_idle(0.02), "codec-idle"),
        (hiss(0.02, -70), ""),
        (b"\x00\x10" * 160, ""),
    ],
    ids=["zeros", "A-law idle", "hiss", "constant but loud"],
)
def test_nothing_comes_in_two_kinds(sound: bytes, idle: str) -> None:
    assert a_frame(sound).idle == idle


def test_16_khz_is_heard_as_the_same_tone() -> None:
    wide = FrameCutter(16000)
    # A 500 Hz tone made for 8 kHz is one of 1000 Hz when played twice as fast.
    frame = next(iter(wide.cut(tone(0.04, 500, dbov=-26))))
    assert len(frame.pcm) == 320
    assert frame.level_dbov == pytest.approx(-26, abs=0.5)
    assert wide.seconds == pytest.approx(0.02)


@pytest.mark.parametrize("rate", [0, 11025, 48000])
def test_other_rates_are_refused(rate: int) -> None:
    with pytest.raises(ValueError, match="8000 or 16000"):
        FrameCutter(rate)
