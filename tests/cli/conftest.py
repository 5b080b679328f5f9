"""A household's folder, and the command run in it as a person would."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from agent.cli.main import main

CONFIG = """
[house]
data_folder = "data"
time_zone = "Europe/Paris"
[[line]]
registrar = "fritz.box"
user = "tranquille"
password_file = "password.txt"
"""


@dataclass(frozen=True)
class Told:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Told]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder with no settings in it, as the current folder too."""
    monkeypatch.setenv("HOME", str(tmp_path))
    # Root's data would lie in the system's folder.
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path / ".local/share/tranquille"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def house(home: Path) -> Path:
    """The same with a config for a FRITZ!Box and its password."""
    (home / "config.toml").write_text(CONFIG)
    (home / "password.txt").write_text("hunter2\n")
    (home / "password.txt").chmod(0o600)
    return home


@pytest.fixture
def run(home: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `tranquille` with these words."""

    def run_it(*words: str) -> Told:
        code = main(words)
        said = capsys.readouterr()
        return Told(code, said.out, said.err)

    return run_it
