"""Nothing undocumented: commands, settings and lists stand where a newcomer looks for them."""

import re
import tomllib
from pathlib import Path

import pytest

from agent import __version__
from agent.cli.main import COMMANDS, main
from agent.settings.config_file import SECTIONS

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text()
FRENCH_README = (ROOT / "README.fr.md").read_text()
EXAMPLE = (ROOT / "config.example.toml").read_text()


def test_every_command_is_in_the_readme() -> None:
    for name in COMMANDS:
        assert f"tranquille {name}" in README, f"README does not show tranquille {name}"
        assert f"tranquille {name}" in FRENCH_README, f"README.fr does not show tranquille {name}"


def test_every_way_to_ask_for_calls_is_in_the_handbook(capsys: pytest.CaptureFixture[str]) -> None:
    page = (ROOT / "agent" / "handbook" / "data.md").read_text()
    main(["calls", "--help"])
    options = set(re.findall(r"--[a-z]+", capsys.readouterr().out)) - {"--config", "--help"}
    assert {"--search", "--csv"} < options
    for option in options:
        assert option in page, f"the handbook does not show tranquille calls {option}"


def test_every_section_of_the_settings_is_in_the_example() -> None:
    for section in SECTIONS:
        assert f"[{section}" in EXAMPLE, section
    assert tomllib.loads(EXAMPLE)


def test_every_make_target_is_in_the_readme() -> None:
    for target in ("demo", "test", "check", "bench", "mutants", "words", "lock"):
        assert f"make {target}" in README


def test_every_shipped_list_is_described() -> None:
    described = (ROOT / "blocklists" / "README.md").read_text()
    for path in (ROOT / "blocklists").glob("*.txt"):
        assert path.name in described, path.name


def test_every_page_of_the_handbook_can_be_reached_and_every_link_leads_somewhere() -> None:
    pages = sorted((ROOT / "agent" / "handbook").glob("*.md"))
    assert pages
    for page in pages:
        assert f"(agent/handbook/{page.name})" in README, page.name
    for page in [*pages, *ROOT.glob("README*.md"), ROOT / "blocklists" / "README.md"]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_way_in_names_files_that_are_there() -> None:
    way_in = (ROOT / "CONTRIBUTING.md").read_text()
    named = re.findall(r"`((?:agent/)?[a-z_]+(?:/[\w.]+)+\.(?:py|md|toml)|tests/[\w/.]+)`", way_in)
    assert len(named) > 30
    for name in named:
        assert (ROOT / name).exists() or (ROOT / "agent" / name).exists(), name
    for target in re.findall(r"\]\(([^)#:]+)\)", way_in):
        assert (ROOT / target).exists(), target


def test_the_version_of_today_has_its_changes() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text()
    assert re.findall(r"^## (\d+\.\d+\.\d+) - \d{4}-\d\d-\d\d$", changes, re.MULTILINE)[0] == __version__
