"""`tranquille allow|deny|forget` edit the household's own files and say what follows."""

import json
from datetime import UTC, datetime
from pathlib import Path

from agent.call.call_record import CallRecord
from agent.settings.config_file import load_settings
from agent.store.call_log import CallLog
from tests.cli.conftest import Run

MORNING = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


def test_denying_and_allowing_edit_the_files_beside_the_config(house: Path, run: Run) -> None:
    told = run("deny", "01", "40", "00", "00", "02", "--note", "solar panels")
    assert told.code == 0
    assert "01 40 00 00 02 # solar panels now stands in deny.txt line" in told.out
    assert "never rings again" in told.out
    assert json.loads(run("why", "0140000002", "--json").out)["treatment"] == "announce"

    told = run("allow", "+33140000002")
    assert "always rings" in told.out
    assert "taken off the other list: 01 40 00 00 02 # solar panels, deny.txt" in told.out
    assert json.loads(run("why", "0140000002", "--json").out)["rule"] == "allow-list"
    assert "already stands in allow.txt" in run("allow", "0140000002").out
    assert "solar" not in (house / "deny.txt").read_text()


def test_what_keeps_a_wish_from_counting_is_said(house: Path, run: Run) -> None:
    run("allow", "0140000002")
    run("deny", "01 40 00 00 ##")
    told = run("deny", "112")
    assert told.code == 0
    assert "but such a call meets let-ring, because a protected number" in told.err
    told = run("forget", "0140000002")
    assert "removed 0140000002, allow.txt line" in told.out
    assert "still known by the wider entry 01 40 00 00 ##, deny.txt line" in told.err
    assert "was on neither list" in run("forget", "0140000002").out


def test_programs_read_what_was_done(house: Path, run: Run) -> None:
    placed = json.loads(run("deny", "0140000002", "--json").out)
    assert placed["entry"]["value"] == "+33140000002"
    assert placed["entry"]["file"] == str(house / "deny.txt")
    assert not placed["already_there"]
    forgotten = json.loads(run("forget", "+33140000002", "--json").out)
    assert [entry["as_written"] for entry in forgotten["removed"]] == ["0140000002"]


def test_forgetting_can_erase_the_calls_too(house: Path, run: Run) -> None:
    path = load_settings(house / "config.toml", environment={}).call_log_path
    log = CallLog(path)
    for number in ("+33140000002", "+33140000002", "+33140000003"):
        log.save(
            CallRecord(call_id=f"{number}{log.last(9)}", line="home", received_at=MORNING, number_e164=number)
        )
    log.close()
    told = run("forget", "01 40 00 00 02", "--calls")
    assert "2 calls erased from the call log" in told.out
    assert [record.number_e164 for record in CallLog(path).last(9)] == ["+33140000003"]


def test_what_is_no_entry_is_one_sentence(house: Path, run: Run) -> None:
    for words in (("deny", "hello"), ("allow", "*"), ("forget", "01 62 x y")):
        told = run(*words)
        assert told.code == 2
        assert told.err.count("\n") == 1
    (house / "deny.txt").mkdir()
    told = run("deny", "0140000002")
    assert told.code == 2
    assert "deny.txt" in told.err
    assert told.err.count("\n") == 1


def test_a_whole_network_is_denied_only_by_who_says_yes(house: Path, run: Run) -> None:
    for entry, count in (("06*", "100\u202f000\u202f000"), ("+33*", "1\u202f000\u202f000\u202f000")):
        told = run("deny", entry)
        assert told.code == 2
        assert count in told.err and "--yes" in told.err
    assert not (house / "deny.txt").exists()
    assert run("deny", "+44*", "--yes").code == 0
    assert "+44*" in (house / "deny.txt").read_text()
    assert run("deny", "01 62*").code == 0


def test_several_entries_at_once_are_answered_with_how_to_write_each(house: Path, run: Run) -> None:
    for typed, advice in (
        ("0162-0163", "0162*, 0163*"),
        ("+33162######, +33163######", "write each by itself, such as +33162######"),
    ):
        told = run("deny", typed)
        assert told.code == 2
        assert advice in " ".join(told.err.split())


def test_an_allowed_number_that_nobody_can_have_is_warned_of(house: Path, run: Run) -> None:
    told = run("allow", "+331234")
    assert told.code == 0
    assert "no numbering plan has a number +331234" in told.err
    assert "numbers that begin with +9991" in run("allow", "+9991*").err
    assert run("allow", "0140000002").err == ""
    assert run("allow", "+800*").err == ""


def test_numbers_are_typed_as_they_are_written_elsewhere(house: Path, run: Run) -> None:
    for typed, value in (
        ("+48 (0) 22 123 45 67", "+48221234567"),
        ("+420 (0)2 1234 5678", "+420212345678"),
        ("+39 (0)6 1234 5678", "+390612345678"),
        ("*31#01 99 00 10 01", "+33199001001"),
        ("01 99 00 10 02 poste 12", "+33199001002"),
    ):
        assert json.loads(run("allow", typed, "--json").out)["entry"]["value"] == value
