"""The engine on a real wire: every known death of the SIP stack, tried, and what callers see."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.call.commands import (
    Answer,
    AnswerEarly,
    ByeAfterCrash,
    Command,
    HangUp,
    Listen,
    OpenLine,
    Play,
    Reject,
    Ring,
    StopEngine,
)
from agent.call.events import (
    CallAnswered,
    CallArrived,
    CallEnded,
    DigitPressed,
    EngineStarted,
    GreetingPlayed,
    Trouble,
)
from agent.call.heard import Concluded, SpeechEnded, SpeechHeard
from agent.prompts.catalogue import PROMPTS
from agent.prompts.recording import wav_path
from agent.sip.__main__ import NICENESS
from agent.sound.wav_file import read_wav
from tests import engines
from tests.peers.correlation import find
from tests.peers.raw_call import RawCall
from tests.peers.raw_sip import RawSipCaller
from tests.peers.rtp_ear import RtpEar
from tests.sip.engine_under_test import EngineUnderTest

HELLO = wav_path(next(each for each in PROMPTS if each.name == "hello" and each.language == "fr"), None)
GOODBYE = wav_path(next(each for each in PROMPTS if each.name == "goodbye" and each.language == "fr"), None)


@pytest.fixture
def engine() -> Iterator[EngineUnderTest]:
    with EngineUnderTest() as engine:
        engine.open_line()
        yield engine


@pytest.fixture
def caller(engine: EngineUnderTest) -> Iterator[RawSipCaller]:
    with RawSipCaller(engine.target) as caller:
        yield caller


def test_talks_go_before_other_work_where_the_system_allows_it(engine: EngineUnderTest) -> None:
    ask = f"import os; os.setpriority(os.PRIO_PROCESS, 0, {NICENESS})"
    may = subprocess.run([sys.executable, "-c", ask], stderr=subprocess.DEVNULL).returncode == 0
    ours = os.getpriority(os.PRIO_PROCESS, 0)
    wanted = min(NICENESS, ours) if may else ours
    assert os.getpriority(os.PRIO_PROCESS, engine.process.pid) == wanted


def likeness(ear: RtpEar, prompt: Path) -> float:
    """How much what the caller heard is that prompt: 1 is the same sound."""
    return find(read_wav(prompt), ear.samples).correlation


def arrived(engine: EngineUnderTest, call_id: str) -> CallArrived:
    return engine.wait_for(CallArrived, lambda event: event.call.call_id == call_id)


def ended(engine: EngineUnderTest, call_id: str) -> CallEnded:
    return engine.wait_for(CallEnded, lambda event: event.call_id == call_id)


def test_the_engine_says_what_it_is_and_what_it_can_hold(engine: EngineUnderTest) -> None:
    started = engine.wait_for(EngineStarted)
    here = engines.in_use()
    assert (started.calls_limit, started.lines_limit) == (here.calls_limit, here.lines_limit)
    assert started.pid == engine.process.pid


def test_a_call_is_told_with_its_headers_as_written(engine: EngineUnderTest, caller: RawSipCaller) -> None:
    call = caller.invite(
        "+33162000001",
        display_name="Télé, vente",
        headers=[
            "P-Asserted-Identity: <sip:+33162000001@box>, <tel:+33162000001>",
            "Privacy: id;critical",
            "P-Called-Party-ID: <sip:**9@fritz.box>",
            "Diversion: <sip:+33140000001@box>;reason=unconditional",
        ],
    )
    told = arrived(engine, call.call_id).call
    assert told.from_header.startswith('"Télé, vente" <sip:+33162000001@')
    assert told.asserted_identity == ("<sip:+33162000001@box>", "<tel:+33162000001>")
    assert told.privacy == "id;critical"
    assert told.called_party == "<sip:**9@fritz.box>"
    assert told.diversion == ("<sip:+33140000001@box>;reason=unconditional",)
    assert (told.line, told.source_address, told.from_trusted_peer) == ("home", "127.0.0.1", True)


@pytest.mark.parametrize("status", [486, 480, 603, 607])
def test_a_call_is_rejected_with_the_code_that_was_said(
    engine: EngineUnderTest, caller: RawSipCaller, status: int
) -> None:
    call = caller.invite()
    arrived(engine, call.call_id)
    engine.send(Reject(call.call_id, status))
    assert call.wait_final().status == status
    assert ended(engine, call.call_id).by == "house"


def test_an_invite_without_an_offer_is_rejected_and_kills_nobody(
    engine: EngineUnderTest, caller: RawSipCaller
) -> None:
    # Rejecting this inside the callback aborts the wheel with one packet.
    for _ in range(5):
        call = caller.invite(sdp="")
        arrived(engine, call.call_id)
        engine.send(Reject(call.call_id, 486))
        assert call.wait_final().status == 486
    assert engine.is_alive


def test_the_answer_names_one_codec_and_telephone_events(
    engine: EngineUnderTest, caller: RawSipCaller
) -> None:
    call = caller.invite(payload_types="0 8 9 18 101")
    arrived(engine, call.call_id)
    engine.send(Answer(call.call_id))
    answer = call.wait_answered()
    (media,) = [line for line in answer.body.splitlines() if line.startswith("m=audio")]
    assert len(media.split()[3:]) == 2
    assert media.split()[-1] == "101"
    assert engine.wait_for(CallAnswered).codec == "PCMU"


def test_other_codecs_than_those_of_a_telephone_are_never_decoded(
    engine: EngineUnderTest, caller: RawSipCaller
) -> None:
    more = "a=rtpmap:97 speex/8000\r\na=rtpmap:98 iLBC/8000\r\n"
    call = caller.invite(sdp=caller.offer(40000, "3 97 98 8") + more)
    arrived(engine, call.call_id)
    engine.send(Answer(call.call_id))
    (media,) = [line for line in call.wait_answered().body.splitlines() if line.startswith("m=audio")]
    assert media.split()[3] == "8"
    foreign = caller.invite(sdp=caller.offer(40002, "3 97 98") + more)
    assert foreign.wait_final().status == 488
    assert engine.is_alive


def test_packets_flow_from_the_answer_on_although_nobody_says_anything(
    engine: EngineUnderTest, caller: RawSipCaller
) -> None:
    # Boxes and firewalls open the way back only where packets go out (symmetric RTP).
    with RtpEar() as ear:
        call = caller.invite(media_port=ear.port)
        arrived(engine, call.call_id)
        engine.send(Answer(call.call_id))
        call.wait_answered()
        ear.wait_packets(75, limit_seconds=3)
        call.bye()


def test_the_caller_hears_the_greeting_and_then_a_bye(engine: EngineUnderTest, caller: RawSipCaller) -> None:
    with RtpEar() as ear:
        call = caller.invite(media_port=ear.port)
        arrived(engine, call.call_id)
        engine.send(Answer(call.call_id), Play(call.call_id, str(GOODBYE)))
        call.wait_answered()
        played = engine.wait_for(GreetingPlayed)
        engine.send(HangUp(call.call_id))
        call.wait_request("BYE")
        assert (played.whole, played.greeting) == (True, str(GOODBYE))
        assert likeness(ear, GOODBYE) >= 0.95


def test_the_sound_is_counted_where_it_is_among_the_streams_on_offer(
    engine: EngineUnderTest, caller: RawSipCaller
) -> None:
    with RtpEar() as ear:
        audio = caller.offer(ear.port)
        video_first = audio.replace("m=audio", "m=video 0 RTP/AVP 96\r\nm=audio", 1)
        call = caller.invite(sdp=video_first)
        arrived(engine, call.call_id)
        engine.send(Answer(call.call_id), Play(call.call_id, str(GOODBYE)))
        call.wait_answered()
        # An engine that asks the wrong stream how much was sent waits three seconds longer for its answer.
        greeting_seconds = len(read_wav(GOODBYE)) / 8000
        assert engine.wait_for(GreetingPlayed, limit_seconds=greeting_seconds + 2.5).whole
        call.bye()


def test_early_media_is_heard_and_the_call_is_never_answered(
    engine: EngineUnderTest, caller: RawSipCaller
) -> None:
    with RtpEar() as ear:
        call = caller.invite(media_port=ear.port)
        arrived(engine, call.call_id)
        engine.send(AnswerEarly(call.call_id), Play(call.call_id, str(GOODBYE)))
        engine.wait_for(GreetingPlayed)
        engine.send(Reject(call.call_id, 603))
        assert call.wait_final().status == 603
        assert 200 not in [status for status, _ in call.statuses]
        assert 183 in [status for status, _ in call.statuses]
        assert likeness(ear, GOODBYE) >= 0.95


def test_the_ear_hears_the_caller_speak_and_stop(engine: EngineUnderTest, caller: RawSipCaller) -> None:
    with RtpEar() as ear:
        call = caller.invite(media_port=ear.port)
        arrived(engine, call.call_id)
        engine.send(Answer(call.call_id), Listen(call.call_id))
        call.wait_answered()
        ear.wait_packets(1)
        ear.speak(GOODBYE)
        heard = engine.wait_for(SpeechHeard)
        silent = engine.wait_for(SpeechEnded)
        assert heard.call_id == silent.call_id == call.call_id
        assert silent.at_seconds > heard.at_seconds
        call.bye()
        ended(engine, call.call_id)
        engine.wait_for(Concluded)


def test_digits_are_told_however_they_are_sent(engine: EngineUnderTest, caller: RawSipCaller) -> None:
    with RtpEar() as ear:
        call = caller.invite(media_port=ear.port)
        arrived(engine, call.call_id)
        engine.send(Answer(call.call_id))
        call.wait_answered()
        ear.wait_packets(1)
        ear.press("7")
        by_rtp = engine.wait_for(DigitPressed, lambda event: event.digit == "7")
        call.info_digit("4")
        by_info = engine.wait_for(DigitPressed, lambda event: event.digit == "4")
        assert (by_rtp.method, by_info.method) == ("rfc4733", "sip-info")


def test_a_cancel_while_ringing_ends_the_call_and_leaves_room(
    engine: EngineUnderTest, caller: RawSipCaller
) -> None:
    for _ in range(12):
        call = caller.invite()
        arrived(engine, call.call_id)
        engine.send(Ring(call.call_id))
        call.wait_status(180)
        call.cancel()
        assert call.wait_final().status == 487
        assert ended(engine, call.call_id).by == "caller"


def test_a_bye_in_the_middle_of_the_message_leaves_nothing_behind(
    engine: EngineUnderTest, caller: RawSipCaller
) -> None:
    for _ in range(6):
        with RtpEar() as ear:
            call = caller.invite(media_port=ear.port)
            arrived(engine, call.call_id)
            engine.send(Answer(call.call_id), Listen(call.call_id), Play(call.call_id, str(GOODBYE)))
            call.wait_answered()
            ear.wait_sound()
            call.bye()
            assert ended(engine, call.call_id).by == "caller"
    played = [event for event in engine.events if isinstance(event, GreetingPlayed)]
    assert [event.whole for event in played] == [False] * 6


def test_a_lost_180_is_said_again_when_the_caller_repeats(
    engine: EngineUnderTest, caller: RawSipCaller
) -> None:
    call = caller.invite()
    arrived(engine, call.call_id)
    engine.send(Ring(call.call_id))
    call.wait_status(180)
    call.retransmit_invite()
    call.wait(lambda _: [status for status, _ in call.statuses].count(180) == 2, 5.0, "a second 180")
    assert len(engine.wait_arrivals(1)) == 1


def test_a_house_that_says_nothing_lets_the_phone_ring(engine: EngineUnderTest, caller: RawSipCaller) -> None:
    call = caller.invite()
    assert call.wait_status(180).status == 180
    assert "rings" in engine.wait_for(Trouble).sentence


def test_a_transfer_that_the_caller_asks_for_is_refused(
    engine: EngineUnderTest, caller: RawSipCaller
) -> None:
    with RawSipCaller(("127.0.0.1", 1)) as premium:
        call = caller.invite()
        arrived(engine, call.call_id)
        engine.send(Answer(call.call_id))
        call.wait_answered()
        # Declined, or never allowed (RFC 3261 §8.2.1).
        assert call.refer(f"sip:+33899000000@127.0.0.1:{premium.port}").status in (405, 603)
        call.bye()
        with pytest.raises(TimeoutError):
            premium.wait_stray(0.5)


def test_replacing_and_watching_are_refused(engine: EngineUnderTest, caller: RawSipCaller) -> None:
    call = caller.invite()
    arrived(engine, call.call_id)
    engine.send(Answer(call.call_id))
    answer = call.wait_answered()
    replaces = f"Replaces: {call.call_id};to-tag={answer.tag_to};from-tag={answer.tag_from}"
    thief = caller.invite(headers=[replaces])
    assert thief.wait_final().status >= 400
    status = caller.request_outside_call("SUBSCRIBE", headers=["Event: presence", "Expires: 60"]).status
    assert status in (403, 405, 489)
    assert call.bye().status == 200


def test_strangers_never_reach_the_stack(engine: EngineUnderTest) -> None:
    with RawSipCaller(engine.target, host="127.0.0.2") as stranger:
        call = stranger.invite()
        with RawSipCaller(engine.target) as friend:
            wanted = friend.invite()
            arrived(engine, wanted.call_id)
        assert call.statuses == []
        told = [event.call.source_address for event in engine.events if isinstance(event, CallArrived)]
        assert told == ["127.0.0.1"]


def test_a_peer_may_be_a_whole_network() -> None:
    with EngineUnderTest() as engine:
        engine.open_line(trusted_peers=("127.0.7.0/24",), bind_address="127.0.0.1")
        with RawSipCaller(engine.target, host="127.0.7.9") as friend, RawSipCaller(engine.target) as stranger:
            refused = stranger.invite()
            wanted = friend.invite()
            arrived(engine, wanted.call_id)
            assert refused.statuses == []


def test_what_the_stack_cannot_hold_gets_no_final_response_and_enters_when_there_is_room(
    engine: EngineUnderTest, caller: RawSipCaller
) -> None:
    room = engines.in_use().calls_limit
    calls = [caller.invite(f"+331620000{number:02}") for number in range(room + 2)]
    taken = engine.wait_arrivals(room)
    for event in taken:
        engine.send(Ring(event.call.call_id))
    held = {event.call.call_id for event in taken}
    ringing = [call for call in calls if call.call_id in held]
    waiting = [call for call in calls if call.call_id not in held]
    for call in ringing:
        call.wait_status(180)
    for call in waiting:
        call.retransmit_invite()
    assert [status for call in waiting for status, _ in call.statuses] == []
    assert _cancel_until_heard(ringing[0]) == 487
    ended(engine, ringing[0].call_id)
    for _ in range(6):
        waiting[0].retransmit_invite()
        if _status_within(waiting[0], 100, 0.5):
            break
    assert arrived(engine, waiting[0].call_id)
    # The last slot is taken again, and a CANCEL still gets through while the house is full.
    assert _cancel_until_heard(ringing[1]) == 487


def test_while_callers_who_were_hung_up_on_answer_no_bye_nobody_is_called_busy(
    engine: EngineUnderTest, caller: RawSipCaller
) -> None:
    # PJSIP says that these calls are over at once, and keeps their slots until it gives up on the BYE.
    room = engines.in_use().calls_limit
    talks = [caller.invite(f"+331620000{number:02}") for number in range(room)]
    engine.wait_arrivals(room)
    for talk in talks:
        engine.send(Answer(talk.call_id))
        talk.wait_answered()
        engine.wait_for(CallAnswered, lambda event, talk=talk: event.call_id == talk.call_id)  # type: ignore[misc]
        talk.answers_requests_with.clear()
    for talk in talks:
        engine.send(HangUp(talk.call_id))
        ended(engine, talk.call_id)
    late = caller.invite("+33162000009")
    for _ in range(30):
        if _status_within(late, 100, 0.5):
            break
        late.retransmit_invite()
    assert arrived(engine, late.call_id)
    assert {status for status, _ in late.statuses} <= {100, 180}


def _cancel_until_heard(call: RawCall) -> int:
    """As UDP callers do: a CANCEL without a response is sent again (RFC 3261 §17.1.2.2, timer E)."""
    for _ in range(6):
        call.cancel()
        if _final_within(call, 0.5):
            break
    return call.wait_final(0.1).status


def test_a_burst_of_invites_is_paced_and_nobody_is_lost_or_called_busy() -> None:
    def decline(event: CallArrived) -> list[Command]:
        return [Reject(event.call.call_id, 603)]

    with EngineUnderTest(on_arrival=decline) as engine:
        engine.open_line()
        with RawSipCaller(engine.target) as caller:
            calls = [caller.invite() for _ in range(150)]
            deadline = time.monotonic() + 60
            while waiting := [call for call in calls if not _final_within(call, 0.01)]:
                assert time.monotonic() < deadline, f"{len(waiting)} of 150 calls got no final response"
                # What UDP callers do by themselves: an INVITE without any response is sent again.
                for call in waiting:
                    if not call.statuses:
                        call.retransmit_invite()
                _final_within(waiting[-1], 1.0)
            assert {call.wait_final().status for call in calls} == {603}
        assert engine.is_alive, engine.last_words()


def test_a_burst_of_callers_who_are_let_ring_and_cancel_loses_nobody() -> None:
    def ring(event: CallArrived) -> list[Command]:
        return [Ring(event.call.call_id)]

    with EngineUnderTest(on_arrival=ring) as engine:
        engine.open_line()
        with RawSipCaller(engine.target) as caller:
            calls = [caller.invite() for _ in range(60)]
            cancelled: set[str] = set()
            deadline, repeat_at = time.monotonic() + 40, time.monotonic() + 0.5
            while waiting := [call for call in calls if not _final_within(call, 0.0)]:
                assert time.monotonic() < deadline, f"{len(waiting)} of 60 callers heard nothing"
                for call in waiting:
                    if call.call_id not in cancelled and _status_within(call, 180, 0.0):
                        cancelled.add(call.call_id)
                        call.cancel()
                _final_within(waiting[-1], 0.02)
                if time.monotonic() > repeat_at:
                    repeat_at = time.monotonic() + 0.5
                    # What UDP callers do by themselves: an INVITE without any response is sent again.
                    for call in waiting:
                        if not call.statuses:
                            call.retransmit_invite()
            assert {call.wait_final().status for call in calls} == {487}
        assert engine.is_alive, engine.last_words()


def test_a_caller_who_holds_the_line_is_heard_while_the_house_is_full(engine: EngineUnderTest) -> None:
    with RawSipCaller(engine.target) as caller:
        room = engines.in_use().calls_limit
        calls = [caller.invite(f"+331620000{number:02}") for number in range(room)]
        for event in engine.wait_arrivals(room):
            engine.send(Answer(event.call.call_id))
        for call in calls:
            call.wait_answered()
        waiting = caller.invite("+33162000009")
        assert calls[0].reinvite().status == 200
        assert waiting.statuses == []


def _status_within(call: RawCall, status: int, seconds: float) -> bool:
    try:
        call.wait_status(status, seconds)
    except TimeoutError:
        return False
    return True


def _final_within(call: RawCall, seconds: float) -> bool:
    try:
        call.wait_final(seconds)
    except TimeoutError:
        return False
    return True


IDLE_GAP_SECONDS = 2.5


def test_hundreds_of_answered_and_heard_calls_use_up_nothing() -> None:
    """More than the 253 after which a wheel with its default settings refuses every call for ever."""

    def answer(event: CallArrived) -> list[Command]:
        call_id = event.call.call_id
        # The first ones are listened to and spoken to; the others never connect their audio.
        if int(event.call.from_header.split("+33")[1].split("@")[0]) >= 160000020:
            return [Answer(call_id)]
        return [Answer(call_id), Listen(call_id), Play(call_id, str(HELLO))]

    with EngineUnderTest(on_arrival=answer) as engine:
        engine.open_line()
        with RawSipCaller(engine.target) as caller:
            for number in range(290):
                if number == 20:
                    # So long nobody calls: a wheel with its default settings closes its sound device.
                    threading.Event().wait(IDLE_GAP_SECONDS)
                call = caller.invite(f"+33{number + 160000000}")
                call.wait_answered()
                assert call.bye().status == 200
                ended(engine, call.call_id)
                caller.calls.clear()
                engine.events.clear()
            last = caller.invite()
            assert last.wait_answered().status == 200
        assert engine.is_alive, engine.last_words()
        assert len(list(Path(f"/proc/{engine.process.pid}/task").iterdir())) < 12


def test_when_the_house_dies_ringing_calls_get_no_final_response_and_answered_ones_a_bye(
    engine: EngineUnderTest, caller: RawSipCaller
) -> None:
    answered, ringing = caller.invite(), caller.invite()
    arrived(engine, answered.call_id)
    arrived(engine, ringing.call_id)
    engine.send(Answer(answered.call_id), Ring(ringing.call_id))
    answered.wait_answered()
    ringing.wait_status(180)
    engine.wait_for(CallAnswered)
    engine.close_link()
    assert answered.wait_request("BYE").method == "BYE"
    assert engine.wait_gone() == 0
    assert max(status for status, _ in ringing.statuses) == 180


def test_stopping_is_the_same_and_quick(engine: EngineUnderTest, caller: RawSipCaller) -> None:
    ringing = caller.invite()
    arrived(engine, ringing.call_id)
    engine.send(Ring(ringing.call_id))
    ringing.wait_status(180)
    engine.send(StopEngine())
    assert engine.wait_gone(3) == 0
    assert max(status for status, _ in ringing.statuses) == 180


def test_a_second_engine_ends_what_the_first_had_answered(free_udp_port: int) -> None:
    with EngineUnderTest() as first:
        first.open_line(port=free_udp_port)
        with RawSipCaller(first.target) as caller:
            call = caller.invite()
            arrived(first, call.call_id)
            first.send(Answer(call.call_id))
            call.wait_answered()
            dialog = first.wait_for(CallAnswered).dialog
            first.process.kill()
            first.process.wait()
            with EngineUnderTest() as second:
                second.open_line(port=free_udp_port)
                second.send(ByeAfterCrash("home", dialog))
                bye = call.wait_request("BYE")
                assert bye.get("Call-ID") == call.call_id


def test_a_taken_port_is_one_sentence_and_not_a_crash() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken, EngineUnderTest() as engine:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        change = engine.open_line(port=port)
        assert (change.registered, change.fatal) == (False, True)
        assert f"port {port} is taken" in change.sentence
        assert engine.is_alive


def test_a_line_too_many_is_refused_in_words_and_the_others_work() -> None:
    room = engines.in_use().lines_limit
    with EngineUnderTest() as engine:
        changes = [engine.open_line(f"line{number}") for number in range(room)]
        assert all(change.registered for change in changes), changes
        refused = engine.open_line(f"line{room}")
        assert f"{room} lines" in refused.sentence
        for number, change in enumerate(changes):
            with RawSipCaller(("127.0.0.1", change.port)) as caller:
                call = caller.invite(request_uri=f"sip:tline{number}@127.0.0.1:{change.port}")
                assert arrived(engine, call.call_id).call.line == f"line{number}"
                engine.send(Reject(call.call_id, 480))
                call.wait_final()


def test_a_name_without_an_address_is_a_sentence_and_the_line_keeps_trying() -> None:
    with EngineUnderTest() as engine:
        change = engine.open_line(
            registrar="no-such-box.invalid", user="u", trusted_peers=(), bind_address=""
        )
        assert not change.registered
        assert "no-such-box.invalid" in change.sentence
        assert engine.is_alive


def test_a_line_over_tcp_takes_calls_too() -> None:
    with EngineUnderTest() as engine:
        engine.open_line(transport="tcp")
        with RawSipCaller(engine.target, transport="tcp") as caller:
            call = caller.invite()
            arrived(engine, call.call_id)
            engine.send(Reject(call.call_id, 480))
            assert call.wait_final().status == 480


def test_over_tcp_too_nobody_is_called_busy_and_who_asks_again_enters() -> None:
    with EngineUnderTest() as engine:
        engine.open_line(transport="tcp")
        with RawSipCaller(engine.target, transport="tcp") as caller:
            room = engines.in_use().calls_limit
            ringing = [caller.invite(f"+331620000{number:02}") for number in range(room)]
            for event in engine.wait_arrivals(room):
                engine.send(Ring(event.call.call_id))
            for call in ringing:
                call.wait_status(180)
            turned_away = caller.invite("+33162000009")
            # A CANCEL on the same connection, read after the INVITE, is obeyed.
            ringing[0].cancel()
            assert ringing[0].wait_final().status == 487
            ended(engine, ringing[0].call_id)
            assert turned_away.statuses == []
            next_one = caller.invite("+33162000008")
            arrived(engine, next_one.call_id)


def test_a_burst_over_tcp_kills_nobody_and_nobody_is_called_busy() -> None:
    def decline(event: CallArrived) -> list[Command]:
        return [Reject(event.call.call_id, 603)]

    with EngineUnderTest(on_arrival=decline) as engine:
        engine.open_line(transport="tcp")
        with RawSipCaller(engine.target, transport="tcp") as caller:
            calls = [caller.invite() for _ in range(100)]
            engine.wait_arrivals(4)
            for _ in range(10):
                after_it = caller.invite()
                if _final_within(after_it, 0.5):
                    break
            assert after_it.wait_final(0.1).status == 603
            # Whoever came while all slots were taken got no answer: the box rings on.
            assert {status for call in calls for status, _ in call.statuses} <= {100, 603}
        assert engine.is_alive, engine.last_words()


def test_commands_from_many_threads_of_the_house_are_all_obeyed() -> None:
    with EngineUnderTest() as engine:
        engine.open_line()
        with RawSipCaller(engine.target) as caller:
            calls = [caller.invite() for _ in range(3)]
            engine.wait_arrivals(3)
            threads = [threading.Thread(target=engine.send, args=[Reject(c.call_id, 480)]) for c in calls]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert [call.wait_final().status for call in calls] == [480] * 3


def test_passwords_do_not_show_in_a_repr() -> None:
    assert "s3cret" not in repr(OpenLine(line="home", password="s3cret"))
