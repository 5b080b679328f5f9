"""Every kind of WAV a telephone writes is read alike, and what is no sound is said in one sentence."""

import struct
from array import array
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.call.user_error import UserError
from agent.sound.wav_file import EXTENSIBLE, WavFile, read_wav

SAMPLES = (0, 1000, -1000, 20000, -20000, 32000, -32768, 8)


def wav(
    coding: int,
    bits: int,
    body: bytes,
    *,
    channels: int = 1,
    rate: int = 8000,
    size: int | None = None,
    extensible: bool = False,
) -> bytes:
    """A RIFF file with one odd-sized chunk before the sound, as recorders like to write."""
    tag = EXTENSIBLE if extensible else coding
    fmt = struct.pack("<HHIIHH", tag, channels, rate, rate * channels * bits // 8, channels * bits // 8, bits)
    if extensible:
        fmt += struct.pack("<HHIH14x", 22, bits, 0, coding)
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


def test_a_coding_that_stands_further_down_is_found_there(tmp_path: Path) -> None:
    assert read(tmp_path, wav(1, 16, struct.pack("<2h", 5, -5), extensible=True)) == ([5, -5],)
    assert read(tmp_path, wav(6, 8, b"\xd5", extensible=True)) == ([8],)


@pytest.mark.parametrize(
    ("size", "is_closed"),
    [(0, False), (0xFFFFFFFF, False), (10**6, True)],
    ids=["zero", "all ones", "too much"],
)
def test_a_length_nobody_filled_in_does_not_matter(tmp_path: Path, size: int, is_closed: bool) -> None:
    # The last byte is half a sample: the program died while it wrote.
    assert read(tmp_path, wav(1, 16, struct.pack("<3h", 1, 2, 3) + b"x", size=size)) == ([1, 2, 3],)
    file = WavFile(tmp_path / "call.wav")
    assert (file.seconds, file.is_closed) == (3 / 8000, is_closed)


def test_what_stands_behind_the_sound_is_not_heard(tmp_path: Path) -> None:
    body = struct.pack("<3h", 1, 2, 3)
    assert read(tmp_path, wav(1, 16, body + b"LIST\4\0\0\0abcd", size=len(body))) == ([1, 2, 3],)
    assert WavFile(tmp_path / "call.wav").seconds == 3 / 8000


def test_a_long_recording_comes_in_pieces_and_whole(tmp_path: Path) -> None:
    path, samples = tmp_path / "call.wav", array("h", (place % 30000 for place in range(20_001)))
    path.write_bytes(wav(1, 16, samples.tobytes()))
    assert [len(piece) for (piece,) in WavFile(path).pieces()] == [8000, 8000, 4001]
    assert read_wav(path) == samples


@pytest.mark.parametrize("other", [wav(1, 16, bytes(8), rate=16000), wav(1, 16, bytes(8), channels=2)])
def test_what_is_no_telephones_kind_is_not_taken_for_it(tmp_path: Path, other: bytes) -> None:
    (tmp_path / "call.wav").write_bytes(other)
    with pytest.raises(ValueError, match="not 8 kHz mono"):
        read_wav(tmp_path / "call.wav")


def test_floats_that_are_no_numbers_are_silence(tmp_path: Path) -> None:
    odd = struct.pack("<4f", float("nan"), float("inf"), -float("inf"), 0.0)
    assert read(tmp_path, wav(3, 32, odd)) == ([0, 32767, -32767, 0],)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is not a WAV file: convert it first"),
        (b"#!/bin/sh\necho hello, this is no sound\n", "is not a WAV file"),
        (b"RIFF\x04\0\0\0WAVE", "is a WAV file without sound"),
        (wav(17, 4, b"\0\0"), "WAV format 17, 4 bit"),
        (wav(1, 16, b"\0\0", channels=0), "does not say how"),
        (wav(1, 16, b"\0\0", rate=0), "does not say how"),
        (b"RIFF\x04\0\0\0WAVEdata\2\0\0\0\0\0", "does not say how"),
        (b"RIFF\x04\0\0\0WAVEjunk\xff\xff\xff\x7f", "is damaged"),
    ],
    ids=["empty", "a script", "no data", "ADPCM", "no channel", "no rate", "no format", "a huge chunk"],
)
def test_what_cannot_be_heard_is_said_in_one_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    with pytest.raises(UserError) as said:
        read(tmp_path, content)
    assert "\n" not in str(said.value)
    assert sentence in str(said.value)
    assert "call.wav" in str(said.value)


def test_a_folder_and_a_missing_file_cannot_be_read(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.wav"):
        with pytest.raises(OSError):
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
