"""`tranquille check` shows what each kind of caller meets, names all that is wrong, and touches nothing."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import CONFIG, Run


def test_a_house_in_order_is_told_what_each_kind_of_caller_meets(house: Path, run: Run) -> None:
    (house / "allow.txt").write_text("0612345678\n")
    (house / "deny.txt").write_text('"Spam*"\n')
    before = sorted((path, path.stat().st_mtime_ns) for path in house.rglob("*"))
    told = run("check", "--json")
    assert told.code == 0
    found = json.loads(told.out)
    assert found["problems"] == []
    assert {(each["kind"], each["treatment"], each["rule"]) for each in found["kinds"]} >= {
        ("a friend on your allow list", "let-ring", "allow-list"),
        ("a caller on your deny list", "announce", "deny-list"),
        ("an emergency service", "let-ring", "protected-caller"),
        ("a telephone of the house", "let-ring", "internal-call"),
        ("telemarketing, FR", "announce", "regulator-prefix"),
        ("a stranger", "let-ring", "otherwise"),
        ("a caller who hides the number", "let-ring", "withheld"),
        ("a number that cannot be", "let-ring", "impossible-number"),
    }
    assert sorted((path, path.stat().st_mtime_ns) for path in house.rglob("*")) == before


def test_a_person_sees_lines_lists_callers_and_that_all_is_well(house: Path, run: Run) -> None:
    told = run("check")
    assert told.code == 0
    assert told.err == ""
    for words in (
        "line home: beside the box, fritz.box",
        "list fr-arcep-telemarketing: ",
        "everything is in order",
    ):
        assert words in told.out


def test_each_thing_to_put_right_is_named(house: Path, run: Run) -> None:
    (house / "deny.txt").write_text("0140000002\nrubbish\n")
    (house / "password.txt").unlink()
    (house / "data").mkdir()
    (house / "data/calls.sqlite").write_text("no database at all, " * 100)
    told = run("check")
    assert told.code == 2
    assert "deny.txt line 2 is skipped (rubbish)" in told.out
    assert "password.txt cannot be read (No such file or directory)" in told.out
    assert "calls.sqlite cannot be used: file is not a database" in told.out
    assert told.err == "tranquille: 3 things to put right, named above\n"
    assert (house / "data/calls.sqlite").read_text().startswith("no database"), "check repairs nothing"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ('[announce]\nmessage_folder = "voices"\n', 'message_folder = "voices": there is no folder'),
        ('[lists]\nshipped_off = ["arcep"]\n', 'shipped_off names "arcep"; the shipped lists are:'),
        (
            '[[line]]\nname = "b"\nregistrar = "r"\nuser = "u"\npassword = "hunter2"\n',
            "config.toml holds a password",
        ),
        (
            '[[line]]\nname = "b"\nregistrar = "r"\nuser = "u"\ncountry = "XX"\n',
            "no country dials by that code",
        ),
    ],
)
def test_settings_that_cannot_work_are_named(house: Path, run: Run, change: str, sentence: str) -> None:
    (house / "config.toml").write_text(CONFIG + change)
    (house / "config.toml").chmod(0o644)
    told = run("check")
    assert told.code == 2
    assert sentence in told.out
    assert "hunter2" not in told.out + told.err


def test_all_mistakes_of_the_config_are_named_at_once(house: Path, run: Run) -> None:
    (house / "config.toml").write_text('[house]\nmode = "off"\n[store]\nkeep_dais = 3\n')
    told = run("check")
    assert told.code == 2
    assert '[house] mode = "off" must be one of' in told.out
    assert "[store] has no setting keep_dais (did you mean keep_days?)" in told.out
    assert told.err == "tranquille: 2 things to put right, named above\n"
    assert len(json.loads(run("check", "--json").out)["problems"]) == 2


def test_an_unreadable_list_is_a_problem_and_no_traceback(house: Path, run: Run) -> None:
    (house / "allow.txt").mkdir()
    told = run("check")
    assert told.code == 2
    assert f"cannot read {house}/allow.txt" in told.out


def test_without_a_config_it_says_how_to_begin(home: Path, run: Run) -> None:
    told = run("check")
    assert told.code == 2
    assert "there is no [[line]] yet, so nobody can call" in told.out
    assert "telemarketing, FR" in told.out
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("content", [None, "x =\n", "[hause]\n"])
def test_a_program_that_asks_gets_an_answer_whatever_is_wrong(
    home: Path, run: Run, content: str | None
) -> None:
    if content is not None:
        (home / "broken.toml").write_text(content)
    told = run("check", "--config", "broken.toml", "--json")
    assert told.code == 2
    assert len(json.loads(told.out)["problems"]) == 1
