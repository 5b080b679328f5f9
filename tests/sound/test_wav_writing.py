"""What we write is what other programs read, and nobody ever reads half of it."""

import wave
from array import array
from pathlib import Path

import pytest

from agent.prompts.tones import silence, sine
from agent.sound.g711 import from_a_law, to_a_law
from agent.sound.wav_file import WavFile, WavFormat, read_wav
from agent.sound.wav_writing import A_LAW_HEAD_BYTES, a_law_wav, write_wav

VOICE = sine(500, 0.4, -26)


def test_what_the_line_plays_is_plain_pcm_as_the_standard_library_writes_it(tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "theirs.wav"), "wb") as recording:
        recording.setparams((1, 2, 8000, 0, "NONE", ""))
        recording.writeframes(VOICE.tobytes())
    write_wav(tmp_path / "ours.wav", VOICE)
    assert (tmp_path / "ours.wav").read_bytes() == (tmp_path / "theirs.wav").read_bytes()
    assert read_wav(tmp_path / "ours.wav") == VOICE


def test_what_is_kept_is_a_law_that_other_programs_know_by_its_head(tmp_path: Path) -> None:
    path, coded = tmp_path / "kept.wav", to_a_law(VOICE)
    path.write_bytes(whole := a_law_wav(coded))
    assert (whole[:4], whole[8:16], whole[A_LAW_HEAD_BYTES:]) == (b"RIFF", b"WAVEfmt ", coded)
    assert int.from_bytes(whole[4:8], "little") == len(whole) - 8
    kept = WavFile(path)
    assert (kept.format, kept.seconds) == (WavFormat(6, 1, 8000, 8, 6), 0.4)
    assert read_wav(path) == from_a_law(coded)


def test_no_sound_at_all_is_a_file_too(tmp_path: Path) -> None:
    write_wav(tmp_path / "none.wav", array("h"))
    assert read_wav(tmp_path / "none.wav") == array("h")


def test_a_recording_is_replaced_at_once_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "own.wav"
    for voice in (VOICE, sine(700, 0.4, -26)):
        write_wav(target, voice)
        assert read_wav(target) == voice
    assert list(tmp_path.iterdir()) == [target]
    (tmp_path / "folder.wav").mkdir()
    with pytest.raises(OSError):
        write_wav(tmp_path / "folder.wav", silence(0.1))
    assert sorted(tmp_path.iterdir()) == [tmp_path / "folder.wav", target]
