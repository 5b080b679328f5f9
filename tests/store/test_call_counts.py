"""What all calls together say of lists and dialers."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.call.call_record import CallRecord
from agent.store.call_counts import CallCounts

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def log(tmp_path: Path) -> CallCounts:
    log = CallCounts(tmp_path / "calls.sqlite")
    for hour, (number, list_name, heard) in enumerate(
        [
            ("+33162000001", "street", "dialer-silence"),
            ("+33162000001", "street", "dialer-silence"),
            ("+33162000002", "street", ""),
            ("+33612345678", "", "dialer-silence"),
            ("", "street", "dialer-silence"),
            ("+33162000003", 'odd "name"', "person"),
        ]
    ):
        log.save(
            CallRecord(
                call_id=f"c{hour}",
                line="home",
                received_at=NOON + timedelta(hours=hour),
                number_e164=number,
                withheld=not number,
                evidence=(("list", list_name), ("entry", number)) if list_name else (),
                heard=heard,
            )
        )
    return log


def test_calls_are_counted_by_the_list_that_decided(log: CallCounts) -> None:
    found = log.calls_by_list()
    assert found == {
        "street": {"+33162000001": 2, "+33162000002": 1, "": 1},
        'odd "name"': {"+33162000003": 1},
    }


def test_calls_of_a_list_since_a_moment_are_listed_one_by_one(log: CallCounts) -> None:
    assert log.calls_on_list_since("street", NOON + timedelta(hours=1)) == ["+33162000001", "+33162000002"]
    assert log.calls_on_list_since("nobody", NOON) == []


def test_silent_callers_are_those_with_a_number(log: CallCounts) -> None:
    assert log.silent_callers() == {"+33162000001": 2, "+33612345678": 1}


def test_a_log_that_is_not_there_has_counted_nothing(tmp_path: Path) -> None:
    log = CallCounts(tmp_path / "none.sqlite", read_only=True)
    assert (log.calls_by_list(), log.silent_callers()) == ({}, {})
