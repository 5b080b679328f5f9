"""`tranquille listen` draws and explains a recorded call, and goes on after a file that is none."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.listen.made_sounds import quiet, spoken, tone
from tests.sound.test_wav_file import wav


@pytest.fixture
def person(home: Path) -> str:
    path = home / "person.wav"
    path.write_bytes(wav(1, 16, quiet(1.2) + spoken("hello.fr") + quiet(2)))
    return str(path)


@pytest.fixture
def fax(home: Path) -> str:
    path = home / "fax.wav"
    path.write_bytes(wav(1, 16, quiet(0.5) + tone(0.5, 1100) + quiet(2)))
    return str(path)


def test_json_keeps_its_promise(person: str, run: Run) -> None:
    told = run("listen", person, "--json")
    answer = json.loads(told.out)
    assert told.code == 0
    assert list(answer) == ["file", "conclusion", "because", "events", "evidence"]
    assert (answer["file"], answer["conclusion"]) == (person, "person")
    assert "waited for an answer" in answer["because"]
    assert all(set(event) == {"at_seconds", "heard", "detail"} for event in answer["events"])
    assert [event["heard"] for event in answer["events"]][:2] == ["speech", "speech ended"]
    assert "noise floor" in answer["evidence"]


def test_a_person_sees_a_bar_and_reads_why(person: str, run: Run) -> None:
    told = run("listen", person)
    lines = told.out.splitlines()
    assert lines[1].startswith("person: a voice after 1.")
    assert any("━" in line and "·" in line for line in lines)
    assert any("█" in line or "▇" in line for line in lines)
    assert any("speech" in line and "dBov" in line for line in lines)
    assert "    noise floor: " in told.out


def test_a_tone_is_marked(fax: str, run: Run) -> None:
    told = run("listen", fax)
    assert "♪" in told.out
    assert "fax-cng (1100 Hz, 0.5 s)" in told.out


def test_a_file_that_is_no_sound_is_said_and_the_others_go_on(
    home: Path, person: str, fax: str, run: Run
) -> None:
    (home / "notes.txt").write_text("no sound at all, only words\n")
    told = run("listen", person, "notes.txt", fax, "--json")
    assert told.code == 2
    assert [answer["conclusion"] for answer in json.loads(told.out)] == ["person", "fax-or-modem"]
    complaints = [line for line in told.err.splitlines() if "notes.txt" in line]
    assert complaints == [
        "tranquille: notes.txt is not a WAV file: convert it first, for example with sox or ffmpeg"
    ]


def test_a_file_name_cannot_paint_on_the_terminal(home: Path, run: Run) -> None:
    path = home / "\x1b[31mred.wav"
    path.write_bytes(wav(1, 16, quiet(1)))
    assert "\x1b" not in run("listen", str(path)).out


def test_the_picture_is_drawn_in_the_readers_words(
    home: Path, person: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("listen", person, "--plot", "call.svg").code == 0
    assert ">speech</text>" in (home / "call.svg").read_text()
    monkeypatch.setenv("TRANQUILLE_LANGUAGE", "fr")
    assert run("listen", person, "--plot", "appel.svg").code == 0
    assert ">parole</text>" in (home / "appel.svg").read_text()


def test_whoever_asks_for_another_kind_of_picture_is_told_what_there_is(
    home: Path, person: str, run: Run
) -> None:
    told = run("listen", person, "--plot", "call.png")
    assert (told.code, told.out) == (2, "")
    assert told.err == (
        "tranquille: --plot writes SVG, which every browser shows: name a file that ends in .svg, not call.png\n"
    )
    assert not (home / "call.png").exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--plot", "a.svg", "b.wav"), "plot them one by one"),
        (("--plot", "none/a.svg"), "none/a.svg cannot be written"),
        (("--side", "right"), "one channel only"),
        (("--from", "99"), "holds no sound after 99 s"),
        (("--from", "-1"), "--from"),
    ],
)
def test_a_mistake_is_one_sentence(person: str, run: Run, words: tuple[str, ...], sentence: str) -> None:
    told = run("listen", person, *words)
    assert told.code == 2
    assert sentence in told.err
    assert "Traceback" not in told.err
