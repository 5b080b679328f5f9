"""The calls of one line: an INVITE becomes a leg that the house hears of, or is turned away."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime

from agent.call.events import Trouble
from agent.sip.arrival import read_arrival
from agent.sip.boundary import reports_failures
from agent.sip.ear import Frames
from agent.sip.edge_text import readable
from agent.sip.leg import LegState
from agent.sip.pure.call_notes import CallsLine, CallsNotes
from agent.sip.pure.call_session import CallSession, refusal_of
from agent.sip.pure.dialog_requests import NOT_THERE, TOO_SMALL
from agent.sip.pure.leg_sound import PureSound
from agent.sip.pure.line_call import LineCall
from agent.sip.pure.media_room import MediaRoom
from agent.sip.pure.session_watch import too_small
from agent.sip.stack import call_events as told
from agent.sip.stack.bodies import ACCEPT, NOT_UNDERSTOOD
from agent.sip.stack.headers import Field
from agent.sip.stack.message import Request, to_text, write
from agent.sip.stack.reading import Read
from agent.sip.stack.responses import response_to
from agent.sip.stack.transaction_events import RequestRefused
from agent.sip.stack.uri import host_port

FULL = 503
RETRY_AFTER_SECONDS = 5
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class CallParts:
    """What every call shares."""

    notes: CallsNotes
    room: MediaRoom
    frames: Frames


@dataclass(frozen=True, slots=True)
class _Received:
    """A message as `read_arrival` takes it."""

    wholeMsg: str
    srcAddress: str


InviteKey = tuple[str, str, int]


class LineCalls:
    """Belongs to the line."""

    def __init__(
        self, line: CallsLine, name: str, local_address: str, in_front: bool, parts: CallParts
    ) -> None:
        """`in_front`: nobody rings but us, so that a caller who finds no room is told so."""
        self._line = line
        self._name = name
        self._local_address = local_address
        self._in_front = in_front
        self._parts = parts
        self._calls: dict[int, LineCall] = {}
        self._invites: dict[int, InviteKey] = {}

    def turned_away(self, read: Read) -> Request | None:
        """A new call that there is no room for.  One that is known already, and all else, is let through."""
        if not isinstance(read, Request) or read.method != "INVITE" or read.to_tag:
            return None
        if not self._parts.notes.is_full() or _key(read) in self._invites.values():
            return None
        return read

    def refusal(self, invite: Request) -> bytes | None:
        """What such a caller is told: in front, to try again; beside the box nothing at all, for it rings on."""
        if not self._in_front:
            return None
        retry = ("Retry-After", str(RETRY_AFTER_SECONDS))
        return write(response_to(invite, FULL, secrets.token_hex(4), [retry]))

    def take(self, event: told.CallEvent) -> None:
        """What the user agent tells; whatever goes wrong with one call, the others go on."""
        if isinstance(event, told.CallArrived):
            self._arrived(event)
            return
        if isinstance(event, RequestRefused):
            if event.request is not None and event.request.method == "INVITE" and not event.request.to_tag:
                self._tell_refused(event.request, f"with {event.status} {event.reason}")
            return
        call = self._calls.get(getattr(event, "call", 0))
        if call is not None:
            reports_failures(call.take)(event)

    def new_call(self, leg_id: str, line: str, state: LegState, sip_source: str) -> LineCall:
        """A call with its leg, not known to the user agent yet."""
        parts = self._parts
        sound = PureSound(parts.room, parts.frames)
        session = CallSession(sound, self._local_address, sip_source)
        return LineCall(self._line, parts.notes, sound, session, self._released, leg_id, line, state)

    def hold(self, call: LineCall) -> None:
        """The user agent knows it now."""
        self._calls[call.number] = call

    @reports_failures
    def _arrived(self, event: told.CallArrived) -> None:
        invite, source = event.request, event.source
        status, fields = _refusal(invite)
        if status:
            self._line.agent.respond(event.call, status, time.monotonic(), fields)
            self._tell_refused(invite, f"with {status}")
            return
        received = _Received(to_text(write(invite)), host_port(source.address, source.port))
        notes = self._parts.notes
        arrival = read_arrival(
            received, lambda message: notes.line_for(message, self._name), self._name, datetime.now(UTC)
        )
        call = self.new_call(arrival.call.call_id, arrival.call.line, LegState.INCOMING, source.address)
        call.began(event.call, invite)
        call.leg.invite, call.leg.source = arrival.message, received.srcAddress
        self.hold(call)
        self._invites[event.call] = _key(invite)
        self._line.may_ask_for_password(invite.call_id, source.address)
        notes.arrived(arrival.call, call.leg)

    def _tell_refused(self, invite: Request, how: str) -> None:
        """Nobody hears of this call otherwise: the journal does."""
        shown = readable(invite.headers.get("From") or "")[:MOST_SHOWN]
        trouble = f"the SIP stack refused a call by itself, {how}: {shown}"
        self._parts.notes.tell(Trouble("sip", trouble))

    def _released(self, call: LineCall) -> None:
        self._calls.pop(call.number, None)
        self._invites.pop(call.number, None)


def _refusal(invite: Request) -> tuple[int, list[Field]]:
    """Why a call cannot be, whoever it is from: a status and what it must tell; 0 for nothing."""
    if "Replaces" in invite.headers:
        # Nobody takes a talk over from outside (RFC 3891).
        return NOT_THERE, []
    if fields := too_small(invite):
        return TOO_SMALL, fields
    status = refusal_of(invite)
    return status, [("Accept", ACCEPT)] if status == NOT_UNDERSTOOD else []


def _key(invite: Request) -> InviteKey:
    """What a repetition of an INVITE has in common with it."""
    return invite.call_id, invite.from_tag, invite.cseq.number
