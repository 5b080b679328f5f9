"""However badly a call is written: the house hears of it, or the caller gets a status and the journal a line."""

from collections.abc import Iterator

import pytest

from agent.call.commands import Answer, Command, Reject, Ring
from agent.call.events import CallAnswered, CallArrived, CallEnded, Trouble
from tests.peers.raw_sip import RawSipCaller
from tests.sip.engine_under_test import EngineUnderTest

LEF_VRE = b"Lef\xe8vre".decode("utf-8", "surrogateescape")
E_GRAVE = b"\xe8".decode("utf-8", "surrogateescape")

BADLY_WRITTEN = [
    "Bond, James <sip:+33199001122@box>",
    '""unknown"" <sip:+33199001122@box>',
    '"Sami\\" <sip:+33199001122@box>',
    '"Sami" <sip:+33199001122@box> <sip:+33199001122@box>',
    '"Sami" <"Sami" <sip:+33199001122@box>>',
    "<<sip:+33199001122@box>>",
    "<anonymous@anonymous.invalid>",
    "anonymous@anonymous.invalid",
    "<sip:@box>",
    "<sip:+33199001122>",
    '"Sami" <sip:+33199001122@box',
    '"Sami" sip:+33199001122@box>',
    "<sip:+33 1 99 00 11 22@box>",
    f"<sip:+33199001122{E_GRAVE}@box>",
    f'"{LEF_VRE}" <sip:+33199001122@box>',
    f"{LEF_VRE} <sip:+33199001122@box>",
]


def decline(event: CallArrived) -> list[Command]:
    return [Reject(event.call.call_id, 480)]


@pytest.fixture(scope="module")
def declining(engine_in_use: object) -> Iterator[tuple[EngineUnderTest, RawSipCaller]]:
    with EngineUnderTest(on_arrival=decline) as engine:
        engine.open_line()
        with RawSipCaller(engine.target) as caller:
            yield engine, caller


@pytest.fixture(scope="module")
def engine_and_caller(engine_in_use: object) -> Iterator[tuple[EngineUnderTest, RawSipCaller]]:
    with EngineUnderTest() as engine:
        engine.open_line()
        with RawSipCaller(engine.target) as caller:
            yield engine, caller


@pytest.mark.parametrize("shown", BADLY_WRITTEN)
def test_a_badly_written_from_is_told_as_it_was_written(
    declining: tuple[EngineUnderTest, RawSipCaller], shown: str
) -> None:
    engine, caller = declining
    call = caller.invite(from_header=shown)
    assert call.wait_final().status == 480
    told = engine.wait_for(CallArrived, lambda event: event.call.call_id == call.call_id).call
    assert told.from_header.partition(";tag=")[0] == shown.replace(E_GRAVE, "è")
    assert (told.source_address, told.unreadable_because) == ("127.0.0.1", "")


def test_a_name_folded_over_two_lines_is_one_name(declining: tuple[EngineUnderTest, RawSipCaller]) -> None:
    engine, caller = declining
    call = caller.invite(from_header='"Sami\r\n Ben" <sip:+33199001122@box>')
    assert call.wait_final().status == 480
    told = engine.wait_for(CallArrived, lambda event: event.call.call_id == call.call_id).call
    assert told.from_header.startswith('"Sami Ben" <sip:+33199001122@box>')


def test_all_of_several_remote_parties_are_told(declining: tuple[EngineUnderTest, RawSipCaller]) -> None:
    engine, caller = declining
    parties = ["<sip:trunk@box>;party=calling", "Bond, James <sip:+33199001122@box>;party=calling"]
    call = caller.invite(headers=[f"Remote-Party-ID: {party}" for party in parties])
    assert call.wait_final().status == 480
    told = engine.wait_for(CallArrived, lambda event: event.call.call_id == call.call_id).call
    assert told.remote_party_id.split("\n") == parties


@pytest.mark.parametrize("request_uri", ["sip:0123456789@", "0123456789", f"sip:{E_GRAVE}@127.0.0.1"])
def test_an_invite_to_an_address_without_host_is_told(
    declining: tuple[EngineUnderTest, RawSipCaller], request_uri: str
) -> None:
    engine, caller = declining
    call = caller.invite(request_uri=request_uri)
    assert call.wait_final().status == 480
    told = engine.wait_for(CallArrived, lambda event: event.call.call_id == call.call_id).call
    assert (told.line, told.request_uri) == ("home", request_uri.replace(E_GRAVE, "è"))


