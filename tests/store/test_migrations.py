"""A file that an earlier Tranquille wrote is brought to the present shape, and its calls come along."""

import sqlite3
from pathlib import Path

import pytest

from agent.store.call_log import CallLog
from agent.store.migrations import MIGRATIONS


def a_file_after(steps: int, path: Path) -> None:
    """A file as it stood after so many steps, with one call in it, as a killed process left it."""
    file = sqlite3.connect(path)
    for _reason, statements in MIGRATIONS[:steps]:
        for statement in statements:
            file.execute(statement)
    columns = [row[1] for row in file.execute("PRAGMA table_info(calls)")]
    call: dict[str, object] = dict.fromkeys(columns[1:], "")
    call |= {"call_id": "c1", "line": "home", "received_at": "2026-10-01T08:00:00+00:00", "ended_at": None}
    call |= {"caller_key": "+33188001122", "number_e164": "+33188001122", "rule": "deny-list"}
    call |= {"withheld": 0, "sip_status": 200, "seconds_played": 1.5}
    call |= {"evidence": "[]", "passed": "[]", "steps": "[]"}
    file.execute(
        f"INSERT INTO calls ({','.join(call)}) VALUES ({','.join('?' * len(call))})", [*call.values()]
    )
    file.execute(f"PRAGMA user_version = {steps}")
    file.commit()
    file.close()


@pytest.mark.parametrize("steps", range(1, len(MIGRATIONS) + 1))
@pytest.mark.parametrize("read_only", [True, False])
def test_calls_of_every_earlier_shape_are_still_there(tmp_path: Path, steps: int, read_only: bool) -> None:
    path = tmp_path / "calls.sqlite"
    a_file_after(steps, path)
    log = CallLog(path, read_only=read_only)
    (call,) = log.last(5)
    log.close()
    assert (call.number_e164, call.rule, call.seconds_played) == ("+33188001122", "deny-list", 1.5)
    version = sqlite3.connect(path).execute("PRAGMA user_version").fetchone()
    assert version == (steps if read_only else len(MIGRATIONS),), "who only reads changes nothing"
