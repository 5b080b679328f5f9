"""The command as a process: help that teaches, no colours in a pipe, no traceback, quiet when unread."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from agent import __version__
from agent.cli.main import COMMANDS
from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]


def tranquille(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "agent", *words],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
    )


def test_help_names_every_command_and_shows_how_to_begin(run: Run) -> None:
    told = run("--help")
    assert told.code == 0
    for command in COMMANDS:
        assert f"\n  {command} " in told.out
    assert "tranquille why 0162000001" in told.out
    assert run().out == told.out, "without words there is help"


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_teaches_with_examples(run: Run, command: str) -> None:
    out = run(command, "--help").out
    assert "  Example" in out
    assert f"\n    tranquille {command}" in out
    assert "--config" in out
    assert "<" not in out.partition("Arguments:")[2].partition("Options:")[0] or "|" in out
    assert "--json" in out or command in ("run", "demo"), "these answer nothing that a program could read"


def test_the_version_is_told(run: Run) -> None:
    assert run("--version").out == f"tranquille {__version__}\n"


def test_a_pipe_gets_no_colours_and_a_mistake_no_traceback(home: Path) -> None:
    answer = tranquille("why", "0162000001")
    assert answer.returncode == 0
    assert "\x1b" not in answer.stdout + answer.stderr
    mistake = tranquille("why", "112", TRANQUILLE_CONFIG="none.toml")
    assert mistake.returncode == 2
    assert mistake.stdout == ""
    assert mistake.stderr.count("\n") == 1


def test_whoever_stops_reading_gets_no_complaint(home: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as unread:
        done = subprocess.run(
            [sys.executable, "-m", "agent", "why", "112", "--json"],
            stdout=unread,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": str(ROOT), "TRANQUILLE_CONFIG": str(empty_config(home))},
        )
    assert done.stderr == ""


@pytest.mark.parametrize("words", [("check",), ("why", "0162000001", "--json"), ("--help",)])
def test_a_full_disk_or_no_stream_at_all_costs_no_traceback(home: Path, words: tuple[str, ...]) -> None:
    config = str(empty_config(home))
    command = f'"{sys.executable}" -m agent {" ".join(words)}'
    environment = os.environ | {"PYTHONPATH": str(ROOT), "TRANQUILLE_CONFIG": config}
    full = subprocess.run(
        f"{command} >/dev/full", shell=True, env=environment, stderr=subprocess.PIPE, text=True
    )
    assert full.returncode == 2
    assert full.stderr == "tranquille: the answer could not be written: No space left on device\n"
    closed = subprocess.run(f"{command} >&-", shell=True, env=environment, stderr=subprocess.PIPE, text=True)
    assert closed.returncode in (0, 2)
    assert "Traceback" not in closed.stderr


def test_letters_that_the_terminal_has_not_cost_a_question_mark_and_no_traceback(home: Path) -> None:
    told = tranquille("why", "0947512345", PYTHONIOENCODING="ascii", TRANQUILLE_LANGUAGE="fr")
    assert told.returncode == 0
    assert "Saint-Barth?lemy" in told.stdout
    assert "Traceback" not in told.stderr


def test_a_terminal_of_no_columns_shows_everything(home: Path) -> None:
    told = tranquille("why", "0162000001", COLUMNS="0")
    assert "regulator-prefix" in told.stdout
    assert "no config.toml found" in told.stderr


def test_a_number_that_is_none_is_told_in_plain_words(home: Path, run: Run) -> None:
    told = run("calls", "--last", "many").err
    assert "Invalid value for '--last' / '-n': write a whole number (" in told
    assert "Invalid value for '--last' / '-n': write 1 or more (" in run("calls", "--last", "0").err


def test_completion_knows_commands_and_options(home: Path) -> None:
    words = {"_TRANQUILLE_COMPLETE": "complete_bash", "COMP_WORDS": "tranquille al", "COMP_CWORD": "1"}
    assert tranquille(**words).stdout.split() == ["allow"]
    words |= {"COMP_WORDS": "tranquille why --w", "COMP_CWORD": "2"}
    assert tranquille(**words).stdout.split() == ["--withheld"]


def empty_config(folder: Path) -> Path:
    (folder / "config.toml").touch()
    return folder / "config.toml"
