"""What `make demo`, `make test` and `make bench` install is the same everywhere, and what was meant."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = (ROOT / "requirements.lock").read_text()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PINNED = re.compile(
    r"^([a-z0-9-]+)==[\w.]+( ; [^\\]+)? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.M
)


def name_of(requirement: str) -> str:
    """The registry's spelling: `backports.zstd>=1` is `backports-zstd`."""
    found = re.match(r"[\w.-]+", requirement)
    assert found, requirement
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def test_whatever_is_asked_for_is_locked() -> None:
    asked = [*PROJECT["project"]["dependencies"], *PROJECT["build-system"]["requires"]]
    asked += [each for group in PROJECT["dependency-groups"].values() for each in group]
    locked = {found[1] for found in PINNED.finditer(LOCK)}
    assert not {name_of(each) for each in asked} - locked, "say `make lock`"


def test_every_line_is_one_version_with_its_hashes_and_names_no_place_to_find_it() -> None:
    left = PINNED.sub("", LOCK)
    assert all(line.startswith("#") for line in left.splitlines()), left
    assert "://" not in LOCK
