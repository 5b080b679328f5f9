"""`tranquille messages` lists what callers left, names the file, and deletes one."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.service.calls.message_keeping import open_messages
from agent.settings.config_file import load_settings
from tests.cli.conftest import Run

MORNING = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


@pytest.fixture
def with_messages(house: Path) -> Path:
    folder = open_messages(load_settings(house / "config.toml", environment={}))
    for number, hours in (("+33612345678", 0), ("withheld", 1)):
        at = MORNING + timedelta(hours=hours)
        recording = folder.place_for(number, at, number, "message", 120)
        assert recording is not None
        recording.touch()
        folder.keep(recording, b"\xd5" * 16000, at)
    return house


def test_they_are_listed_newest_first_on_the_household_s_clock(with_messages: Path, run: Run) -> None:
    _, first, second = run("messages").out.splitlines()
    assert first.split() == ["1", "21", "Nov", "10:00", "withheld", "message", "2"]
    assert second.split() == ["2", "21", "Nov", "09:00", "+33612345678", "message", "2"]


def test_a_file_is_named_and_deleted_by_its_number_in_the_list(with_messages: Path, run: Run) -> None:
    path = Path(run("messages", "path", "2").out.strip())
    assert path.is_file()
    assert run("messages", "delete", "2").code == 0
    assert not path.exists()
    (left,) = json.loads(run("messages", "--json").out)
    assert (left["n"], left["number"]) == (1, "withheld")


@pytest.mark.parametrize("words", [("path",), ("delete",), ("delete", "3"), ("path", "3")])
def test_a_message_that_is_not_there_is_one_sentence(
    with_messages: Path, run: Run, words: tuple[str, ...]
) -> None:
    told = run("messages", *words)
    assert told.code == 2
    assert len(told.err.splitlines()) == 1


def test_a_number_whose_calls_are_forgotten_leaves_no_message_either(with_messages: Path, run: Run) -> None:
    assert run("forget", "0612345678", "--calls").code == 0
    (left,) = json.loads(run("messages", "--json").out)
    assert left["number"] == "withheld"


def test_none_at_all_is_said(house: Path, run: Run) -> None:
    assert run("messages").out.strip() == "no messages"