@pytest.mark.parametrize(
    "shown", ['""unknown"" <sip:+33199001122@box>', "<sip:@box>", '"Sami" <sip:+33199001122@box']
)
def test_whoever_writes_badly_can_give_up_and_hang_up(
    engine_and_caller: tuple[EngineUnderTest, RawSipCaller], shown: str
) -> None:
    engine, caller = engine_and_caller
    gives_up = caller.invite(from_header=shown)
    engine.wait_for(CallArrived, lambda event: event.call.call_id == gives_up.call_id)
    engine.send(Ring(gives_up.call_id))
    gives_up.wait_status(180)
    gives_up.cancel()
    assert gives_up.wait_final().status == 487
    assert engine.wait_for(CallEnded, lambda event: event.call_id == gives_up.call_id).by == "caller"
    talks = caller.invite(from_header=shown)
    engine.wait_for(CallArrived, lambda event: event.call.call_id == talks.call_id)
    engine.send(Answer(talks.call_id))
    talks.wait_answered()
    engine.wait_for(CallAnswered, lambda event: event.call_id == talks.call_id)
    talks.ack()
    assert talks.bye().status == 200
    assert engine.wait_for(CallEnded, lambda event: event.call_id == talks.call_id).by == "caller"


def test_the_same_invite_again_is_no_second_call(
    engine_and_caller: tuple[EngineUnderTest, RawSipCaller],
) -> None:
    engine, caller = engine_and_caller
    call = caller.invite(from_header='""unknown"" <sip:+33199001122@box>')
    engine.wait_for(CallArrived, lambda event: event.call.call_id == call.call_id)
    call.retransmit_invite()
    engine.send(Reject(call.call_id, 480))
    assert call.wait_final().status == 480
    last = caller.invite()
    engine.wait_for(CallArrived, lambda event: event.call.call_id == last.call_id)
    engine.send(Reject(last.call_id, 480))
    assert last.wait_final().status == 480
    told = [event.call.call_id for event in engine.events if isinstance(event, CallArrived)]
    assert told.count(call.call_id) == 1


def test_an_invite_to_nowhere_is_heard_of_or_gets_400_and_a_line(
    declining: tuple[EngineUnderTest, RawSipCaller],
) -> None:
    engine, caller = declining
    call = caller.invite(request_uri="sip:", from_header='"nobody to be read" <sip:1@box>')
    if call.wait_final().status == 480:
        assert engine.wait_for(CallArrived, lambda event: event.call.call_id == call.call_id)
        return
    assert call.wait_final().status == 400
    trouble = engine.wait_for(Trouble, lambda event: "nobody to be read" in event.sentence)
    assert (trouble.where, trouble.call_id) == ("sip", "")


def test_an_offer_of_a_picture_that_nothing_explains_loses_no_call(
    declining: tuple[EngineUnderTest, RawSipCaller],
) -> None:
    engine, caller = declining
    call = caller.invite(sdp=caller.offer(40000) + "m=video 9999 RTP/AVP 96\r\n")
    assert call.wait_final().status == 480
    assert engine.wait_for(CallArrived, lambda event: event.call.call_id == call.call_id)


@pytest.mark.parametrize(
    ("sdp", "status"), [("hello\r\n", 400), ("v=0\r\no=- 1 1 IN IP4 1.2.3.4\r\ns=-\r\nm=video\r\n", 400)]
)
def test_a_call_that_the_stack_refuses_for_its_offer_leaves_a_line(
    declining: tuple[EngineUnderTest, RawSipCaller], sdp: str, status: int
) -> None:
    engine, caller = declining
    shown = f'"offers {len(sdp)}" <sip:+33199001122@box>'
    call = caller.invite(sdp=sdp, from_header=shown)
    assert call.wait_final().status == status
    assert engine.wait_for(Trouble, lambda event: f"offers {len(sdp)}" in event.sentence).where == "sip"
