"""The call log keeps what it was given, answers what the rules ask, and forgets what it must."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.call.call_record import CallRecord
from agent.store.call_log import CallLog
from agent.store.database import StoreUnusable
from agent.store.migrations import MIGRATIONS

MORNING = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


def a_record(minutes: float = 0, **given: Any) -> CallRecord:
    words: dict[str, Any] = {"call_id": f"c{minutes}", "line": "home", "number_e164": "+33140000001"}
    return CallRecord(**(words | {"received_at": MORNING + timedelta(minutes=minutes)} | given))


def a_log(folder: Path, **given: Any) -> CallLog:
    return CallLog(folder / "calls.sqlite", **given)


moments = st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.timezones())
texts = st.text(st.characters(exclude_categories=()), max_size=30)


@given(texts=st.lists(texts, min_size=6, max_size=6), moment=moments)
def test_a_record_comes_back_as_it_went_in(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], moment: datetime
) -> None:
    log = a_log(tmp_path_factory.mktemp("log"))
    record = a_record(
        display_name=texts[0],
        because=texts[1],
        evidence=((texts[2], texts[3]),),
        passed=(texts[4], texts[5]),
        withheld=True,
        seconds_played=1.25,
        sip_status=607,
        ended_at=moment.astimezone(UTC),
    )
    log.save(record)
    (kept,) = log.last(1)
    log.close()
    # Only what no file can hold is changed: half characters of a mangled header.
    name, because = (text.encode("utf-8", "replace").decode() for text in texts[:2])
    assert kept == replace(record, display_name=name, because=because)


def test_the_table_has_a_column_for_each_word_of_a_record(tmp_path: Path) -> None:
    log = a_log(tmp_path)
    log.save(a_record())
    connection = sqlite3.connect(log.path)
    columns = {name for _, name, *_ in connection.execute("PRAGMA table_info(calls)")}
    assert columns == {field.name for field in fields(CallRecord)} | {"id", "caller_key", "sentences"}
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    connection.close()
    log.close()


def test_what_became_of_a_call_replaces_its_first_record(tmp_path: Path) -> None:
    log = a_log(tmp_path)
    log.save(a_record())
    log.save(a_record(done="rang", ended_at=MORNING))
    log.save(a_record(call_id="another"))
    assert [record.done for record in log.last(9)] == ["", "rang"]


def test_several_calls_are_kept_together_or_not_at_all(tmp_path: Path) -> None:
    log = a_log(tmp_path)
    log.save_all([a_record(1), a_record(2), a_record(1, done="rang")])
    assert [(record.call_id, record.done) for record in log.last(9)] == [("c2", ""), ("c1", "rang")]
    with pytest.raises(AttributeError):
        log.save_all([a_record(3), None])  # type: ignore[list-item]
    log.save_all([])
    assert len(log.last(9)) == 2


def test_the_last_calls_come_newest_first_and_by_number(tmp_path: Path) -> None:
    log = a_log(tmp_path)
    for minutes in (1, 3, 2):
        log.save(a_record(minutes))
    log.save(a_record(5, number_e164="", shown_as="**622"))
    log.save(a_record(6, number_e164="", shown_as="Numéro masqué", withheld=True))
    assert [record.call_id for record in log.last(3)] == ["c6", "c5", "c3"]
    assert [record.call_id for record in log.last(9, "+33140000001")] == ["c3", "c2", "c1"]
    assert [record.call_id for record in log.last(9, "**622")] == ["c5"]


def test_history_answers_what_the_rules_ask(tmp_path: Path) -> None:
    log = a_log(tmp_path)
    log.save(a_record(1))
    log.save(
        a_record(2, received_at=(MORNING + timedelta(minutes=2)).astimezone(timezone(timedelta(hours=9))))
    )
    for minutes, number in enumerate(
        ("+33140000002", "+33140000002", "+33140000099", "+33140000100", "+331400000")
    ):
        log.save(a_record(10 + minutes, number_e164=number))
    log.save(a_record(9, number_e164="", shown_as="Inconnu", withheld=True))
    log.add_call_made("+33140000077", MORNING)

    assert log.last_call_at("+33140000001", MORNING + timedelta(minutes=3)) == MORNING + timedelta(minutes=2)
    assert log.last_call_at("+33140000001", MORNING + timedelta(minutes=2)) == MORNING + timedelta(minutes=1)
    assert log.last_call_at("+33140000001", MORNING) is None
    assert log.last_call_at("Inconnu", MORNING + timedelta(hours=1)) is None, "who hides is never the same"
    assert log.neighbours_seen("+33140000001", MORNING) == 2
    assert log.neighbours_seen("+33140000001", MORNING + timedelta(minutes=12)) == 1
    assert log.called_them_at("+33140000077") == MORNING
    assert log.called_them_at("+33140000001") is None


def test_old_calls_are_erased_by_age_and_by_count(tmp_path: Path) -> None:
    log = a_log(tmp_path, keep_days=1, keep_rows=3)
    for hours in (0, 20, 21, 22, 23):
        log.save(a_record(60 * hours))
    log.add_call_made("+33140000001", MORNING)
    assert log.erase_old(MORNING + timedelta(hours=24)) == 2
    assert [record.call_id for record in log.last(9)] == ["c1380", "c1320", "c1260"]
    assert log.erase_old(MORNING + timedelta(hours=48)) == 3
    assert log.called_them_at("+33140000001") is None


def test_a_clock_that_fell_back_does_not_make_the_newest_call_the_oldest(tmp_path: Path) -> None:
    log = a_log(tmp_path, keep_rows=2)
    for year in (2026, 2026, 1970):
        log.save(a_record(call_id=f"of {year}", received_at=datetime(year, 1, 1, tzinfo=UTC)))
        log.save(a_record(call_id=f"again {year}", received_at=datetime(year, 1, 1, tzinfo=UTC)))
    log.erase_old(datetime(1970, 1, 1, tzinfo=UTC))
    assert {record.call_id for record in log.last(9)} == {"of 1970", "again 1970"}


def test_a_flood_erases_its_own_oldest_calls_while_it_lasts(tmp_path: Path) -> None:
    log = a_log(tmp_path, keep_rows=100)
    for minutes in range(300):
        log.save(a_record(minutes))
    assert 100 <= len(log.last(1000)) <= 100 + 64


def test_a_forgotten_number_stands_nowhere_in_the_folder(tmp_path: Path) -> None:
    log = a_log(tmp_path)
    log.save(a_record(1, believed_because="From says 0140000001"))
    log.save(a_record(2, number_e164="+33140000002", because="+33140000001 of its block called"))
    log.save(a_record(3, number_e164="+33140000003", evidence=(("neighbour", "+33140000001"),)))
    log.add_call_made("+33140000001", MORNING)
    (tmp_path / "calls.sqlite.damaged").write_text("+33140000001")
    reader = CallLog(log.path, read_only=True)
    assert len(reader.last(9)) == 3
    assert log.forget("+33140000001", also_written=("33140000001", "0140000001")) == 1
    assert [record.because for record in reader.last(9)] == ["", "… of its block called"]
    reader.close()
    for file in tmp_path.iterdir():
        assert b"140000001" not in file.read_bytes(), file
    log.close()


def test_a_missing_log_read_only_is_empty_and_stays_missing(tmp_path: Path) -> None:
    log = CallLog(tmp_path / "none/calls.sqlite", read_only=True)
    assert log.last(5) == []
    assert log.last_call_at("+33140000001", MORNING) is None
    assert log.neighbours_seen("+33140000001", MORNING) == 0
    assert list(tmp_path.iterdir()) == []


def test_reading_leaves_no_trace(tmp_path: Path) -> None:
    log = a_log(tmp_path)
    log.save(a_record())
    log.close()
    reader = CallLog(log.path, read_only=True)
    assert len(reader.last(5)) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["calls.sqlite"]
    with pytest.raises(StoreUnusable, match="readonly"):
        reader.save(a_record())
    reader.close()


@pytest.mark.parametrize("damage", ["header", "middle"])
def test_a_damaged_file_is_kept_aside_and_a_new_one_begins(
    tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    log = a_log(tmp_path)
    for minutes in range(100):
        log.save(a_record(minutes))
    log.close()
    whole = log.path.read_bytes()
    damaged = {"header": b"no database, " * 900, "middle": whole[:4096] + b"\xa5" * len(whole[4096:])}
    before = damaged[damage]
    log.path.write_bytes(before)
    with pytest.raises(StoreUnusable):
        CallLog(log.path, read_only=True).last(5)
    assert log.path.read_bytes() == before, "reading only must not repair"
    log.save(a_record(call_id="the call of that moment"))
    assert [record.call_id for record in log.last(5)] == ["the call of that moment"]
    assert (tmp_path / "calls.sqlite.damaged").read_bytes()[4096:] == before[4096:]
    assert "is damaged" in caplog.text
    assert "a new one begins" in caplog.text
    log.close()


def test_a_file_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    log = a_log(tmp_path)
    log.save(a_record())
    log.close()
    connection = sqlite3.connect(log.path)
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    with pytest.raises(StoreUnusable, match="a newer Tranquille wrote it"):
        log.save(a_record(2))
    assert not (tmp_path / "calls.sqlite.damaged").exists()


def test_a_folder_that_cannot_be_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnusable, match=r"the call log .*file/calls\.sqlite cannot be used: "):
        a_log(tmp_path / "file").save(a_record())


def test_only_the_owner_may_read_the_log(tmp_path: Path) -> None:
    log = a_log(tmp_path)
    log.save(a_record())
    assert {file.stat().st_mode & 0o077 for file in tmp_path.iterdir()} == {0}
    log.close()


WRITER = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from agent.call.call_record import CallRecord
from agent.store.call_log import CallLog
log = CallLog(Path(sys.argv[1]), keep_rows=100_000)
for count in range(1_000_000):
    call = f"{sys.argv[2]}-{count}"
    at = datetime(2026, 1, 1, tzinfo=UTC)
    log.save(CallRecord(call_id=call, line="home", received_at=at, because="x" * 500))
    print(call, flush=True)
"""


