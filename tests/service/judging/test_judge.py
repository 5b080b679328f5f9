"""The judge takes a new index from one call to the next, and rings when the one it has turns out damaged."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from agent.call.incoming_call import IncomingCall
from agent.call.list_entry import EntryKind, ListEntry
from agent.lists.index.build import build_index
from agent.lists.index.number_index import NumberIndex
from agent.lists.list_source import ListSource
from agent.service.judging.judge import Judge, build_judge
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


def a_judge(tmp_path: Path, *entries: ListEntry) -> Judge:
    """A judge whose shared list holds these entries."""
    build_index([(STREET, entries)], tmp_path / "shared.index")
    index = NumberIndex.open(tmp_path / "shared.index")
    return build_judge(settings_in(tmp_path), index, CallLog(tmp_path / "calls.sqlite"), lambda: NOON)


@pytest.mark.parametrize("kind", ["exact", "prefix", "pattern"])
@pytest.mark.parametrize(
    ("listed", "from_header"),
    [
        ("+33692399800", "<sip:0692399800@box>"),
        ("+262692399800", "<sip:0692399800@box>"),
        ("+541112345678", "<sip:+5491112345678@op>"),
        ("+5491112345678", "<sip:+541112345678@op>"),
        ("+5215512345678", "<sip:+525512345678@op>"),
        ("+22507123456", "<sip:+2250707123456@op>"),
        ("+2290197123456", "<sip:+22997123456@op>"),
    ],
)
def test_a_shared_list_knows_a_subscriber_under_every_number(
    tmp_path: Path, kind: EntryKind, listed: str, from_header: str
) -> None:
    value = {"exact": listed, "prefix": listed[:-2], "pattern": listed[:-2] + "##"}[kind]
    judge = a_judge(tmp_path, ListEntry(kind=kind, value=value, votes=99))
    call = replace(CALL, from_header=from_header)
    assert judge.judge(call)[1].rule == "shared-list"


def test_a_number_longer_than_any_is_known_by_its_beginning(tmp_path: Path) -> None:
    judge = a_judge(tmp_path, ListEntry(kind="prefix", value="+4930123", votes=99))
    call = replace(CALL, from_header="<sip:+49301234567890123@op>")
    assert judge.judge(call)[1].rule == "shared-list"


@pytest.mark.parametrize("typed", ["+49301234567890123", "+4930123456789012345", "+49 30 1234567-890123"])
def test_a_number_longer_than_any_can_be_denied_and_allowed(tmp_path: Path, typed: str) -> None:
    for file, rule in (("deny.txt", "deny-list"), ("allow.txt", "allow-list")):
        folder = tmp_path / file
        folder.mkdir()
        settings = settings_in(folder)
        path = settings.allow_path if file == "allow.txt" else settings.deny_path
        path.write_text(typed + "\n")
        judge = a_judge(folder)
        judge.look_around()
        call = replace(CALL, from_header=f"<sip:{''.join(c for c in typed if c in '+0123456789')}@op>")
        assert judge.judge(call)[1].rule == rule
