"""Giving back: queued by a person, sent with patience, never about people we know."""

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from agent.call.user_error import UserError
from agent.lists.communities.phoneblock import PhoneBlock
from agent.lists.communities.waiting_reports import (
    WaitingReport,
    queue_calls,
    queue_rating,
    read_outbox,
    send_waiting,
)
from agent.net.api_request import ApiRefusedError
from agent.net.client import open_client
from tests.lists.lists_in_use import NOON
from tests.peers.http_peer import HttpPeer
from tests.peers.phoneblock_server import KEY, PhoneBlockServer

CALLER = "+4917650642602"


@pytest.fixture
def outbox(tmp_path: Path) -> Any:
    return tmp_path / "outbox.json"


def rate(outbox: Path, **more: Any) -> int:
    return queue_rating(
        outbox, **{"number_e164": CALLER, "kind": "fraud", "services": ("phoneblock",), "now": NOON, **more}
    )


def test_a_rating_reaches_the_community_and_leaves_the_outbox(outbox: Path) -> None:
    server = PhoneBlockServer()
    assert rate(outbox) == 1
    with HttpPeer(server) as peer, open_client(own_url=peer.url("/")) as client:
        account = PhoneBlock(client, KEY, base_url=peer.url("/api"), clock=time.monotonic)
        (outcome,) = send_waiting(
            outbox, {"phoneblock": lambda report: account.rate(report.number_e164, report.kind)}, NOON
        )
    assert outcome.sentence == f"{CALLER} was reported to phoneblock"
    assert server.rated[0]["rating"] == "G_FRAUD"
    assert read_outbox(outbox).waiting == []


def test_a_report_that_fails_waits_longer_each_time_and_is_given_up_after_a_week(outbox: Path) -> None:
    def busy(report: WaitingReport) -> None:
        raise ApiRefusedError("it is busy")

    rate(outbox)
    now, waits = NOON, []
    while read_outbox(outbox).waiting:
        (outcome,) = send_waiting(outbox, {"phoneblock": busy}, now)
        waits.append((outcome.report.next_at - now) // timedelta(minutes=1))
        now = max(outcome.report.next_at, now)
    assert waits[:4] == [5, 10, 20, 40]
    assert timedelta(days=7) < now - NOON < timedelta(days=8)


def test_a_service_that_asks_for_an_hour_gets_it(outbox: Path) -> None:
    def busy(report: WaitingReport) -> None:
        raise ApiRefusedError("it is busy", retry_after_seconds=3600)

    rate(outbox)
    send_waiting(outbox, {"phoneblock": busy}, NOON)
    assert send_waiting(outbox, {"phoneblock": busy}, NOON + timedelta(minutes=59)) == []


def test_a_refusal_for_good_is_not_tried_again(outbox: Path) -> None:
    def wrong_key(report: WaitingReport) -> None:
        raise ApiRefusedError("wrong key", for_good=True)

    rate(outbox)
    (outcome,) = send_waiting(outbox, {"phoneblock": wrong_key}, NOON)
    assert "was not reported: wrong key" in outcome.sentence
    assert read_outbox(outbox).waiting == []


@pytest.mark.parametrize(
    ("more", "because"),
    [
        ({"objection": "they are in your contacts"}, "is not reported: they are in your contacts"),
        ({"number_e164": ""}, "without a number"),
        ({"kind": "annoying"}, "the kinds are .*fraud"),
        ({"services": ()}, "no list in your settings takes reports"),
    ],
)
def test_what_must_not_be_reported_is_refused_with_the_reason(outbox: Path, more: Any, because: str) -> None:
    with pytest.raises(UserError, match=because):
        rate(outbox, **more)
    assert not outbox.exists()


def test_a_second_word_about_a_caller_replaces_the_first(outbox: Path) -> None:
    rate(outbox)
    assert rate(outbox, kind="poll") == 1
    assert read_outbox(outbox).waiting[0].kind == "poll"


def test_at_most_twenty_calls_a_day_are_reported(outbox: Path) -> None:
    calls = [(CALLER, "phoneblock")] * 25
    assert queue_calls(outbox, calls, NOON) == 20
    assert queue_calls(outbox, calls[:1], NOON + timedelta(days=1)) == 21
    assert read_outbox(outbox).calls_seen_until == NOON + timedelta(days=1)


def test_what_is_queued_while_others_are_sent_is_not_lost(outbox: Path) -> None:
    def sends_slowly(report: WaitingReport) -> None:
        rate(outbox, number_e164="+33162000001")

    rate(outbox)
    send_waiting(outbox, {"phoneblock": sends_slowly}, NOON)
    assert [report.number_e164 for report in read_outbox(outbox).waiting] == ["+33162000001"]


def test_a_broken_outbox_is_an_empty_one(outbox: Path) -> None:
    outbox.write_text("{")
    assert read_outbox(outbox).waiting == []
