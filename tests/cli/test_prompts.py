"""`tranquille prompts list|play|replace|check`."""

import json
from pathlib import Path

import pytest

from agent.prompts.recording import SHIPPED_FOLDER
from agent.prompts.tones import sine
from agent.sound.wav_file import read_wav
from agent.sound.wav_writing import write_wav
from tests.cli.conftest import Run


@pytest.fixture
def mine(house: Path) -> Path:
    """A recording that fits the line."""
    write_wav(house / "mine.wav", sine(500, 1, -26))
    return house / "mine.wav"


def test_the_list_shows_name_language_version_length_level_and_words(house: Path, run: Run) -> None:
    told = run("prompts", "list", "menu-deny")
    assert told.code == 0
    header, french, english = told.out.splitlines()
    assert header.split() == ["name", "language", "version", "seconds", "dBov", "whose", "text"]
    assert french.split()[:3] == ["menu-deny", "fr", "1"]
    assert french.split()[4:6] == ["-26", "ours"]
    assert "Pour refuser ce numéro, tapez un." in french
    assert "press one" in english
    assert len(run("prompts", "list", "menu-deny", "--language", "en").out.splitlines()) == 2


def test_programs_read_the_list(house: Path, run: Run) -> None:
    listed = json.loads(run("prompts", "list", "removal", "--json").out)
    assert [each["valid_from"] for each in listed] == [None, "2026-08-11", None, "2026-08-11"]
    assert listed[0]["path"] == str(SHIPPED_FOLDER / "removal-until-2026-08-10.fr.wav")
    assert not listed[0]["yours"]
    assert listed[0]["level_dbov"] == pytest.approx(-26, abs=1)


def test_a_prompt_is_copied_or_its_place_is_told(
    house: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(house))
    told = run("prompts", "play", "done", "--language", "en")
    assert told.code == 0
    assert told.out.splitlines() == ["Done.", f"it is in {SHIPPED_FOLDER / 'done.en.wav'}"]
    assert "no aplay" in told.err
    told = run("prompts", "play", "done", "copy.wav")
    assert told.out.splitlines() == ["C'est fait.", "copied to copy.wav"], "the house speaks French"
    assert read_wav(house / "copy.wav") == read_wav(SHIPPED_FOLDER / "done.fr.wav")
    assert json.loads(run("prompts", "play", "done", "--json").out)["name"] == "done"


def test_your_own_voice(house: Path, run: Run, mine: Path) -> None:
    told = run("prompts", "replace", "done", str(mine), "--language", "en")
    assert told.code == 0
    kept = house / "data" / "prompts" / "done.en.wav"
    assert f"done (en) is said with your recording from now on: {kept}" in told.out
    assert read_wav(kept) == read_wav(mine)
    assert "yours" in run("prompts", "list", "done", "-l", "en").out
    assert run("prompts", "check").out == "every prompt can be played\n"
    assert json.loads(run("prompts", "replace", "done", str(mine), "--json").out)["yours"]
    kept.unlink()
    assert "ours" in run("prompts", "list", "done", "-l", "en").out


def test_a_recording_that_does_not_fit_is_one_sentence(house: Path, run: Run) -> None:
    write_wav(house / "quiet.wav", sine(500, 1, -50))
    told = run("prompts", "replace", "hello", "quiet.wav")
    assert told.code == 2
    assert told.out == ""
    assert told.err == ("tranquille: quiet.wav speaks too quietly (-50 dBov); bring it to about -26 dBov.\n")
    assert not (house / "data" / "prompts").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("prompts", "replace", "hello"),
        ("prompts", "replace", "hello", "missing.wav"),
        ("prompts", "play"),
        ("prompts", "play", "helo"),
        ("prompts", "list", "xyzzy"),
        ("prompts", "sing"),
        ("prompts",),
        ("prompts", "play", "done", "no-such-folder/copy.wav"),
    ],
)
def test_what_a_person_can_fix_is_one_sentence(house: Path, run: Run, words: tuple[str, ...]) -> None:
    told = run(*words)
    assert told.code == 2
    assert told.err.count("\n") == 1


def test_check_names_what_is_wrong(house: Path, run: Run) -> None:
    own = house / "data" / "prompts"
    own.mkdir(parents=True)
    (own / "hello.fr.wav").write_text("not sound")
    told = run("prompts", "check")
    assert told.code == 2
    assert "hello.fr.wav is not a WAV file: convert it first" in told.out
    assert len(json.loads(run("prompts", "check", "--json").out)["problems"]) == 1
    assert "hello.fr.wav is not a WAV file" in run("check").out, "the general check-up says it too"
