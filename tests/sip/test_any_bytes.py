"""Any bytes in any header, over the real wire: the house hears of every call, and can do what it likes with it."""

import uuid
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from agent.call.commands import Answer, ByeAfterCrash, Command, HangUp, Reject
from agent.call.events import CallAnswered, CallArrived, CallEnded, DigitPressed
from agent.sip.engine_choice import Engine
from tests.peers.ports import free_port
from tests.peers.raw_sip import RawSipCaller
from tests.sip.engine_under_test import EngineUnderTest

SINGLE = {
    "User-Agent": "user_agent",
    "Remote-Party-ID": "remote_party_id",
    "P-Called-Party-ID": "called_party",
    "Priority": "priority",
}
"""Headers of one value, and where the house finds it."""
OTHERS = ("P-Asserted-Identity", "Diversion", "History-Info", "Privacy", "X-Verstat", "Identity", "Subject")

no_line_ends = st.binary(max_size=40).map(lambda raw: raw.translate(None, b"\r\n\0"))
"""Line ends end a header, and NUL ends a message for a stack in C."""
quotable = no_line_ends.map(lambda raw: raw.translate(None, b'"\\'))


def as_text(raw: bytes) -> str:
    """As a raw caller takes bytes."""
    return raw.decode("utf-8", "surrogateescape")


def as_read(raw: bytes) -> str:
    """What the house should make of them."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("windows-1252", "replace")


def decline(event: CallArrived) -> list[Command]:
    return [Reject(event.call.call_id, 480)]


@pytest.fixture(scope="module")
def caller(engine_in_use: Engine) -> Iterator[tuple[EngineUnderTest, RawSipCaller]]:
    with EngineUnderTest(on_arrival=decline) as engine:
        engine.open_line()
        with RawSipCaller(engine.target) as caller:
            yield engine, caller


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    name=quotable,
    call_id=no_line_ends,
    headers=st.fixed_dictionaries(dict.fromkeys((*SINGLE, *OTHERS), no_line_ends)),
)
@example(name=b"\xe9", call_id=b"\xe9", headers=dict.fromkeys((*SINGLE, *OTHERS), b"\xe9"))
@example(name=b"\x81", call_id=b"\x81\xff", headers=dict.fromkeys((*SINGLE, *OTHERS), b"\xed\xa0\x80"))
def test_a_call_with_any_bytes_in_any_header_is_told_and_declined(
    caller: tuple[EngineUnderTest, RawSipCaller], name: bytes, call_id: bytes, headers: dict[str, bytes]
) -> None:
    engine, raw = caller
    wanted = b"%s-%s-x" % (uuid.uuid4().hex.encode(), call_id)
    # With something around it: blanks at the ends belong to the header, not to its value.
    lines = {header: b"x%sx" % value for header, value in headers.items()}
    call = raw.invite(
        from_header=as_text(b'"%s" <sip:+33162000001@box>' % name),
        headers=[f"{header}: {as_text(value)}" for header, value in lines.items()],
        call_id=as_text(wanted),
    )
    assert call.wait_final().status == 480
    key = as_read(wanted)
    told = engine.wait_for(CallArrived, lambda event: event.call.call_id == key).call
    for header, field in SINGLE.items():
        assert getattr(told, field) == as_read(lines[header])
    assert f"x-verstat: {as_read(lines['X-Verstat'])}" in told.attestation_headers
    assert told.from_header.startswith(as_read(b'"%s" <sip:+33162000001@box>;tag=' % name))
    assert told.unreadable_because == ""
    assert engine.wait_for(CallEnded, lambda event: event.call_id == key).by == "house"
    assert engine.is_alive


def test_a_key_that_is_no_key_ends_nothing() -> None:
    with EngineUnderTest() as engine:
        engine.open_line()
        with RawSipCaller(engine.target) as caller:
            call = caller.invite()
            engine.wait_for(CallArrived)
            engine.send(Answer(call.call_id))
            call.wait_answered()
            call.info_digit(as_text(b"\xe9"))
            call.info_digit("4")
            assert engine.wait_for(DigitPressed, lambda event: event.digit == "4").call_id == call.call_id
            engine.send(HangUp(call.call_id))
            call.wait_request("BYE")


def test_a_call_of_an_engine_now_dead_is_ended_with_the_bytes_it_began_with() -> None:
    port = free_port()
    call_id = as_text(b"%s-\xe9@box" % uuid.uuid4().hex.encode())
    with EngineUnderTest() as first:
        first.open_line(port=port)
        with RawSipCaller(first.target) as caller:
            call = caller.invite(
                call_id=call_id, from_header=as_text(b'"Soci\xe9t\xe9" <sip:+33162000001@box>')
            )
            arrived = first.wait_for(CallArrived).call
            assert arrived.call_id.endswith("-é@box")
            first.send(Answer(arrived.call_id))
            call.wait_answered()
            dialog = first.wait_for(CallAnswered).dialog
            first.process.kill()
            first.process.wait()
            with EngineUnderTest() as second:
                second.open_line(port=port)
                second.send(ByeAfterCrash("home", dialog))
                bye = call.wait_request("BYE")
                assert bye.get("Call-ID") == call_id
                assert as_text(b"Soci\xe9t\xe9") in bye.get("To")
