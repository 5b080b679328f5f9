"""`tranquille why` prints who, what, because, and the trail of rules."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_json_keeps_its_promise(house: Path, run: Run) -> None:
    told = run("why", "01", "62", "00", "00", "01", "--json")
    answer = json.loads(told.out)
    assert told.code == 0
    assert told.err == ""
    assert answer["number_e164"] == "+33162000001"
    assert answer["treatment"] == "announce"
    assert answer["rule"] == "regulator-prefix"
    assert "fr-arcep-telemarketing" in answer["because"]
    assert answer["passed"][:3] == ["protected-caller", "internal-call", "allow-list"]
    assert answer["passed"][-1] == "impossible-number"


def test_a_person_reads_who_what_because_and_the_trail(house: Path, run: Run) -> None:
    (house / "deny.txt").write_text("# unwanted\n01 40 00 00 02  # says he is the bank\n")
    lines = run("why", "0140000002", "--name", "Bank\x1b\u202e").out.splitlines()
    assert lines[0] == "+33140000002  Bank, Paris, fixed-line"
    assert lines[1].startswith("announce, because ")
    assert "01 40 00 00 02 # says he is the bank" in lines[1]
    assert "deny.txt line 2" in lines[1]
    assert lines[-1] == "  → deny-list"
    assert "    protected-caller" in lines


def test_it_answers_without_any_config_and_says_so(home: Path, run: Run) -> None:
    told = run("why", "0162000001", "--json")
    assert json.loads(told.out)["treatment"] == "announce"
    assert "no config.toml found: all at its defaults, a line in France" in told.err
    assert list(home.iterdir()) == [], "asking leaves no trace"


def test_the_hour_is_the_one_on_the_households_clock(house: Path, run: Run) -> None:
    assert json.loads(run("why", "112", "--at", "2026-07-01 14:30", "--json").out)["at"].endswith(
        "14:30:00+02:00"
    )
    assert json.loads(run("why", "112", "--at", "2026-12-01 14:30", "--json").out)["at"].endswith(
        "14:30:00+01:00"
    )
    for typed, hour in (("22:05", "22:05"), ("8:30", "08:30"), ("20h15", "20:15"), ("7h", "07:00")):
        assert f"T{hour}:00+" in json.loads(run("why", "112", "--at", typed, "--json").out)["at"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("why",), "who calls? Give a number such as 0162000001, or --withheld"),
        (("why", "hello"), '"hello" is not a telephone number'),
        (("why", "112", "--at", "soon"), '--at "soon" is no time: write 14:30 or "2026-11-21 14:30"'),
        (("why", "112", "--line", "salon"), 'there is no line "salon"; the lines are: home'),
        (("why", "112", "--config", "none.toml"), "none.toml does not exist: name another with --config"),
        (("why", "112", "--nmae", "x"), "--nmae"),
        (("wy", "112"), "Did you mean 'why'?"),
        (("why", "\x1b]0;title\x07\x1b[31mx"), '"x" is not a telephone number'),
    ],
)
def test_what_a_person_can_fix_is_one_sentence_and_code_2(
    house: Path, run: Run, words: tuple[str, ...], sentence: str
) -> None:
    told = run(*words)
    assert told.code == 2
    assert told.out == ""
    assert told.err.startswith("tranquille: ")
    assert sentence in told.err
    assert told.err.count("\n") == 1
    assert "\x1b" not in told.err


def test_a_word_for_nobody_points_to_the_option(house: Path, run: Run) -> None:
    for typed in ("anonymous", "masqué", "withheld"):
        told = run("why", typed)
        assert told.code == 2
        assert "tranquille why --withheld" in told.err


def test_a_code_for_the_network_is_no_telephone_of_the_house(house: Path, run: Run) -> None:
    assert json.loads(run("why", "*31#0162000001", "--json").out)["number_e164"] == "+33162000001"
    assert json.loads(run("why", "**622", "--json").out)["caller"]["internal"] == "**622"
