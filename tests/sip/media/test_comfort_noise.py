"""Comfort noise is as loud as its packet says (RFC 3389 §3), and never a waterfall."""

import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.sip.media.comfort_noise import NoiseSource, read_noise_dbov, write_noise
from agent.sip.media.g711_frames import A_LAW, MU_LAW, Law


def level_dbov(law: Law, frames: list[bytes]) -> float:
    samples = [sample for frame in frames for sample in struct.unpack("<160h", law.decode(frame))]
    return 20 * math.log10(math.sqrt(sum(sample * sample for sample in samples) / len(samples)) / 32768)


@pytest.mark.parametrize("law", [A_LAW, MU_LAW])
@pytest.mark.parametrize("dbov", [-36, -45, -60])
def test_noise_has_the_level_that_was_named(law: Law, dbov: int) -> None:
    source = NoiseSource(law, dbov)
    assert level_dbov(law, [source.frame() for _ in range(16)]) == pytest.approx(dbov, abs=1.5)


def test_noise_louder_than_any_silence_is_not_played() -> None:
    source = NoiseSource(A_LAW, 0)
    assert level_dbov(A_LAW, [source.frame() for _ in range(16)]) < -28


def test_noise_that_cannot_be_heard_is_silence() -> None:
    assert NoiseSource(A_LAW, -127).frame() == A_LAW.idle_frame


def test_neighbouring_frames_differ() -> None:
    source = NoiseSource(A_LAW, -45)
    assert source.frame() != source.frame()


@given(st.binary(max_size=30))
def test_any_payload_names_a_level_or_none(payload: bytes) -> None:
    level = read_noise_dbov(payload)
    assert level is None if not payload else level is not None and -127 <= level <= 0


@given(st.integers(-127, 0))
def test_a_level_that_is_written_is_read(dbov: int) -> None:
    assert read_noise_dbov(write_noise(dbov)) == dbov


def test_the_reserved_bit_and_the_spectrum_are_passed_over() -> None:
    assert read_noise_dbov(b"\xad\x11\x22") == -45
