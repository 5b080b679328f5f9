"""`tranquille permit|pause|resume` say what holds from now on, and what keeps it from holding."""

import json
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import CONFIG, Run

TELEMARKETER = "0162000001"


def rule_for(run: Run, number: str = TELEMARKETER) -> str:
    return str(json.loads(run("why", number, "--json").out)["rule"])


def test_the_next_call_is_permitted_and_a_question_does_not_use_it_up(house: Path, run: Run) -> None:
    told = run("permit", "--next", "--note", "the plumber")
    assert told.code == 0
    assert "the next call that would not have rung is let through, if it comes before" in told.out
    assert "(the plumber)" in told.out
    for _ in range(2):
        answer = json.loads(run("why", TELEMARKETER, "--json").out)
        assert answer["because"] == "you asked to let the next call through (the plumber)"


@pytest.mark.parametrize(
    ("words", "hours"),
    [
        (("permit", "--next"), 24),
        (("permit", "--next", "--for", "90m"), 1.5),
        (("permit", "--for", "2h"), 2),
        (("permit", "01", "62", "00", "00", "01"), 24),
        (("permit", "+33162000001", "--for", "3d"), 72),
        (("pause",), 1),
        (("pause", "1h30"), 1.5),
        (("pause", "2", "h"), 2),
    ],
)
def test_a_wish_holds_as_long_as_it_says(house: Path, run: Run, words: tuple[str, ...], hours: float) -> None:
    wish = json.loads(run(*words, "--json").out)
    lasts = datetime.fromisoformat(wish["until"]) - datetime.fromisoformat(wish["asked_at"])
    assert lasts == pytest.approx(timedelta(hours=hours), abs=timedelta(seconds=2))
    assert wish["number_e164"] == ("+33162000001" if "62" in "".join(words) else None)
    assert rule_for(run) in ("expected-call", "allow-list")


@pytest.mark.parametrize(
    "words", [("pause", "until", "18:00"), ("permit", "--until", "18:00"), ("permit", "--for", "until 18:00")]
)
def test_an_hour_is_one_on_the_household_s_clock(house: Path, run: Run, words: tuple[str, ...]) -> None:
    assert re.search(r"until (\d{4}-\d\d-\d\d )?18:00", run(*words).out)


def test_a_pause_shows_everywhere_until_it_is_resumed(house: Path, run: Run) -> None:
    (house / "deny.txt").write_text("0188001122\n")
    told = run("pause", "1h")
    assert re.match(r"screening is paused until .*\d\d:\d\d: everybody rings but your deny list\n", told.out)
    assert "now: screening is paused until" in run("check").out
    assert "screening is paused" in json.loads(run("check", "--json").out)["in_force"][0]
    assert "screening is paused" in run("permit").out
    assert rule_for(run) == "expected-call"
    assert rule_for(run, "0188001122") == "deny-list"
    assert run("resume").out == "calls are screened again\n"
    assert rule_for(run) == "regulator-prefix"
    assert run("resume").out == "nothing was paused\n"
    assert not json.loads(run("resume", "--json").out)["was_paused"]


def test_resuming_says_what_still_lets_calls_through(house: Path, run: Run) -> None:
    run("permit", TELEMARKETER)
    run("pause")
    assert "still in force: +33162000001 rings until" in run("resume").err
    assert rule_for(run) == "allow-list"


def test_permits_are_shown_and_taken_back(house: Path, run: Run) -> None:
    assert run("permit").out == "nothing is permitted or paused: calls are screened as ever\n"
    assert not (house / "data").exists(), "looking leaves no trace"
    run("permit", TELEMARKETER)
    run("permit", "--next")
    kinds = [each["kind"] for each in json.loads(run("permit", "--json").out)["in_force"]]
    assert kinds == ["next", "number"]
    assert run("permit", "01 62 00 00 01", "--off").out == "1 permit taken back: calls are screened as ever\n"
    assert [each["kind"] for each in json.loads(run("permit", "--off", "--json").out)["taken_back"]] == [
        "next"
    ]
    assert run("permit", "--off").err == "there was no such permit\n"
    assert rule_for(run) == "regulator-prefix"


