"""Whatever comes, nothing raises, nobody else is answered, and the next call is heard."""

import random
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.sip.stack.call_events import CallArrived
from agent.sip.stack.message import Request, write
from tests.sip.stack.agent_script import AgentScript
from tests.sip.stack.messages import BOX, INVITE, a_request, a_response, changed, requests

PIECES = (
    b"\r\n", b" ", b"\t", b"\0", b"\xff", b'"', b"<", b">", b";", b",", b":", b"@", b"=", b"%", b"\r\n ", b"[",
    b"99999999999", b"-1", b"z9hG4bK", b";tag=", b"SIP/2.0", b"INVITE", b"\xe2\x80\xa8", b";rport", b"Via: ",
)  # fmt: skip


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The message with some of it lost, doubled or overwritten."""
    text = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(text) + 1)
        length = chance.choice((0, 1, 1, 2, 8, 40))
        what = chance.randrange(4)
        if what == 0:
            text[at : at + length] = chance.choice(PIECES)
        elif what == 1:
            del text[at : at + length]
        elif what == 2:
            text[at:at] = text[at : at + length]
        else:
            other = chance.randrange(len(text) + 1)
            text[at:at] = text[other : other + length]
    return bytes(text)


def is_well(script: AgentScript, name: str) -> None:
    """A good call is heard and answered, and what is sent goes to the box."""
    for packet in script.agent.take_packets():
        assert packet.hop.address == BOX.address and 0 < packet.hop.port <= 65535
    script.agent.take_events()
    via = f"SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKgood{name}"
    (event,) = script.hears(a_request("INVITE", INVITE, Via=via, Call_ID=f"good{name}"))
    assert isinstance(event, CallArrived)
    assert script.agent.respond(event.call, 603, script.now)
    assert 603 in script.statuses()


@settings(deadline=None)
@given(st.integers())
def test_mutated_messages_of_every_kind_do_no_harm(seed: int) -> None:
    chance = random.Random(seed)
    script = AgentScript()
    call = script.is_talking()
    ours, invite = script.calls()
    script.agent.ask(call, "INVITE", 0)
    (reinvite,) = script.sent()
    assert isinstance(reinvite, Request)
    kinds = [
        INVITE,
        write(a_request("CANCEL")),
        *(
            write(script.theirs(method))
            for method in ("ACK", "BYE", "INFO", "UPDATE", "NOTIFY", "OPTIONS", "INVITE")
        ),
        *(write(a_response(invite, status)) for status in (180, 200, 401, 487)),
        *(write(a_response(reinvite, status, "from1")) for status in (100, 200, 491)),
    ]
    for _ in range(20):
        script.hears(mutated(chance.choice(kinds), chance))
        script.now += chance.choice((0, 0.1, 0.5, 5, 33))
        script.agent.do_what_is_due(script.now)
        for known in list(script.agent._run.calls):
            script.agent.respond(known, chance.choice((180, 200, 486)), script.now)
            if chance.random() < 0.2:
                script.agent.hang_up(known, script.now)
    assert ours
    is_well(script, "after")


@settings(deadline=None)
@given(st.lists(st.binary(max_size=60) | requests().map(write), max_size=10))
def test_any_packets_do_no_harm(packets: list[bytes]) -> None:
    script = AgentScript()
    for packet in packets:
        script.hears(packet)
    is_well(script, "after")


def test_a_flood_of_calls_is_kept_within_bounds() -> None:
    script = AgentScript()
    for number in range(3000):
        via = f"SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK{number}"
        for event in script.hears(a_request("INVITE", INVITE, Via=via, Call_ID=f"call{number}")):
            assert isinstance(event, CallArrived)
            if number % 2:
                script.agent.respond(event.call, 603, script.now)
        script.now += 0.001
    run = script.agent._run
    assert len(script.agent.transactions) <= 2000
    assert len(run.calls) <= 2000 and len(run.by_transaction) <= 2000


@pytest.mark.parametrize("piece", [" ", "\t<", '"', '\\"', ";", "a:", ",", "[", "<>", ";tag="])
def test_no_header_is_worth_more_than_a_moment(piece: str) -> None:
    """What is read twice and twice again would let one packet stop the house."""
    long = piece * (8000 // len(piece))
    started = process_time()
    for name in ("From", "To", "Via", "Contact", "Record-Route", "CSeq"):
        for value in (long, f"a{long}b", f'"{long}', f"SIP/2.0/UDP a{long}b", f"1{long}INVITE"):
            AgentScript().hears(changed(INVITE, **{name: value}))
    assert process_time() - started < 0.5
