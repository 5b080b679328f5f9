"""A call's sentences come back with their words, whatever became of the file meanwhile."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from agent.call.call_record import CallRecord
from agent.call.sentence import named, put_together, said, say, taken_apart
from agent.store.call_log import CallLog
from agent.store.kept_sentences import MAX_CHARACTERS
from agent.store.migrations import MIGRATIONS

NUMBER = "+33162000001"
RECORD = CallRecord(
    call_id="c1",
    line="home",
    received_at=datetime(2026, 11, 21, 8, 0, tzinfo=UTC),
    number_e164=NUMBER,
    region=named("Germany", fr="Allemagne"),
    because=say("{because}: {entry}", because=say("on your deny list"), entry="01 62*"),
    done=say("put through to {phone}", phone="**620"),
)


def kept_in(log: CallLog) -> CallRecord:
    (record,) = log.last(2)
    return record


def test_they_come_back_with_the_words_they_were_made_of(tmp_path: Path) -> None:
    log = CallLog(tmp_path / "calls.sqlite")
    log.save(RECORD)
    back = kept_in(log)
    assert back == RECORD
    for name in ("region", "because", "done"):
        assert taken_apart(said(getattr(back, name))) == taken_apart(said(getattr(RECORD, name)))
    log.close()


def test_a_number_that_was_forgotten_does_not_come_back_with_the_words(tmp_path: Path) -> None:
    log = CallLog(tmp_path / "calls.sqlite")
    about = say('your box knows this caller as "{display_name}"', display_name=NUMBER)
    log.save(CallRecord(call_id="c2", line="home", received_at=RECORD.received_at, because=about))
    assert log.forget(NUMBER) == 0
    log.close()
    assert NUMBER.encode() not in (tmp_path / "calls.sqlite").read_bytes()
    assert kept_in(log).because == 'your box knows this caller as "…"'
    log.close()


def test_a_file_of_before_is_read_in_english(tmp_path: Path) -> None:
    log = CallLog(tmp_path / "calls.sqlite")
    log.save(RECORD)
    log.close()
    before = next(count for count, (_, step) in enumerate(MIGRATIONS) if "ADD COLUMN sentences" in step[0])
    file = sqlite3.connect(tmp_path / "calls.sqlite")
    file.execute("ALTER TABLE calls DROP COLUMN sentences")
    file.execute(f"PRAGMA user_version = {before}")
    file.commit()
    file.close()
    reading = CallLog(tmp_path / "calls.sqlite", read_only=True)
    assert kept_in(reading) == RECORD
    assert taken_apart(said(kept_in(reading).because)) == "on your deny list: 01 62*"
    reading.close()
    log.save(RECORD)
    assert taken_apart(said(kept_in(log).because)) == taken_apart(said(RECORD.because))
    log.close()


def test_what_a_stranger_wrote_at_length_is_kept_once_only(tmp_path: Path) -> None:
    log = CallLog(tmp_path / "calls.sqlite")
    long = say('the name shown is a warning: "{shown}"', shown="x" * MAX_CHARACTERS)
    log.save(CallRecord(call_id="c3", line="home", received_at=RECORD.received_at, because=long))
    back = kept_in(log).because
    assert long.startswith(back)
    assert put_together(taken_apart(said(back))).template == ""
    log.close()
