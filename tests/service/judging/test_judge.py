"""The judge takes a new index from one call to the next, and rings when the one it has turns out damaged."""

from datetime import UTC, datetime
from pathlib import Path

from agent.call.incoming_call import IncomingCall
from agent.call.list_entry import ListEntry
from agent.lists.index.build import build_index
from agent.lists.index.number_index import NumberIndex
from agent.lists.list_source import ListSource
from agent.service.judging.judge import build_judge
from agent.service.lists.index import index_for_calls
from agent.store.call_log import CallLog
from tests.service.a_house import settings_in

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
CALL = IncomingCall(call_id="c", line="home", received_at=NOON, from_header="<sip:0472000004@box>")
STREET = ListSource(name="street", role="shared")
LISTED = ListEntry(kind="exact", value="+33472000004", votes=9, note="solar panels")


def test_a_new_index_counts_from_the_next_call_on_and_the_old_one_is_not_asked(tmp_path: Path) -> None:
    judge = build_judge(
        settings_in(tmp_path),
        index_for_calls(settings_in(tmp_path), NOON.date()),
        CallLog(tmp_path / "calls.sqlite"),
        lambda: NOON,
    )
    assert judge.judge(CALL)[1].rule == "otherwise"
    build_index([(STREET, [LISTED])], tmp_path / "new.index")
    judge.take_index(NumberIndex.open(tmp_path / "new.index"))
    assert judge.judge(CALL)[1].rule == "shared-list"
    assert judge.describe() == ["allow.txt: 0 entries", "deny.txt: 0 entries", "street: 1 entry"]
    judge.take_index(NumberIndex.empty())
    assert judge.judge(CALL)[1].rule == "otherwise"


def test_damage_found_at_a_call_lets_it_ring_and_is_remembered_until_the_next_index(tmp_path: Path) -> None:
    judge = build_judge(
        settings_in(tmp_path),
        index_for_calls(settings_in(tmp_path), NOON.date()),
        CallLog(tmp_path / "calls.sqlite"),
        lambda: NOON,
    )
    path = tmp_path / "new.index"
    build_index([(STREET, [LISTED])], path)
    whole = path.read_bytes()
    judge.take_index(NumberIndex.open(path))
    with path.open("r+b") as file:
        file.seek(whole.index(b"solar panels"))
        file.write(b"nothing good")
    verdict = judge.judge(CALL)[1]
    assert verdict.treatment.name == "let-ring"
    assert any("damaged" in passed for passed in verdict.passed)
    assert judge.index_is_damaged
    path.write_bytes(whole)
    judge.take_index(NumberIndex.open(path))
    assert not judge.index_is_damaged
    assert judge.judge(CALL)[1].rule == "shared-list"
