"""Permits are kept, are seen at once by whoever has the file open, and are taken once only."""

import multiprocessing
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from agent.store.call_log import CallLog
from agent.store.database import Database, StoreUnusable
from agent.store.migrations import MIGRATIONS
from agent.store.permits import Permit, PermitTable

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SOON = NOON + timedelta(minutes=5)
NEXT = Permit(kind="next", asked_at=NOON, until=NOON + timedelta(hours=2), because="la livraison 🚚")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "calls.sqlite")
    yield database
    database.close()


def test_a_permit_comes_back_as_it_went_in_until_it_is_over(database: Database) -> None:
    table = PermitTable(database)
    table.put(NEXT)
    assert table.in_force(SOON) == (NEXT,)
    assert table.in_force(NEXT.until - timedelta(microseconds=1)) == (NEXT,)
    assert table.in_force(NEXT.until) == ()


def test_times_of_any_zone_are_kept_as_moments(database: Database) -> None:
    table = PermitTable(database)
    east = timezone(timedelta(hours=11))
    table.put(replace(NEXT, asked_at=NOON.astimezone(east), until=NEXT.until.astimezone(east)))
    assert table.in_force(NEXT.until.astimezone(timezone(timedelta(hours=-9))) - timedelta(seconds=1)) == (
        NEXT,
    )
    assert table.in_force(NEXT.until) == ()


def test_the_latest_wish_of_a_kind_counts_and_each_number_has_its_own(database: Database) -> None:
    table = PermitTable(database)
    one = replace(NEXT, kind="number", number="+33140000001")
    two = replace(one, number="3950")
    later = replace(one, asked_at=SOON, because="")
    for permit in (one, two, NEXT, later):
        table.put(permit)
    assert set(table.in_force(SOON)) == {later, two, NEXT}


def test_what_is_over_leaves_the_file_with_the_next_wish(database: Database) -> None:
    table = PermitTable(database)
    table.put(replace(NEXT, kind="number", number="+33140000001", until=SOON))
    table.put(replace(NEXT, asked_at=SOON))
    rows = sqlite3.connect(database.path).execute("SELECT kind FROM permits").fetchall()
    assert rows == [("next",)]


def test_a_permit_is_taken_once_and_only_the_one_that_was_seen(database: Database) -> None:
    table = PermitTable(database)
    table.put(NEXT)
    asked_again = replace(NEXT, asked_at=SOON)
    table.put(asked_again)
    assert not table.take(NEXT), "that one was asked for anew meanwhile"
    assert table.take(asked_again)
    assert not table.take(asked_again)
    database.close()
    assert not PermitTable(Database(database.path)).take(asked_again), "nor after a restart"


def test_of_many_processes_one_takes_it(database: Database) -> None:
    PermitTable(database).put(NEXT)
    database.close()
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        assert sorted(pool.map(_take, [database.path] * 6)) == [False] * 5 + [True]


def _take(path: Path) -> bool:
    return PermitTable(Database(path)).take(NEXT)


def test_another_process_s_wish_is_seen_at_the_next_look(database: Database) -> None:
    daemon, command = PermitTable(database), PermitTable(Database(database.path))
    assert daemon.in_force(SOON) == ()
    assert command.is_watched
    command.put(NEXT)
    assert daemon.in_force(SOON) == (NEXT,)
    assert command.take(NEXT)
    assert daemon.in_force(SOON) == ()


def test_nobody_watches_a_file_that_is_closed(database: Database) -> None:
    assert not PermitTable(database).is_watched
    PermitTable(database).put(NEXT)
    database.close()
    assert not PermitTable(database).is_watched


def test_who_only_reads_leaves_no_trace_and_finds_nothing_in_a_missing_or_older_file(tmp_path: Path) -> None:
    reading = PermitTable(Database(tmp_path / "calls.sqlite", read_only=True))
    assert reading.in_force(NOON) == ()
    assert list(tmp_path.iterdir()) == []
    older = sqlite3.connect(tmp_path / "calls.sqlite")
    older.execute(MIGRATIONS[0][1][0])
    older.execute("PRAGMA user_version = 1")
    older.close()
    assert reading.in_force(NOON) == ()
    assert [file.name for file in tmp_path.iterdir()] == ["calls.sqlite"]


def test_a_disk_that_fails_is_said(tmp_path: Path) -> None:
    (tmp_path / "calls.sqlite").mkdir()
    table = PermitTable(Database(tmp_path / "calls.sqlite"))
    with pytest.raises(StoreUnusable, match="cannot be used"):
        table.in_force(NOON)
    with pytest.raises(StoreUnusable, match="cannot be used"):
        table.put(NEXT)


def test_a_forgotten_number_is_forgotten_here_too(tmp_path: Path) -> None:
    log = CallLog(tmp_path / "calls.sqlite")
    table = PermitTable(log.database)
    table.put(replace(NEXT, kind="number", number="+33140000001"))
    table.put(replace(NEXT, because="waiting for 0140000001"))
    log.forget("+33140000001", also_written=("0140000001",))
    assert table.in_force(SOON) == (replace(NEXT, because="waiting for …"),)
    log.close()
    assert b"140000001" not in (tmp_path / "calls.sqlite").read_bytes()
