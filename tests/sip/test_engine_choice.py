"""Which engine takes the calls; where the wished one cannot run, one sentence says so and ends it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from agent.sip.engine_choice import choose_engine, what_is_missing

ROOT = Path(__file__).parents[2]
LINE = """
[house]
data_folder = "data"
engine = "pjsua2"
[[line]]
bind_address = "127.0.0.1"
trusted_peers = ["127.0.0.1"]
"""
LIMIT_SECONDS = 60


@pytest.fixture
def told(tmp_path: Path) -> "Told":
    """A house whose Python finds a SIP library that was compiled for another one."""
    (tmp_path / "packages" / "pjsua2").mkdir(parents=True)
    (tmp_path / "packages" / "pjsua2" / "__init__.py").touch()
    (tmp_path / "packages" / "pjsua2" / "_pjsua2.cpython-39-x86_64-linux-gnu.so").touch()
    (tmp_path / "config.toml").write_text(LINE)
    (tmp_path / "tmp").mkdir()
    return Told(tmp_path)


class Told:
    """Runs commands in that house."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *words: str, language: str = "en") -> subprocess.CompletedProcess[str]:
        config = str(self.folder / "config.toml")
        return self.python("-m", "agent", *words, "--config", config, language=language)

    def python(self, *words: str, language: str = "en") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *words],
            env=os.environ
            | {
                "PYTHONPATH": os.pathsep.join([str(self.folder / "packages"), str(ROOT)]),
                "TRANQUILLE_LANGUAGE": language,
                "TMPDIR": str(self.folder / "tmp"),
            },
            capture_output=True,
            text=True,
            timeout=LIMIT_SECONDS,
        )


@pytest.mark.parametrize(("wish", "name"), [("auto", "pjsua2"), ("pjsua2", "pjsua2"), ("python", "python")])
def test_here_every_engine_runs(wish: str, name: str) -> None:
    engine = choose_engine(wish)
    assert engine.name == name
    assert engine.command[-1] == name


def test_where_the_library_is_not_the_engine_in_python_takes_the_calls(told: "Told") -> None:
    asked = "from agent.sip.engine_choice import choose_engine; print(choose_engine('auto').name)"
    assert told.python("-c", asked).stdout == "python\n"


def test_what_needs_that_engine_ends_with_one_sentence(told: Told) -> None:
    answer = told("run")
    assert answer.returncode == 2
    assert answer.stdout == ""
    assert answer.stderr.startswith("tranquille: no call can be taken here: the SIP library is not installed")
    assert answer.stderr.endswith("-m pip install --force-reinstall pjsua2-python\n")
    assert answer.stderr.count("\n") == 1
    assert not list((told.folder / "tmp").iterdir()), "nothing is left behind"
    assert not (told.folder / "data").exists()


def test_check_names_it_among_what_is_to_put_right_and_in_the_readers_language(told: Told) -> None:
    answer = told("check")
    assert answer.returncode == 2
    assert "✗ no call can be taken here: the SIP library is not installed" in answer.stdout
    assert "everything is in order" not in answer.stdout
    assert answer.stderr == "tranquille: 1 thing to put right, named above\n"
    assert "✗ aucun appel ne peut être pris ici" in told("check", language="fr").stdout


def test_what_needs_no_engine_works_without_one(told: Told) -> None:
    assert told("why", "0162000001").returncode == 0


@pytest.mark.parametrize(
    ("python", "system", "machine", "said"),
    [
        ((3, 11), "Linux", "x86_64", "was made for another Python"),
        ((3, 12), "Linux", "x86_64", "was made for another Python"),
        ((3, 10), "Linux", "x86_64", "this is Python 3.10 on Linux and x86_64"),
        ((3, 13), "Linux", "x86_64", "this is Python 3.13 on Linux and x86_64"),
        ((3, 12), "Linux", "aarch64", "this is Python 3.12 on Linux and aarch64"),
        ((3, 12), "Darwin", "x86_64", "this is Python 3.12 on Darwin and x86_64"),
    ],
)
def test_the_sentence_says_what_is_needed(
    python: tuple[int, int], system: str, machine: str, said: str
) -> None:
    assert said in what_is_missing(python, system, machine)