def test_nothing_committed_is_lost_when_the_writer_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "calls.sqlite"
    told: set[str] = set()
    chance = random.Random(4)
    for kill in range(20):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), str(kill)], stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout
        for _ in range(chance.randint(1, 40)):
            told.add(writer.stdout.readline().strip())
        os.kill(writer.pid, signal.SIGKILL)
        told.update(line.strip() for line in writer.stdout if line.endswith("\n"))
        writer.stdout.close()
        assert writer.wait() == -signal.SIGKILL
    log = CallLog(path)
    kept = {record.call_id for record in log.last(1_000_000)}
    assert len(told) > 100
    assert told <= kept
    assert len(kept - told) <= 20, "at most the one record between commit and telling, each time"
    log.close()
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()


FULL_DISK = """
import json, resource, sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from agent.call.call_record import CallRecord
from agent.store.call_log import CallLog
from agent.store.database import StoreUnusable
log = CallLog(Path(sys.argv[1]))
def save(count):
    received_at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=count)
    log.save(CallRecord(call_id=str(count), line="home", received_at=received_at, because="x" * 1000))
save(0)
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, resource.RLIM_INFINITY))
saved, sentence = 1, ""
try:
    for saved in range(1, 10_000):
        save(saved)
except StoreUnusable as error:
    sentence = str(error)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
save(saved)
print(json.dumps([saved, sentence, len(log.last(10_000))]))
"""


