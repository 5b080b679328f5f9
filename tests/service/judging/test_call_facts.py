"""The rules see what lists and history know; what could not be asked is named, never guessed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.call.call_record import CallRecord
from agent.call.caller import Caller
from agent.call.list_entry import ListEntry, Match
from agent.decide.facts import CallFacts, Household
from agent.service.judging.call_facts import CallHistory, KnowsCallers, gather_facts, history_key, shown_as
from agent.store.call_log import CallLog, caller_key

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
STRANGER = Caller(number_e164="+33140000001")


class FixedLists:
    """Knows everybody by a prefix and by the whole number."""

    def matches(self, caller: Caller) -> tuple[Match, ...]:
        entries = (ListEntry(kind="prefix", value="+33"), ListEntry(kind="exact", value="+33140000001"))
        return tuple(Match(list_name=entry.kind, role="shared", entry=entry) for entry in entries)


class UnreadableLists:
    def matches(self, caller: Caller) -> tuple[Match, ...]:
        raise OSError("the lists are damaged")


def facts_of(caller: Caller, history: CallHistory, lists: KnowsCallers | None = None) -> CallFacts:
    return gather_facts(
        caller,
        now=NOON,
        lists=lists or FixedLists(),
        history=history,
        household=Household(),
        priority="urgent",
    )


def a_record(number: str, minutes_ago: float, shown_as: str = "") -> CallRecord:
    return CallRecord(
        call_id=f"{number}{minutes_ago}",
        line="home",
        received_at=NOON - timedelta(minutes=minutes_ago),
        number_e164=number,
        shown_as=shown_as,
        withheld=not number,
    )


def test_the_facts_hold_what_lists_and_history_know(tmp_path: Path) -> None:
    log = CallLog(tmp_path / "calls.sqlite")
    log.save(a_record("+33140000001", 2))
    log.save(a_record("+33140000001", 0))  # the call itself, already written down
    log.save(a_record("+33140000002", 60))
    log.save(a_record("+33140000003", 25 * 60))
    log.add_call_made("+33140000001", NOON - timedelta(days=3))
    facts = facts_of(STRANGER, log)
    assert facts.last_call_at == NOON - timedelta(minutes=2)
    assert facts.neighbours_seen == 1
    assert facts.called_them_at == NOON - timedelta(days=3)
    assert [match.entry.kind for match in facts.matches] == ["exact", "prefix"]
    assert (facts.now, facts.priority, facts.could_not_ask) == (NOON, "urgent", ())
    log.close()


def test_what_cannot_be_asked_is_named_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "calls.sqlite").mkdir()
    facts = facts_of(STRANGER, CallLog(tmp_path / "calls.sqlite"), UnreadableLists())
    reasons = dict(facts.could_not_ask)
    assert list(reasons) == ["lists", "last call", "calls made", "neighbours"]
    assert reasons["lists"] == "the lists are damaged"
    assert "calls.sqlite cannot be used" in reasons["last call"]


def test_who_hides_has_no_history(tmp_path: Path) -> None:
    log = CallLog(tmp_path / "calls.sqlite")
    log.save(a_record("", 1, shown_as="anonymous"))
    facts = facts_of(Caller(withheld=True, as_written="anonymous"), log)
    assert facts.last_call_at is None
    log.close()


def test_a_caller_is_known_again_by_what_the_log_wrote_down() -> None:
    for caller in (
        STRANGER,
        Caller(short_number="3950"),
        Caller(internal="**622"),
        Caller(as_written="0333"),
        Caller(withheld=True, as_written="anonymous"),
        Caller(),
    ):
        assert history_key(caller) == caller_key(record_with(caller))


@pytest.mark.parametrize("user", ["asterisk", "trunk", "alice", "fxo"])
def test_two_callers_behind_one_word_are_not_one_who_insists(tmp_path: Path, user: str) -> None:
    log = CallLog(tmp_path / "calls.sqlite")
    stranger = Caller(as_written=user)
    log.save(record_with(stranger))
    facts = facts_of(stranger, log)
    assert (facts.last_call_at, facts.neighbours_seen) == (None, 0)
    log.close()


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("+5491112345678", "+541112345678"),
        ("+541112345678", "+5491112345678"),
        ("+33692399800", "+262692399800"),  # as an earlier version wrote it down
        ("+22507123456", "+2250707123456"),
        ("+5215512345678", "+525512345678"),
    ],
)
def test_a_subscriber_is_the_same_under_every_number_they_have(tmp_path: Path, before: str, now: str) -> None:
    log = CallLog(tmp_path / "calls.sqlite")
    log.save(a_record(before, 2))
    log.add_call_made(before, NOON - timedelta(days=3))
    facts = facts_of(Caller(number_e164=now), log)
    assert facts.last_call_at == NOON - timedelta(minutes=2)
    assert facts.called_them_at == NOON - timedelta(days=3)
    log.close()


def record_with(caller: Caller) -> CallRecord:
    """What the call log keeps of a call a minute ago."""
    return CallRecord(
        call_id="c",
        line="home",
        received_at=NOON - timedelta(minutes=1),
        number_e164=caller.number_e164 or "",
        shown_as=shown_as(caller),
        withheld=caller.withheld,
    )
