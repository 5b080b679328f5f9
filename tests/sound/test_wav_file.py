"""Every kind of WAV a telephone writes is read alike, and what is no sound is said in one sentence."""

import struct
from array import array
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.call.user_error import UserError
from agent.sound.wav_file import WavFile

SAMPLES = (0, 1000, -1000, 20000, -20000, 32000, -32768, 8)


def wav(
    coding: int, bits: int, body: bytes, *, channels: int = 1, rate: int = 8000, size: int | None = None
) -> bytes:
    """A RIFF file with one odd-sized chunk before the sound, as recorders like to write."""
    fmt = struct.pack(
        "<HHIIHH", coding, channels, rate, rate * channels * bits // 8, channels * bits // 8, bits
    )
    chunks = b"fmt " + struct.pack("<I", len(fmt)) + fmt + b"LIST" + struct.pack("<I", 3) + b"abc\0"
    chunks += b"data" + struct.pack("<I", len(body) if size is None else size) + body
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def read(tmp_path: Path, content: bytes) -> tuple[list[int], ...]:
    path = tmp_path / "call.wav"
    path.write_bytes(content)
    file = WavFile(path)
    sides: tuple[list[int], ...] = tuple([] for _ in range(file.format.channels))
    for piece in file.pieces():
        for side, samples in zip(sides, piece, strict=True):
            side += samples
    return sides


def test_every_width_of_pcm_gives_the_same_samples(tmp_path: Path) -> None:
    sixteen = struct.pack("<8h", *SAMPLES)
    wider = b"".join(b"\x55" + struct.pack("<h", value) for value in SAMPLES)
    widest = b"".join(b"\x55\xaa" + struct.pack("<h", value) for value in SAMPLES)
    floats = struct.pack("<8f", *(value / 32768 for value in SAMPLES))
    assert read(tmp_path, wav(1, 16, sixteen)) == (list(SAMPLES),)
    assert read(tmp_path, wav(1, 24, wider)) == (list(SAMPLES),)
    assert read(tmp_path, wav(1, 32, widest)) == (list(SAMPLES),)
    assert read(tmp_path, wav(3, 32, floats))[0] == pytest.approx(list(SAMPLES), abs=2)
    eight = bytes((value >> 8) + 128 for value in SAMPLES)
    assert read(tmp_path, wav(1, 8, eight)) == ([value >> 8 << 8 for value in SAMPLES],)


@pytest.mark.parametrize(
    ("coding", "byte", "value"),
    [
        (6, 0xD5, 8),
        (6, 0x55, -8),
        (6, 0xAA, 32256),
        (6, 0x2A, -32256),
        (7, 0xFF, 0),
        (7, 0x80, 32124),
        (7, 0x00, -32124),
    ],
)
def test_g711_is_decoded_as_the_standard_says(tmp_path: Path, coding: int, byte: int, value: int) -> None:
    assert read(tmp_path, wav(coding, 8, bytes([byte]))) == ([value],)


def test_two_channels_are_kept_apart(tmp_path: Path) -> None:
    assert read(tmp_path, wav(1, 16, struct.pack("<6h", 1, -1, 2, -2, 3, -3), channels=2)) == (
        [1, 2, 3],
        [-1, -2, -3],
    )


@pytest.mark.parametrize("size", [0, 0xFFFFFFFF, 10**6], ids=["zero", "all ones", "too much"])
def test_a_length_nobody_filled_in_does_not_matter(tmp_path: Path, size: int) -> None:
    assert read(tmp_path, wav(1, 16, struct.pack("<3h", 1, 2, 3), size=size)) == ([1, 2, 3],)


def test_floats_that_are_no_numbers_are_silence(tmp_path: Path) -> None:
    odd = struct.pack("<4f", float("nan"), float("inf"), -float("inf"), 0.0)
    assert read(tmp_path, wav(3, 32, odd)) == ([0, 32767, -32767, 0],)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is not a WAV file: convert it first"),
        (b"#!/bin/sh\necho hello, this is no sound\n", "is not a WAV file"),
        (b"RIFF\x04\0\0\0WAVE", "is a WAV file without sound"),
        (wav(1, 16, b"\0\0", channels=6), "has 6 channels"),
        (wav(1, 16, b"\0\0", rate=96000), "has 96000 samples a second"),
        (wav(17, 4, b"\0\0"), "WAV format 17, 4 bit"),
        (b"RIFF\x04\0\0\0WAVEjunk\xff\xff\xff\x7f", "is damaged"),
    ],
    ids=["empty", "a script", "no data", "six channels", "too fast", "ADPCM", "a huge chunk"],
)
def test_what_cannot_be_heard_is_said_in_one_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    with pytest.raises(UserError) as said:
        read(tmp_path, content)
    assert "\n" not in str(said.value)
    assert sentence in str(said.value)
    assert "call.wav" in str(said.value)


def test_a_folder_and_a_missing_file_are_said_too(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.wav"):
        with pytest.raises(UserError, match="cannot be read"):
            WavFile(path)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=80), st.integers(0, 60), st.booleans())
def test_damaged_files_never_break_the_reader(tmp_path: Path, noise: bytes, at: int, keep: bool) -> None:
    whole = wav(1, 16, array("h", SAMPLES).tobytes())
    broken = whole[:at] + noise + (whole[at + len(noise) :] if keep else b"")
    try:
        read(tmp_path, broken)
    except UserError as error:
        assert "\n" not in str(error)