def test_a_disk_that_takes_no_more_says_so_and_loses_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(tmp_path / "calls.sqlite")],
        capture_output=True,
        text=True,
        check=True,
    )
    saved, sentence, kept = json.loads(done.stdout)
    assert 10 < saved < 9_999
    assert "calls.sqlite cannot be used: disk I/O error" in sentence
    assert kept == saved + 1


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of half a megabyte, where this computer lets us make one."""
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", tmp_path], capture_output=True)
    if made.returncode:
        pytest.skip("only root may mount a small disk")
    yield tmp_path
    subprocess.run(["umount", "--lazy", tmp_path], check=True)


def test_a_full_disk_takes_calls_again_once_there_is_room(small_disk: Path) -> None:
    log = a_log(small_disk)
    log.save(a_record())
    saved = 1
    with pytest.raises(StoreUnusable, match="database or disk is full"):
        for saved in range(1, 10_000):
            log.save(a_record(saved, because="x" * 1000))
    assert len(log.last(10_000)) == saved
    subprocess.run(["mount", "-o", "remount,size=64m", small_disk], check=True)
    log.save(a_record(saved))
    assert len(log.last(10_000)) == saved + 1
    log.close()


def test_a_read_only_disk_takes_calls_again_once_it_is_not(small_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    log = a_log(small_disk)
    with pytest.raises(StoreUnusable, match="Read-only file system"):
        log.save(a_record())
    subprocess.run(["mount", "-o", "remount,rw", small_disk], check=True)
    log.save(a_record())
    assert len(log.last(5)) == 1
    log.close()
