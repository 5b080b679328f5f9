"""The tables of G.711, against the arithmetic of ITU-T's own reference (G.191) written out here."""

import random
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.sip.media.g711_frames import A_LAW, LAWS, LOUD_SAMPLE, MU_LAW, SILENT_PCM, Law
from tests.peers import g711 as peers

ALL_SAMPLES = range(-32768, 32768)


def a_law_code(sample: int) -> int:
    """G.191 `alaw_compress`, of a 16-bit sample."""
    size = (~sample >> 4) if sample < 0 else sample >> 4
    if size > 15:
        exponent = 1
        while size > 31:
            size >>= 1
            exponent += 1
        size = size - 16 + (exponent << 4)
    return (size | (0x80 if sample >= 0 else 0)) ^ 0x55


def mu_law_code(sample: int) -> int:
    """G.191 `ulaw_compress`, of a 16-bit sample."""
    size = min(((~sample >> 2) if sample < 0 else sample >> 2) + 33, 0x1FFF)
    segment, rest = 1, size >> 6
    while rest:
        segment, rest = segment + 1, rest >> 1
    code = (8 - segment) << 4 | (0xF - (size >> segment & 0xF))
    return code | (0x80 if sample >= 0 else 0)


def pcm_of(samples: list[int]) -> bytes:
    return struct.pack(f"<{len(samples)}h", *samples)


@pytest.mark.parametrize(("law", "code"), [(A_LAW, a_law_code), (MU_LAW, mu_law_code)])
def test_every_16_bit_sample_has_the_code_of_the_reference(law: Law, code: type[int]) -> None:
    assert law.encode(pcm_of(list(ALL_SAMPLES))) == bytes(code(sample) for sample in ALL_SAMPLES)


@pytest.mark.parametrize(("law", "samples"), [(A_LAW, peers.A_LAW), (MU_LAW, peers.MU_LAW)])
def test_every_code_is_decoded_as_strangers_decode_it(law: Law, samples: list[int]) -> None:
    assert list(struct.unpack("<256h", law.decode(bytes(range(256))))) == list(samples)


@pytest.mark.parametrize("law", [A_LAW, MU_LAW])
def test_a_frame_is_coded_as_any_other_length_is(law: Law) -> None:
    samples = random.Random(711).choices(ALL_SAMPLES, k=160)
    frame = law.encode(pcm_of(samples))
    assert frame == b"".join(law.encode(pcm_of([sample])) for sample in samples)


@given(st.binary(max_size=400))
def test_what_was_decoded_is_coded_to_the_same_sound(coded: bytes) -> None:
    assert A_LAW.encode(A_LAW.decode(coded)) == coded
    # µ-law has two codes for zero.
    assert MU_LAW.encode(MU_LAW.decode(coded)) == coded.replace(b"\x7f", b"\xff")


@given(st.binary(max_size=401))
def test_any_bytes_are_some_sound(data: bytes) -> None:
    for law in LAWS.values():
        assert len(law.decode(data)) == 2 * len(data)
        assert len(law.encode(data)) == len(data) // 2


def test_from_one_law_to_the_other_a_sample_moves_by_less_than_a_step() -> None:
    for law, other in ((A_LAW, MU_LAW), (MU_LAW, A_LAW)):
        for code in range(256):
            before = law.samples[code]
            after = other.samples[other.from_law(law, bytes((code,)))[0]]
            assert abs(after - before) <= max(abs(before) / 16, 8), (law.name, code)


def test_there_and_back_again_the_code_is_the_same_or_the_one_beside() -> None:
    for code in range(256):
        back = A_LAW.from_law(MU_LAW, MU_LAW.from_law(A_LAW, bytes((code,))))[0]
        assert abs((back ^ 0x55) - (code ^ 0x55)) <= 1 or {back, code} == {0xD5, 0x55}


def test_what_is_in_the_right_law_already_is_not_touched() -> None:
    coded = bytes(range(160))
    assert A_LAW.from_law(A_LAW, coded) is coded


@pytest.mark.parametrize("law", [A_LAW, MU_LAW])
def test_each_step_of_a_fade_is_quieter_than_the_one_before(law: Law) -> None:
    sound = law.encode(pcm_of([20000, -20000] * 80))
    peaks = [max(map(abs, struct.unpack("<160h", law.decode(sound.translate(fade))))) for fade in law.fades]
    assert peaks == sorted(peaks, reverse=True)
    assert sound.translate(law.fades[0]) == sound
    assert peaks[-1] < 20000 / 8


def test_a_pause_is_quiet_and_speech_is_not() -> None:
    assert A_LAW.is_quiet(A_LAW.idle_frame)
    assert A_LAW.is_quiet(A_LAW.encode(pcm_of([LOUD_SAMPLE // 2] * 160)))
    assert not A_LAW.is_quiet(A_LAW.encode(pcm_of([3 * LOUD_SAMPLE] * 160)))
    # One sample in sixteen may stand out.
    assert A_LAW.is_quiet(A_LAW.encode(pcm_of([3 * LOUD_SAMPLE] * 10 + [0] * 150)))
    assert not A_LAW.is_quiet(A_LAW.encode(pcm_of([3 * LOUD_SAMPLE] * 11 + [0] * 149)))


def test_silence_is_what_zeros_are_coded_as() -> None:
    assert A_LAW.encode(SILENT_PCM) == A_LAW.idle_frame == b"\xd5" * 160
    assert MU_LAW.encode(SILENT_PCM) == MU_LAW.idle_frame == b"\xff" * 160
    assert MU_LAW.decode(MU_LAW.idle_frame) == SILENT_PCM
