"""A disk that fails costs no call: records wait in memory and count as if they were written."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from agent.call.call_record import CallRecord
from agent.store.call_log import CallLog
from agent.store.patient_call_log import PatientCallLog

MORNING = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


def a_record(minutes: float = 0, **given: Any) -> CallRecord:
    words: dict[str, Any] = {"call_id": f"c{minutes}", "line": "home", "number_e164": "+33140000001"}
    return CallRecord(**(words | {"received_at": MORNING + timedelta(minutes=minutes)} | given))


def a_blocked_folder(tmp_path: Path) -> Path:
    """A folder that cannot exist as long as a file has its name."""
    (tmp_path / "data").touch()
    return tmp_path / "data"


def test_a_record_is_written_without_waiting_for_it(tmp_path: Path) -> None:
    patient = PatientCallLog(CallLog(tmp_path / "calls.sqlite"))
    patient.save(a_record())
    assert [record.call_id for record in patient.last(5)] == ["c0"]
    assert patient.wait_until_written(10)
    assert [record.call_id for record in patient.last(5)] == ["c0"]
    assert patient.close() == 0
    assert len(CallLog(tmp_path / "calls.sqlite").last(5)) == 1


def test_a_bad_disk_is_outlasted_in_memory(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = a_blocked_folder(tmp_path)
    patient = PatientCallLog(CallLog(folder / "calls.sqlite"), retry_seconds=3600)
    for minutes in range(1100):
        patient.save(a_record(minutes, number_e164=f"+331400000{minutes % 100:02}"))
    patient.save(a_record(0, number_e164="+33140000000", done="rang"))
    assert patient.waiting == 1100
    assert [record.call_id for record in patient.last(2)] == ["c1099", "c1098"]
    assert patient.last(2000, "+33140000000")[-1].done == "rang"
    assert patient.last_call_at("+33140000007", MORNING + timedelta(minutes=108)) == MORNING + timedelta(
        minutes=107
    )
    assert patient.neighbours_seen("+33140000007", MORNING + timedelta(minutes=1050)) == 50
    assert patient.called_them_at("+33140000007") is None
    assert "cannot be used" in patient.trouble
    assert caplog.text.count("cannot be used") <= 2, "said once, not for each call"

    folder.unlink()
    patient.save(a_record(1100))
    assert patient.wait_until_written(30)
    assert patient.trouble == ""
    assert patient.dropped == 0
    assert patient.close() == 0
    kept = CallLog(folder / "calls.sqlite").last(2000)
    assert len(kept) == 1101
    assert kept[-1].done == "rang"


def test_it_tries_again_by_itself(tmp_path: Path) -> None:
    folder = a_blocked_folder(tmp_path)
    patient = PatientCallLog(CallLog(folder / "calls.sqlite"), retry_seconds=0.01)
    patient.save(a_record())
    folder.unlink()
    assert patient.wait_until_written(10)
    assert patient.close() == 0


def test_when_memory_is_full_too_the_oldest_go_and_it_is_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    patient = PatientCallLog(CallLog(a_blocked_folder(tmp_path) / "calls.sqlite"), keep_in_memory=10)
    for minutes in range(15):
        patient.save(a_record(minutes))
    assert [record.call_id for record in patient.last(20)] == [f"c{minutes}" for minutes in range(14, 4, -1)]
    assert patient.dropped == 5
    assert "4 call records are lost" in caplog.text
    assert patient.close() == 10
    assert "10 call records could not be written" in caplog.text


def test_a_log_that_is_there_but_cannot_be_read_is_not_taken_for_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "calls.sqlite").mkdir()
    patient = PatientCallLog(CallLog(tmp_path / "calls.sqlite"), retry_seconds=3600)
    patient.save(a_record())
    assert len(patient.last(5)) == 1
    with pytest.raises(OSError, match="cannot be used"):
        patient.called_them_at("+33140000001")
    with pytest.raises(OSError, match="cannot be used"):
        patient.last_call_at("+33140000001", MORNING)
    assert patient.close() == 1


def test_a_number_seen_on_disk_and_in_memory_counts_once(tmp_path: Path) -> None:
    log = CallLog(tmp_path / "calls.sqlite")
    log.save(a_record(1, number_e164="+33140000002"))
    log.save(a_record(2, number_e164="+33140000003"))
    patient = PatientCallLog(log)
    patient.save(a_record(2, number_e164="+33140000003", done="rang"))
    patient.save(a_record(3, number_e164="+33140000001"))
    assert patient.neighbours_seen("+33140000001", MORNING) == 2
    assert patient.last_call_at("+33140000003", MORNING + timedelta(minutes=9)) == MORNING + timedelta(
        minutes=2
    )
    assert patient.close() == 0
