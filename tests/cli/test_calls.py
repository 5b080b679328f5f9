"""`tranquille calls` shows the log newest first, cleaned of what callers wrote into it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.call.call_record import CallRecord
from agent.settings.config_file import load_settings
from agent.store.call_log import CallLog
from tests.cli.conftest import Run

MORNING = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


@pytest.fixture
def with_calls(house: Path) -> Path:
    """Three calls: an announced one, a phone of the house, one who hides."""
    log = CallLog(load_settings(house / "config.toml", environment={}).call_log_path)
    log.save(
        CallRecord(
            call_id="1",
            line="home",
            received_at=MORNING,
            number_e164="+33162000001",
            display_name="\x1b]0;pwned\x07[red]Offre\u202e\x1b[2J",
            region="Paris",
            treatment="announce",
            rule="regulator-prefix",
            because="in a range kept for telemarketing",
            done="played the removal message",
        )
    )
    for call_id, shown_as in (("2", "**622"), ("3", "anonymous")):
        log.save(
            CallRecord(
                call_id=call_id,
                line="home",
                received_at=MORNING + timedelta(minutes=int(call_id)),
                shown_as=shown_as,
                withheld=shown_as == "anonymous",
                treatment="let-ring",
            )
        )
    log.close()
    return house


def test_calls_are_a_table_newest_first(with_calls: Path, run: Run) -> None:
    told = run("calls")
    header, *rows = told.out.splitlines()
    assert header.split() == ["when", "number", "who", "verdict", "because", "what", "happened"]
    assert [row.split()[3] for row in rows] == ["withheld", "**622", "+33162000001"]
    assert rows[2].startswith("21 Nov 09:00"), "on the household's clock"
    for word in (
        "[red]Offre, Paris",
        "announce",
        "in a range kept for telemarketing",
        "played the removal message",
    ):
        assert word in rows[2]
    assert not set("\x1b\x07\u202e") & set(told.out)


def test_calls_can_be_counted_and_picked_by_number(with_calls: Path, run: Run) -> None:
    assert len(run("calls", "--last", "2").out.splitlines()) == 3
    assert len(run("calls", "01", "62", "00", "00", "01").out.splitlines()) == 2
    assert run("calls", "0140000009").out == "no calls of 0140000009 yet\n"
    assert run("calls", "--last", "0").code == 2


def test_programs_get_the_whole_record(with_calls: Path, run: Run) -> None:
    out = run("calls", "--json").out
    records = json.loads(out)
    assert [record["call_id"] for record in records] == ["3", "2", "1"]
    assert records[2]["display_name"].startswith("\x1b]0;pwned"), "whole, for a program"
    assert out.isascii()
    assert "\x1b" not in out


def test_no_log_is_no_error_and_is_not_made(house: Path, run: Run) -> None:
    assert run("calls").out == "no calls yet\n"
    assert json.loads(run("calls", "--json").out) == []
    assert not (house / "data").exists()


def test_a_log_that_cannot_be_read_is_one_sentence(house: Path, run: Run) -> None:
    (house / "data/calls.sqlite").mkdir(parents=True)
    told = run("calls")
    assert told.code == 2
    assert "calls.sqlite cannot be used" in told.err
    assert told.err.count("\n") == 1
