"""Snapshots of the house: frozen, whole at every moment, and true."""

import threading
from datetime import UTC, datetime

import pytest

from agent.call.call_record import CallRecord
from agent.call.news import (
    CallChanged,
    CallGoesOn,
    EngineStanding,
    LineStanding,
    ListsChanged,
    ListStanding,
    MessageLeft,
)
from agent.call.sentence import say
from agent.service.calls.live import Live

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
LINES = {"home": "beside", "office": "front"}
RINGS, TALKS = say("rings"), say("talks with the house")


def judged(call_id: str, rule: str = "", number: str = "", not_judged: str = "") -> CallChanged:
    return CallChanged(
        CallRecord(
            call_id=call_id,
            line="home",
            received_at=NOON,
            number_e164=number,
            treatment="let-ring",
            rule=rule,
            because=say("nobody objects"),
            not_judged_because=not_judged,
        )
    )


def over(call_id: str) -> CallChanged:
    return CallChanged(CallRecord(call_id=call_id, line="home", received_at=NOON, ended_at=NOON))


def test_a_house_that_just_started_knows_its_lines_and_nothing_else() -> None:
    now = Live(LINES).now
    assert [(line.name, line.kind, line.registered, line.since) for line in now.lines] == [
        ("home", "beside", False, None),
        ("office", "front", False, None),
    ]
    assert (now.calls, now.lists, now.engine.running) == ((), (), False)


def test_a_call_is_in_hand_from_its_verdict_to_its_end() -> None:
    live = Live(LINES)
    live.take(judged("c1", number="+33612345678", rule="otherwise"))
    (call,) = live.now.calls
    assert (call.number_e164, call.treatment, call.rule) == ("+33612345678", "let-ring", "otherwise")
    assert (call.since, call.because, call.doing) == (NOON, "nobody objects", RINGS)
    live.take(CallGoesOn("c1", TALKS))
    assert live.now.calls[0].doing == TALKS
    live.take(over("c1"))
    assert live.now.calls == ()


def test_a_call_judged_anew_keeps_its_place_and_what_is_being_done() -> None:
    live = Live(LINES)
    for news in (judged("c1"), judged("c2"), CallGoesOn("c1", TALKS), judged("c1", rule="shared-list")):
        live.take(news)
    assert [(call.call_id, call.rule, call.doing) for call in live.now.calls] == [
        ("c1", "shared-list", TALKS),
        ("c2", "", RINGS),
    ]


def test_a_call_that_could_not_be_judged_says_why_not() -> None:
    live = Live(LINES)
    live.take(judged("c1", not_judged="the disk is on fire"))
    assert live.now.calls[0].because == "the disk is on fire"


def test_late_news_of_a_call_that_is_over_bring_it_back_for_nobody() -> None:
    live = Live(LINES)
    for news in (judged("c1"), over("c1"), CallGoesOn("c1", TALKS), over("c1")):
        live.take(news)
    assert live.now.calls == ()


def test_lines_engine_and_lists_stand_as_they_were_last_told() -> None:
    live = Live(LINES)
    registered = LineStanding(line="office", registered=True, sentence=say("registered"), since=NOON)
    engine = EngineStanding(running=True, stack_name="PJSIP", pid=7, since=NOON)
    street = ListStanding(name="street", kind="shared", entries=3)
    for news in (registered, engine, ListsChanged((street,))):
        live.take(news)
    home, office = live.now.lines
    assert (office.registered, office.sentence, office.since, office.kind) == (
        True,
        "registered",
        NOON,
        "front",
    )
    assert not home.registered
    assert (live.now.engine, live.now.lists) == (engine, (street,))


def test_news_of_other_things_change_nothing() -> None:
    live = Live(LINES)
    before = live.now
    live.take(MessageLeft(name="m.wav", received_at=NOON, number="", kind="message", seconds=2))
    live.take(LineStanding(line="another", registered=True, sentence=say("registered"), since=NOON))
    assert live.now == before


def test_a_snapshot_in_somebody_s_hands_never_changes() -> None:
    live = Live(LINES)
    live.take(judged("c1"))
    before = live.now
    live.take(over("c1"))
    assert [call.call_id for call in before.calls] == ["c1"]
    with pytest.raises(AttributeError):
        before.calls = ()  # type: ignore[misc]


def test_news_from_many_threads_lose_nothing() -> None:
    live = Live(LINES)
    starting = threading.Barrier(4)

    def tell(name: str) -> None:
        starting.wait(5)
        for number in range(200):
            live.take(judged(f"{name}{number}"))

    threads = [threading.Thread(target=tell, args=[name]) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len({call.call_id for call in live.now.calls}) == 800
