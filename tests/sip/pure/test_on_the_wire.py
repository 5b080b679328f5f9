"""What the engine in Python does beyond what every engine must: session timers, 100rel, TCP as boxes have it."""

import re
import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from agent.call.commands import Answer, AnswerEarly, Reject, Ring, RingHouse, StopRinging
from agent.call.events import CallAnswered, CallArrived, CallEnded, LineChanged, PhoneAnswered, PhoneLost
from agent.sip.engine_choice import PYTHON
from tests.peers.ports import free_port
from tests.peers.raw_call import RawCall
from tests.peers.raw_phone import RawPhone
from tests.peers.raw_sip import RawSipCaller
from tests.peers.rtp_ear import RtpEar
from tests.sip.engine_under_test import EngineUnderTest
from tests.sip.pure.tcp_box import TcpBox, cut


@pytest.fixture
def engine() -> Iterator[EngineUnderTest]:
    with EngineUnderTest() as engine:
        engine.open_line()
        yield engine


@pytest.fixture
def caller(engine: EngineUnderTest) -> Iterator[RawSipCaller]:
    with RawSipCaller(engine.target) as caller:
        yield caller


def arrived(engine: EngineUnderTest, call: RawCall) -> None:
    engine.wait_for(CallArrived, lambda event: event.call.call_id == call.call_id)


def ended(engine: EngineUnderTest, call: RawCall) -> CallEnded:
    return engine.wait_for(CallEnded, lambda event: event.call_id == call.call_id)


# Offers that come late (RFC 3261 §13.2.1).


def test_a_caller_without_an_offer_gets_ours_and_is_heard_once_they_have_answered(
    engine: EngineUnderTest, caller: RawSipCaller
) -> None:
    with RtpEar() as ear:
        call = caller.invite(sdp="")
        arrived(engine, call)
        engine.send(Answer(call.call_id))
        assert call.wait_status(200).payload_types == [8, 0, 101]
        call.ack(caller.offer(ear.port, "0 101"))
        assert engine.wait_for(CallAnswered).codec == "PCMU"
        ear.wait_packets(5)
        assert call.bye().status == 200


def test_a_caller_who_never_answers_our_offer_is_hung_up_on(
    engine: EngineUnderTest, caller: RawSipCaller
) -> None:
    call = caller.invite(sdp="")
    arrived(engine, call)
    engine.send(Answer(call.call_id))
    call.wait_status(200)
    call.ack()
    call.wait_request("BYE")
    ended(engine, call)


def test_a_caller_who_never_acknowledges_is_hung_up_on(engine: EngineUnderTest, caller: RawSipCaller) -> None:
    call = caller.invite()
    arrived(engine, call)
    engine.send(Answer(call.call_id))
    call.wait_status(200)
    call.wait(lambda each: not each.status and each.method == "BYE", 12, "a BYE")
    assert [status for status, _ in call.statuses].count(200) >= 4
    ended(engine, call)


# Session timers (RFC 4028).


def test_a_session_timer_is_kept_as_a_fritzbox_asks_for_it(
    engine: EngineUnderTest, caller: RawSipCaller
) -> None:
    asked = ["Session-Expires: 600;refresher=uac", "Min-SE: 90", "Supported: timer", "Allow: INVITE, UPDATE"]
    call = caller.invite(headers=asked)
    arrived(engine, call)
    engine.send(Answer(call.call_id))
    answer = call.wait_answered()
    assert answer.get("Session-Expires") == "600;refresher=uac"
    assert answer.get("Require") == "timer"
    refreshed = call.request("UPDATE", asked)
    assert (refreshed.status, refreshed.get("Session-Expires")) == (200, "600;refresher=uac")
    assert call.bye().status == 200


def test_a_session_that_would_end_too_soon_is_refused_with_what_may_be(
    engine: EngineUnderTest, caller: RawSipCaller
) -> None:
    call = caller.invite(headers=["Session-Expires: 30", "Supported: timer"])
    refused = call.wait_final()
    assert (refused.status, refused.get("Min-SE")) == (422, "90")


# Provisional responses that must arrive (RFC 3262).


def test_whoever_wants_each_ringing_acknowledged_has_it_repeated_until_then(
    engine: EngineUnderTest, caller: RawSipCaller
) -> None:
    call = caller.invite(headers=["Require: 100rel"])
    arrived(engine, call)
    engine.send(Ring(call.call_id))
    ringing = call.wait_status(180)
    assert ringing.get("Require") == "100rel"
    call.wait(lambda _: [status for status, _ in call.statuses].count(180) == 3, 5, "two repetitions")
    rack = f"RAck: {ringing.get('RSeq')} 1 INVITE"
    assert call.request("PRACK", [rack]).status == 200
    assert call.request("PRACK", [rack]).status == 481
    engine.send(Answer(call.call_id))
    call.wait_answered()
    assert call.bye().status == 200


