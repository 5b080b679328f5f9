"""Leafing through what the house says, and putting one's own voice in its place."""

import os
from datetime import date
from pathlib import Path

import pytest

from agent.call.user_error import UserError
from agent.prompts.catalogue import PROMPTS
from agent.prompts.choosing import prompt
from agent.prompts.recording import SHIPPED_FOLDER
from agent.prompts.tones import silence, sine
from agent.service.desk.prompt_book import PromptBook, longest_seconds, play_aloud
from agent.settings.announce import AnnounceSettings
from agent.settings.settings import Settings
from agent.sound.loudness import active_level_dbov, seconds
from agent.sound.wav_file import read_wav
from agent.sound.wav_writing import write_wav

TODAY = date(2026, 11, 21)


@pytest.fixture
def book(tmp_path: Path) -> PromptBook:
    return PromptBook(Settings(data_folder=tmp_path / "data"))


def a_voice(path: Path, lasting_seconds: float = 1.0, level_dbov: float = -26) -> Path:
    write_wav(path, sine(500, lasting_seconds, level_dbov))
    return path


def test_the_book_holds_everything_the_house_says(book: PromptBook) -> None:
    found = list(book.recordings())
    assert [each.prompt for each in found] == list(PROMPTS)
    assert not any(each.yours for each in found)
    assert {each.prompt.language for each in book.recordings("menu", "en")} == {"en"}
    assert all(each.prompt.name.startswith("menu") for each in book.recordings("menu"))


def test_a_recording_tells_its_length_and_level(book: PromptBook) -> None:
    done = book.recording("done", "fr", TODAY)
    samples = read_wav(SHIPPED_FOLDER / "done.fr.wav")
    assert done.seconds == len(samples) / 8000
    assert done.level_dbov == active_level_dbov(samples)


def test_the_removal_message_is_the_one_of_the_day(book: PromptBook) -> None:
    assert book.recording("removal", "fr", date(2026, 8, 10)).prompt.version == "2025-07"
    assert book.recording("removal", "fr", date(2026, 8, 11)).prompt.version == "2026-08"


def test_your_voice_takes_the_place_of_ours_in_one_language(book: PromptBook, tmp_path: Path) -> None:
    replaced = book.replace("done", a_voice(tmp_path / "mine.wav"), "fr", TODAY)
    assert replaced.yours
    assert replaced.path == tmp_path / "data" / "prompts" / "done.fr.wav"
    assert read_wav(replaced.path) == read_wav(tmp_path / "mine.wav")
    assert book.recording("done", "fr", TODAY) == replaced
    assert not book.recording("done", "en", TODAY).yours
    again = book.replace("done", a_voice(tmp_path / "other.wav", 0.5), "fr", TODAY)
    assert again.seconds == 0.5
    assert list(replaced.path.parent.iterdir()) == [replaced.path], "nothing is left beside it"
    assert list(book.own_problems()) == []


def test_a_folder_of_ones_own_is_used_when_it_is_set(tmp_path: Path) -> None:
    announce = AnnounceSettings(message_folder="voices")
    book = PromptBook(Settings(announce=announce, folder=tmp_path, data_folder=tmp_path / "data"))
    a_voice(tmp_path / "mine.wav")
    assert book.replace("done", tmp_path / "mine.wav", "fr", TODAY).path == tmp_path / "voices/done.fr.wav"


@pytest.mark.parametrize(
    ("name", "lasting_seconds", "level_dbov", "complaint"),
    [
        ("hello", 1.6, -26, "lasts 1.6 s; shorten it to 1.5 s or less"),
        ("digit-7", 3.1, -26, "shorten it to 3 s or less"),
        ("pair-01", 3.1, -26, "shorten it to 3 s or less"),
        ("removal", 16, -26, "shorten it to 15 s or less"),
        ("menu-deny", 21, -26, "shorten it to 20 s or less"),
        ("done", 1, -45, "speaks too quietly"),
        ("done", 1, -8, "speaks too loudly"),
    ],
)
def test_what_does_not_fit_the_line_is_refused_and_changes_nothing(
    book: PromptBook, tmp_path: Path, name: str, lasting_seconds: float, level_dbov: float, complaint: str
) -> None:
    mine = a_voice(tmp_path / "mine.wav", lasting_seconds, level_dbov)
    with pytest.raises(UserError, match=complaint):
        book.replace(name, mine, "fr", TODAY)
    assert not book.own_folder.exists()


def test_every_shipped_recording_fits_its_own_limits() -> None:
    for each in PROMPTS:
        assert seconds(read_wav(SHIPPED_FOLDER / each.wav)) <= longest_seconds(each)
    # Music is longer than any sentence.
    assert longest_seconds(prompt("ring-back", "fr")) >= 60


@pytest.mark.parametrize(
    ("name", "language", "complaint"),
    [
        ("helo", "fr", 'no prompt is called "helo": did you mean hello?'),
        ("xyzzy", "fr", "tranquille prompts list shows all"),
        ("../../etc/passwd", "fr", "no prompt is called"),
        ("pm", "fr", "pm is said in en only: add --language en"),
    ],
)
def test_an_unknown_name_is_told_with_the_way_out(
    book: PromptBook, tmp_path: Path, name: str, language: str, complaint: str
) -> None:
    with pytest.raises(UserError) as told:
        book.replace(name, a_voice(tmp_path / "mine.wav"), language, TODAY)
    assert complaint in str(told.value)
    with pytest.raises(UserError):
        book.recording(name, language, TODAY)


def test_a_name_that_begins_no_prompt_is_told(book: PromptBook) -> None:
    with pytest.raises(UserError, match="did you mean hello"):
        list(book.recordings("helllo"))


def test_what_is_wrong_with_your_own_recordings_is_found(book: PromptBook) -> None:
    book.own_folder.mkdir(parents=True)
    a_voice(book.own_folder / "done.fr.wav", 4)
    write_wav(book.own_folder / "denied.fr.wav", silence(1))
    a_voice(book.own_folder / "donne.fr.wav")
    (book.own_folder / "notes.txt").touch()
    problems = list(book.own_problems())
    assert len(problems) == 2, "four seconds are no problem for a sentence"
    assert "denied.fr.wav speaks too quietly" in problems[0]
    assert (
        "donne.fr.wav is never played, as no prompt has that name; did you mean done.fr.wav?" in problems[1]
    )
    (book.own_folder / "hello.fr.wav").write_text("not sound")
    assert any("hello.fr.wav is not a WAV file" in each for each in book.own_problems())
    assert not book.recording("hello", "fr", TODAY).yours, "what cannot be played gives way to ours"


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    with pytest.raises(UserError, match=r"done\.fr\.wav cannot be written"):
        PromptBook(Settings(data_folder=tmp_path / "data")).replace(
            "done", a_voice(tmp_path / "mine.wav"), "fr", TODAY
        )


def a_player(folder: Path, script: str) -> None:
    """An `aplay` of ours, first in the path."""
    folder.mkdir()
    (folder / "aplay").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "aplay").chmod(0o755)


def test_a_sound_is_played_where_there_is_a_player(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_player(tmp_path / "bin", f'echo "$@" > {tmp_path}/played')
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}/usr/bin{os.pathsep}/bin")
    assert play_aloud(Path("hello.wav")) == ""
    assert (tmp_path / "played").read_text() == "-q hello.wav\n"


def test_why_a_sound_was_not_played_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert "has no aplay" in play_aloud(Path("hello.wav"))
    a_player(tmp_path / "bin", "echo no such card >&2; exit 1")
    assert play_aloud(Path("hello.wav")) == "aplay could not play it (no such card)"
