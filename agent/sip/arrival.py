"""What an INVITE comes to, whatever it holds: a call that can be read, or one that says why it cannot."""

import os
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

import msgspec

from agent.call.incoming_call import IncomingCall
from agent.call.sentence import say
from agent.sip.boundary import attempt
from agent.sip.edge_text import readable
from agent.sip.messages import first, incoming_call, read_headers


class Received(Protocol):
    """What pjsua2 hands us of a message (`pj.SipRxData`)."""

    @property
    def wholeMsg(self) -> str:
        """The whole message; bytes that are not UTF-8 stand as lone surrogates."""
        ...

    @property
    def srcAddress(self) -> str:
        """`address:port` it came from."""
        ...


class Arrival(msgspec.Struct, frozen=True):
    """One INVITE, for the house and for ourselves."""

    call: IncomingCall
    message: str = ""
    """The INVITE as pjsua2 decoded it, so as to have the very bytes again."""
    source: str = ""
    """`address:port` it came from."""


def read_arrival(
    received: Received, line_of: Callable[[str], str], otherwise_line: str, now: datetime
) -> Arrival:
    """Never raises: a call that nobody can read still rings and has a record.

    `line_of` knows the line an INVITE's text was meant for.
    """

    def read() -> Arrival:
        message, source = received.wholeMsg, readable(received.srcAddress)
        call = incoming_call(
            message,
            call_id=_call_id(message),
            line=line_of(message),
            received_at=now,
            source_address=source.rpartition(":")[0].strip("[]"),
            from_trusted_peer=True,
        )
        return Arrival(call, message, source)

    def unreadable(error: Exception) -> Arrival:
        message = attempt(lambda: received.wholeMsg, lambda _: "")
        call_id = attempt(lambda: _call_id(message), lambda _: "")
        why = say("the call could not be read ({error})", error=f"{type(error).__name__}: {error}")
        call = IncomingCall(
            call_id=call_id or os.urandom(16).hex(),
            line=otherwise_line,
            received_at=now,
            unreadable_because=why,
        )
        return Arrival(call, message)

    return attempt(read, unreadable)


def _call_id(message: str) -> str:
    return first(read_headers(message), "call-id")
