"""Other programs read the views of the database: their columns are the handbook's, in files of any age."""

import json
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from agent.call.call_record import CallRecord
from agent.store.call_log import CallLog
from agent.store.migrations import MIGRATIONS
from agent.store.views import VIEWS
from tests.store.test_migrations import a_file_after

HANDBOOK = Path(__file__).resolve().parents[2] / "agent" / "handbook" / "data.md"
MORNING = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
SOLAR = "+33162000001"


def documented() -> dict[str, list[str]]:
    """By view, the columns of the handbook's tables."""
    parts = re.split(r"^\*\*`(\w+)`\*\*", HANDBOOK.read_text(), flags=re.MULTILINE)[1:]
    return {
        name: re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)
        for name, table in zip(parts[::2], parts[1::2], strict=True)
    }


def a_call(minutes: int, number: str = SOLAR, **given: Any) -> CallRecord:
    at = MORNING + timedelta(minutes=minutes)
    words: dict[str, Any] = {"call_id": f"c{minutes}", "line": "home", "received_at": at}
    return CallRecord(**(words | {"number_e164": number, "treatment": "let-ring"} | given))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Two calls of the same caller, one of a caller who hides, one that was not judged."""
    log = CallLog(tmp_path / "calls.sqlite")
    on_list = (("list", "phoneblock"), ("entry", SOLAR))
    ended: dict[str, Any] = {
        "ended_at": MORNING + timedelta(seconds=12.34),
        "done": "played the removal message",
    }
    log.save_all(
        [
            a_call(0, treatment="announce", display_name="SOLAR", evidence=on_list, because="on it", **ended),
            a_call(1, evidence=on_list, region="Paris"),
            a_call(2, "", shown_as="anonymous", withheld=True, evidence=(("list", "deny"),)),
            a_call(3, "+33612345678", because="no rule", not_judged_because="the index is missing"),
        ]
    )
    log.close()
    return tmp_path / "calls.sqlite"


def rows(path: Path, sql: str) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(path)) as file:
        file.row_factory = sqlite3.Row
        return [dict(row) for row in file.execute(sql)]


def test_the_handbook_names_every_view_and_every_column_in_its_order(path: Path) -> None:
    with closing(sqlite3.connect(path)) as file:
        columns = {
            name: [row[0] for row in file.execute(f"SELECT * FROM {name}").description] for name in VIEWS
        }
    assert columns == documented()


def test_a_call_is_told_with_its_length_and_why(path: Path) -> None:
    first, second, hidden, unjudged = rows(path, "SELECT * FROM calls_view ORDER BY received_at")
    assert first["received_at"] == "2026-11-21T08:00:00.000000+00:00"
    assert (first["number"], first["name"], first["lasted_seconds"]) == (SOLAR, "SOLAR", 12.3)
    assert (second["ended_at"], second["lasted_seconds"]) == (None, None)
    assert (hidden["number"], hidden["withheld"]) == ("", 1)
    assert unjudged["because"] == "the index is missing"


def test_callers_are_counted_by_what_was_decided(path: Path) -> None:
    mobile, solar = rows(path, "SELECT * FROM callers_view ORDER BY calls")
    assert (mobile["number"], mobile["calls"], mobile["let_ring"]) == ("+33612345678", 1, 1)
    assert (solar["number"], solar["name"], solar["region"]) == (SOLAR, "SOLAR", "Paris")
    assert (solar["calls"], solar["announced"], solar["let_ring"], solar["screened"]) == (2, 1, 1, 0)
    assert solar["first_call_at"] < solar["last_call_at"] == "2026-11-21T08:01:00.000000+00:00"


def test_lists_are_counted_by_the_calls_they_decided(path: Path) -> None:
    deny, phoneblock = rows(path, "SELECT * FROM lists_view ORDER BY list")
    assert (deny["list"], deny["calls"], deny["callers"]) == ("deny", 1, 0)
    assert (phoneblock["list"], phoneblock["calls"], phoneblock["callers"]) == ("phoneblock", 2, 1)


def test_evidence_that_is_damaged_hides_no_other_call_of_a_list(path: Path) -> None:
    with closing(sqlite3.connect(path)) as file:
        file.execute("UPDATE calls SET evidence = '[[' WHERE call_id = 'c0'")
        file.commit()
    assert [(row["list"], row["calls"]) for row in rows(path, "SELECT * FROM lists_view")] == [
        ("deny", 1),
        ("phoneblock", 1),
    ]


@pytest.mark.parametrize("steps", range(1, len(MIGRATIONS)))
def test_a_file_of_any_earlier_shape_gets_the_views(tmp_path: Path, steps: int) -> None:
    old = tmp_path / "calls.sqlite"
    a_file_after(steps, old)
    with closing(sqlite3.connect(old)) as file:
        # A view of another shape, as an earlier step may have left it.
        file.execute("CREATE VIEW calls_view AS SELECT 1 AS old")
    log = CallLog(old)
    log.add_call_made("+33140000001", MORNING)
    log.close()
    assert [row["number"] for row in rows(old, "SELECT * FROM calls_view")] == ["+33188001122"]
    assert [row["calls"] for row in rows(old, "SELECT * FROM callers_view")] == [1]
    assert rows(old, "SELECT * FROM lists_view") == []


@pytest.mark.parametrize("name", VIEWS)
def test_the_views_are_read_with_sqlite_utils_from_a_copy_made_while_the_house_runs(
    path: Path, name: str
) -> None:
    house = CallLog(path)
    house.save(a_call(4))
    sqlite_utils(path.parent, "query", path.name, "vacuum into 'copy.sqlite'")
    shown = sqlite_utils(path.parent, "rows", "copy.sqlite", name)
    house.close()
    assert shown == rows(path, f"SELECT * FROM {name}")


def sqlite_utils(folder: Path, *words: str) -> Any:
    """What the program answers."""
    command = [sys.executable, "-m", "sqlite_utils", *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=True)
    return json.loads(done.stdout)
