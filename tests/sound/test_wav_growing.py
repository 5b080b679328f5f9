"""A recording under way can be played as far as it is; finished, it says how long it became."""

from array import array
from pathlib import Path

from agent.sound.wav_file import WavFile, read_wav
from agent.sound.wav_growing import GrowingWav


def test_a_recording_is_open_until_it_is_finished_and_holds_what_was_added(tmp_path: Path) -> None:
    path = tmp_path / "message.wav"
    samples = array("h", range(-4000, 4000))
    recording = GrowingWav(path)
    recording.add(samples.tobytes())
    assert not WavFile(path).is_closed
    assert read_wav(path) == samples
    recording.add(samples.tobytes())
    recording.finish()
    assert WavFile(path).is_closed
    assert WavFile(path).seconds == 2.0
    assert read_wav(path) == samples + samples


def test_a_recording_of_nothing_is_a_file_without_sound(tmp_path: Path) -> None:
    path = tmp_path / "message.wav"
    GrowingWav(path).finish()
    assert WavFile(path).seconds == 0.0
