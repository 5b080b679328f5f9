"""The shipped sound fits the line, and a user's recording is used or explained."""

from __future__ import annotations

import wave
from array import array
from pathlib import Path

import numpy as np
import pytest

from agent.prompts.catalogue import BEEP, PROMPTS, REMOVAL, RING_BACK
from agent.prompts.choosing import prompt
from agent.prompts.tones import silence, sine
from agent.prompts.wav_file import (
    SHIPPED_FOLDER,
    check_wav,
    read_wav,
    wav_path,
    write_wav,
)
from agent.sound.g711 import is_a_law_clean
from agent.sound.loudness import active_level_dbov, peak_dbov, seconds

SHIPPED = sorted({each.wav for each in PROMPTS})
SPOKEN = sorted({each.wav for each in PROMPTS if each.name not in (BEEP, RING_BACK)})
LONG_NAMES = (REMOVAL, "leave-a-message", "who-is-calling", "nobody-available")
LONG = {each.wav for each in PROMPTS if each.name in LONG_NAMES}


def test_the_folder_holds_the_catalogue_and_nothing_else() -> None:
    assert sorted(path.name for path in SHIPPED_FOLDER.glob("*")) == SHIPPED


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_recording_crosses_the_line_unchanged_at_the_level_of_speech(name: str) -> None:
    samples = read_wav(SHIPPED_FOLDER / name)
    assert is_a_law_clean(samples)
    assert -29 <= active_level_dbov(samples) <= -23
    assert peak_dbov(samples) < -3


@pytest.mark.parametrize("name", SPOKEN)
def test_a_shipped_voice_stays_inside_the_telephone_band(name: str) -> None:
    power = np.abs(np.fft.rfft(np.array(read_wav(SHIPPED_FOLDER / name)))) ** 2
    frequency_hz = np.linspace(0, 4000, len(power))
    outside = float(power[(frequency_hz < 180) | (frequency_hz > 3600)].sum())
    assert 10 * np.log10(outside / float(power.sum())) < -35


@pytest.mark.parametrize("language", ["fr", "en"])
def test_hello_is_short_enough_to_be_taken_for_a_person(language: str) -> None:
    for name in ("hello", "hello-again"):
        said = prompt(name, language)
        assert seconds(read_wav(SHIPPED_FOLDER / said.wav)) <= 1.5
        assert len(said.text.strip("?").split()) <= 2
    assert 0.4 <= seconds(read_wav(SHIPPED_FOLDER / prompt("hello", language).wav)) <= 0.9


def test_everything_spoken_is_small_enough_to_ship() -> None:
    assert sum(path.stat().st_size for path in SHIPPED_FOLDER.iterdir()) < 8_000_000


@pytest.mark.parametrize("name", [name for name in SPOKEN if name not in LONG])
def test_no_shipped_voice_keeps_people_waiting(name: str) -> None:
    samples = read_wav(SHIPPED_FOLDER / name)
    assert 0.2 <= seconds(samples) <= 4.0
    # Silence around the words would make holes where pieces are joined.
    sounding = [place for place, sample in enumerate(samples) if abs(sample) > 20]
    assert sounding[0] / 8000 < 0.05
    assert (len(samples) - sounding[-1]) / 8000 < 0.08


def test_a_removal_message_respects_the_time_of_whoever_listens() -> None:
    for removal in (each for each in PROMPTS if each.name == REMOVAL):
        assert seconds(read_wav(SHIPPED_FOLDER / removal.wav)) <= 11.1


def test_the_users_own_recording_wins(tmp_path: Path) -> None:
    hello = prompt("hello", "fr")
    assert wav_path(hello, None) == wav_path(hello, tmp_path) == SHIPPED_FOLDER / "hello.fr.wav"
    write_wav(tmp_path / "hello.fr.wav", sine(500, 1, -26))
    assert wav_path(hello, tmp_path) == tmp_path / "hello.fr.wav"
    assert wav_path(prompt("hello", "en"), tmp_path) == SHIPPED_FOLDER / "hello.en.wav"


@pytest.mark.parametrize(
    ("samples", "complaint"),
    [
        (sine(500, 1, -40), "speaks too quietly (-40 dBov)"),
        (sine(500, 1, -10), "speaks too loudly (-10 dBov)"),
        (silence(1), "speaks too quietly"),
        (array("h", [32767]) + sine(500, 1, -26), "reaches full scale"),
        (sine(500, 3, -26), "lasts 3.0 s; shorten it to 2 s"),
    ],
)
def test_a_recording_unfit_for_the_line_is_explained(
    tmp_path: Path, samples: array[int], complaint: str
) -> None:
    write_wav(tmp_path / "own.wav", samples)
    sentences = check_wav(tmp_path / "own.wav", longest_seconds=2)
    assert len(sentences) == 1
    assert complaint in sentences[0]


def test_a_recording_of_another_kind_is_explained(tmp_path: Path) -> None:
    music = tmp_path / "music.wav"
    with wave.open(str(music), "wb") as recording:
        recording.setnchannels(2)
        recording.setsampwidth(1)
        recording.setframerate(44100)
        recording.writeframes(bytes(100))
    assert [sentence.split("; ")[1] for sentence in check_wav(music)] == [
        "save it with 8000.",
        "save it as mono.",
        "save it with 16 bits.",
    ]
    (tmp_path / "note.wav").write_text("not sound")
    assert "cannot be read as a WAV file" in check_wav(tmp_path / "note.wav")[0]
    assert "cannot be read as a WAV file" in check_wav(tmp_path / "missing.wav")[0]


def test_a_recording_is_replaced_at_once_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "own.wav"
    for voice in (sine(500, 0.4, -26), sine(700, 0.4, -26)):
        write_wav(target, voice)
        assert read_wav(target) == voice
    assert list(tmp_path.iterdir()) == [target]
    (tmp_path / "folder.wav").mkdir()
    with pytest.raises(OSError):
        write_wav(tmp_path / "folder.wav", silence(0.1))
    assert sorted(tmp_path.iterdir()) == [tmp_path / "folder.wav", target]