def test_nobody_there_to_follow_and_a_rule_in_the_way_are_said(house: Path, run: Run) -> None:
    (house / "config.toml").write_text(f"{CONFIG}[rules.expected-call]\non = false\n")
    told = run("pause")
    assert told.code == 0
    assert (
        "but [rules.expected-call] is switched off in your config.toml, so this changes nothing" in told.err
    )
    assert "no Tranquille is running with" in told.err
    assert "data/calls.sqlite: this counts as soon as one does" in told.err


def test_check_tells_the_quiet_hours(house: Path, run: Run) -> None:
    (house / "config.toml").write_text(f'{CONFIG}[quiet_hours]\nevery_day = "all day"\nsunday = "all day"\n')
    told = run("check")
    assert "quiet hours every_day: all day" in told.out
    assert "now: quiet hours until" in told.out
    assert "quiet hours until" in json.loads(run("why", "0142000002", "--json").out)["because"]
    assert json.loads(run("check", "--json").out)["quiet_hours"] == {
        "every_day": "all day",
        "sunday": "all day",
    }


def test_forgetting_a_number_forgets_its_permit(house: Path, run: Run) -> None:
    run("permit", TELEMARKETER)
    run("forget", TELEMARKETER, "--calls")
    assert json.loads(run("permit", "--json").out)["in_force"] == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("pause", "90"), '"90" is no length of time: write 90m, 2h, 1h30, 2d, or until 18:00'),
        (("pause", "until", "25:00"), '"until 25:00" is no length of time'),
        (("pause", "32d"), '"32d" is longer than 31 days'),
        (("permit", "--for", ""), '"" is no length of time'),
        (("permit", "--until", "soon"), '"until soon" is no length of time'),
        (("permit", "--for", "2h", "--until", "18:00"), "--for and --until both say how long: choose one"),
        (("permit", "hello"), '"hello" is not a telephone number'),
        (("permit", "01 62*"), "whole ranges belong on your allow list (tranquille allow)"),
        (("permit", TELEMARKETER, "--next"), "a NUMBER and --next are two wishes"),
        (("permit", "--off", "--next"), "--off takes no time and no --next"),
        (("resume", "now"), "unexpected extra argument"),
    ],
)
def test_what_a_person_can_fix_is_one_sentence_and_code_2(
    house: Path, run: Run, words: tuple[str, ...], sentence: str
) -> None:
    told = run(*words)
    assert told.code == 2
    assert told.out == ""
    assert told.err.startswith("tranquille: ")
    assert told.err.count("\n") == 1
    assert sentence in told.err
    assert not (house / "data").exists()


def test_a_call_log_of_somebody_else_is_one_sentence(house: Path, run: Run) -> None:
    (house / "data").mkdir()
    (house / "data/calls.sqlite").mkdir()
    for words in (("pause",), ("resume",), ("permit", "--next"), ("permit", "--off")):
        told = run(*words)
        assert told.code == 2
        assert "are you the user that Tranquille runs as?" in told.err
        assert told.err.count("\n") == 1


def test_an_emergency_call_lets_even_the_denied_ring_and_any_other_number_changes_nothing(
    house: Path, run: Run
) -> None:
    run("deny", TELEMARKETER)
    assert run("emergency", "0612345678").out == "0612345678 is no emergency number: nothing has changed\n"
    assert rule_for(run) == "deny-list"
    told = run("emergency", "112")
    assert told.code == 0
    assert "an emergency number was called" in told.out
    assert rule_for(run) == "protected-caller"
    # Nothing takes it back.
    run("permit", "--off")
    run("resume")
    assert rule_for(run) == "protected-caller"


@pytest.mark.parametrize(
    ("typed", "instead"), [("30", "--for 30m"), ("2h", "--for 2h"), ("45 min", "--for 45m")]
)
def test_what_may_be_a_time_or_a_number_is_asked_back(
    house: Path, run: Run, typed: str, instead: str
) -> None:
    told = run("permit", typed)
    assert told.code == 2
    assert instead in " ".join(told.err.split())
    assert run("permit", "112").code == 0