def test_nothing_is_answered_before_the_sound_of_a_183_was_acknowledged(
    engine: EngineUnderTest, caller: RawSipCaller
) -> None:
    call = caller.invite(headers=["Require: 100rel"])
    arrived(engine, call)
    engine.send(AnswerEarly(call.call_id), Answer(call.call_id))
    early = call.wait_status(183)
    call.wait(lambda _: [status for status, _ in call.statuses].count(183) == 2, 5, "a repetition")
    assert max(status for status, _ in call.statuses) == 183
    assert call.request("PRACK", [f"RAck: {early.get('RSeq')} 1 INVITE"]).status == 200
    assert call.wait_answered().body == early.body
    assert call.bye().status == 200


# Telephones and servers that are away.


def test_a_telephone_that_is_switched_off_is_lost_at_once() -> None:
    phone = f"sip:salon@127.0.0.1:{free_port()}"
    with EngineUnderTest() as engine:
        engine.open_line(house_phones=(phone,))
        with RawSipCaller(engine.target) as caller:
            call = caller.invite()
            arrived(engine, call)
            began = time.monotonic()
            engine.send(RingHouse(call_id=call.call_id, phones=(phone,)))
            assert engine.wait_for(PhoneLost).sip_status == 503
            assert time.monotonic() - began < 1.0


def test_only_where_somebody_else_picked_up_a_telephone_is_told_that_it_missed_nothing() -> None:
    nobody = ("127.0.0.1", 9)
    with closing(RawPhone("salon", "", nobody)) as salon, closing(RawPhone("kitchen", "", nobody)) as kitchen:
        phones = tuple(f"sip:{each.user}@127.0.0.1:{each.port}" for each in (salon, kitchen))
        with EngineUnderTest() as engine:
            engine.open_line(house_phones=phones)
            with RawSipCaller(engine.target) as caller:
                call = caller.invite()
                arrived(engine, call)
                engine.send(RingHouse(call_id=call.call_id, phones=phones))
                salon.answer(salon.wait_invite(), 40_000)
                engine.wait_for(PhoneAnswered)
                engine.send(StopRinging(call.call_id))
                elsewhere = kitchen.wait_cancel(kitchen.wait_invite())
                assert elsewhere.get("Reason") == 'SIP;cause=200;text="Call completed elsewhere"'
                engine.send(Reject(call.call_id, 480))
                second = caller.invite()
                arrived(engine, second)
                engine.send(RingHouse(call_id=second.call_id, phones=phones))
                invite = kitchen.wait_invite(times=2)
                second.cancel()
                assert kitchen.wait_cancel(invite).get("Reason") == ""


def test_in_front_a_caller_who_finds_no_room_is_told_when_to_try_again() -> None:
    with EngineUnderTest() as engine:
        engine.open_line(in_front=True)
        with RawSipCaller(engine.target) as caller:
            calls = [caller.invite() for _ in range(PYTHON.calls_limit)]
            engine.wait_arrivals(PYTHON.calls_limit)
            refused = caller.invite().wait_final()
            assert (refused.status, int(refused.get("Retry-After")) > 0) == (503, True)
            # And who is in hand is heard.
            engine.send(Reject(calls[0].call_id, 480))
            assert calls[0].wait_final().status == 480


# TCP, as a FRITZ!Box speaks it.


def a_call(to: str, number: int = 1) -> bytes:
    offer = (
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 8\r\n"
    )
    return (
        f"INVITE {to} SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1:5060;branch=z9hG4bK{number}\r\n"
        f"From: <sip:+33162000001@box>;tag=1\r\nTo: <sip:620@box>\r\nCall-ID: call{number}\r\n"
        "CSeq: 1 INVITE\r\nContact: <sip:box@127.0.0.1;transport=tcp>\r\nContent-Type: application/sdp\r\n"
        f"Content-Length: {len(offer)}\r\n\r\n{offer}"
    ).encode()


def test_a_box_that_keeps_one_connection_calls_on_it_with_an_empty_host_and_is_found_again() -> None:
    with EngineUnderTest() as engine, closing(TcpBox()) as box:
        registrar = f"127.0.0.1:{box.port}"
        change = engine.open_line(
            registrar=registrar, user="620", password="secret", transport="tcp", trusted_peers=()
        )
        assert change.registered, change
        register = box.wait("REGISTER ")
        assert register.startswith(f"REGISTER sip:{registrar};transport=tcp SIP/2.0")
        assert re.search(
            rf"^Contact: <sip:thome@127.0.0.1:{change.port};transport=tcp>", register, re.MULTILINE
        )
        box.connections[0].sendall(a_call("sip:thome@:5060"))
        engine.wait_for(CallArrived)
        engine.send(Ring("call1"))
        box.wait("SIP/2.0 180 ")
        assert len(box.connections) == 1, "the answer went where the call came from"
        # The box was restarted: its connections are gone.
        cut(box.connections[0])
        box.wait("REGISTER ", times=2)
        assert len(box.connections) == 2
        box.connections[1].sendall(a_call("sip:thome@:5060", number=2))
        engine.wait_for(CallArrived, lambda event: event.call.call_id == "call2")
        assert [change.registered for change in engine.events if isinstance(change, LineChanged)] == [True]
