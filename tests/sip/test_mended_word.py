"""Whatever is in an event, the house hears of it: what cannot travel is mended or left out."""

import socket
from datetime import UTC, datetime
from typing import Any

import pytest

from agent.call.events import CallArrived, CallEnded, LineChanged, Trouble
from agent.call.incoming_call import IncomingCall
from agent.call.sentence import say, taken_apart
from agent.sip.house_link import HouseLink
from agent.sip.mended_word import pack_what_can_travel
from agent.sip.wire import events_reader

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
LATIN = b"Soci\xe9t\xe9".decode("utf-8", "surrogateescape")


def arrived(**fields: Any) -> CallArrived:
    known: dict[str, Any] = {"call_id": "c1", "line": "home", "received_at": NOON}
    return CallArrived(IncomingCall(**{**known, **fields}))


def heard(word: Any) -> Any:
    frame = pack_what_can_travel(word)
    assert frame is not None
    (event,) = events_reader().feed(frame)
    return event


def test_text_that_cannot_travel_is_mended_wherever_it_stands() -> None:
    told = heard(arrived(call_id=LATIN, from_header=LATIN, diversion=("a", LATIN), user_agent="b"))
    expected = arrived(call_id="Société", from_header="Société", diversion=("a", "Société"), user_agent="b")
    assert told == expected


def test_a_sentence_that_cannot_travel_is_mended_and_keeps_its_words() -> None:
    told = heard(LineChanged("home", False, say("the box says {reason}", reason=say("{name}!", name=LATIN))))
    assert taken_apart(told.sentence) == taken_apart(
        say("the box says {reason}", reason=say("{name}!", name="Société"))
    )


@pytest.mark.parametrize("value", [object(), 2**70, [object()]])
def test_a_field_of_another_kind_is_left_out_and_the_rest_is_told(value: Any) -> None:
    assert heard(CallEnded("c1", "caller", sip_status=value)) == CallEnded("c1", "caller")
    assert heard(arrived(privacy=value, from_header="<sip:1@a>")) == arrived(from_header="<sip:1@a>")


def test_saying_never_raises_and_what_is_said_next_is_heard() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        link = HouseLink(ours)
        nothing: Any = object()
        for broken in (Trouble(nothing, "x"), CallEnded(nothing, "caller"), nothing):
            link.tell(broken)
        assert not link.house_is_gone
        link.tell(Trouble("sip", LATIN))
        assert events_reader().feed(theirs.recv(1000)) == [Trouble("sip", "Société")]
