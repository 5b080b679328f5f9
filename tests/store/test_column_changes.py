"""A table whose columns are changed keeps its calls, its indexes and its views, while the house goes on."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.call.call_record import CallRecord
from agent.store.call_log import CallLog
from agent.store.column_changes import ColumnChange, change_columns
from agent.store.database import StoreUnusable

ROOT = Path(__file__).resolve().parents[2]
CALL = CallRecord(
    call_id="c1", line="home", received_at=datetime(2026, 11, 21, tzinfo=UTC), number_e164="+33162000001"
)
CHANGES = (
    ColumnChange(because="nobody reads moods any more", table="calls", drop=frozenset(("mood",))),
    ColumnChange(because="statuses are measured", table="calls", types={"sip_status": float}),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A log with one call, and a column that an earlier program left."""
    path = tmp_path / "calls.sqlite"
    with closing(CallLog(path)) as log:
        log.save(CALL)
    with closing(sqlite3.connect(path)) as file:
        file.execute("ALTER TABLE calls ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm'")
    return path


def shape(path: Path, kind: str) -> set[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as file:
        return set(file.execute("SELECT name, sql FROM sqlite_master WHERE type = ?", (kind,)))


def columns(path: Path) -> dict[str, str]:
    with closing(sqlite3.connect(path)) as file:
        return dict(file.execute("SELECT name, type FROM pragma_table_info('calls')").fetchall())


def test_columns_change_once_and_all_that_hangs_on_the_table_stays(path: Path) -> None:
    before, indexes, views = columns(path), shape(path, "index"), shape(path, "view")
    with closing(CallLog(path)) as log:
        assert change_columns(log.database, CHANGES) == [change.because for change in CHANGES]
        assert change_columns(log.database, CHANGES) == []
    assert columns(path) == {**{k: v for k, v in before.items() if k != "mood"}, "sip_status": "REAL"}
    assert (shape(path, "index"), shape(path, "view")) == (indexes, views)
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("SELECT number FROM calls_view").fetchall() == [("+33162000001",)]
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_house_that_runs_works_before_the_change_and_after_it(path: Path) -> None:
    with closing(CallLog(path)) as house, closing(CallLog(path)) as command:
        assert house.last(5) == [CALL]
        change_columns(command.database, CHANGES)
        assert house.last(5) == [CALL]
        # The same call again is the same row: what it is known by is still unique.
        house.save(CALL)
        assert house.last(5) == [CALL]


def test_a_change_that_fails_leaves_the_file_as_it_was(path: Path) -> None:
    before = columns(path)
    broken = ColumnChange(because="no table can lose it", table="calls", drop=frozenset(("received_at",)))
    with closing(CallLog(path)) as log, pytest.raises(StoreUnusable):
        change_columns(log.database, (*CHANGES, broken))
    assert columns(path) == before


def test_sqlite_utils_is_not_loaded_where_nothing_has_to_change(path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from agent.store.call_log import CallLog; "
        "from agent.store.column_changes import *; "
        f"log = CallLog(Path({str(path)!r})); log.last(1); "
        "change_columns(log.database, (ColumnChange(because='', table='calls', drop=frozenset(('x',))),)); "
        "log.close(); sys.exit('sqlite_utils' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=60, cwd=ROOT, check=False).returncode == 0
