"""An INVITE that cannot be read is a call all the same, and says why it is not more."""

from dataclasses import dataclass
from datetime import UTC, datetime

from agent.sip.arrival import read_arrival

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@dataclass
class Received:
    wholeMsg: str = "INVITE sip:t1@a SIP/2.0\r\nFrom: <sip:1@a>\r\nCall-ID: c1\r\n\r\n"
    srcAddress: str = "192.0.2.1:5060"


class Nothing:
    """What pjsua2 hands over when its memory is not what it was."""

    @property
    def wholeMsg(self) -> str:
        raise RuntimeError("no message")

    srcAddress = ""


def no_line(message: str) -> str:
    raise LookupError("no such line")


def test_a_call_that_can_be_read_says_who_and_where_from() -> None:
    arrival = read_arrival(Received(), lambda message: "office", "home", NOON)
    assert (arrival.call.call_id, arrival.call.line, arrival.call.received_at) == ("c1", "office", NOON)
    assert (arrival.call.from_header, arrival.call.source_address) == ("<sip:1@a>", "192.0.2.1")
    assert (arrival.message, arrival.source) == (Received.wholeMsg, "192.0.2.1:5060")
    assert arrival.call.unreadable_because == ""


def test_a_call_that_cannot_be_read_keeps_its_name_and_says_why() -> None:
    arrival = read_arrival(Received(), no_line, "home", NOON)
    assert (arrival.call.call_id, arrival.call.line, arrival.call.received_at) == ("c1", "home", NOON)
    assert arrival.call.unreadable_because == "the call could not be read (LookupError: no such line)"
    assert arrival.message == Received.wholeMsg


def test_two_calls_without_anything_are_two_calls() -> None:
    calls = [read_arrival(Nothing(), no_line, "home", NOON).call for _ in range(2)]
    assert calls[0].call_id != calls[1].call_id
    assert all(call.call_id and "no message" in call.unreadable_because for call in calls)
