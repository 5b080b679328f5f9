"""One call of a line's user agent, as the handle of its leg: what SIP tells becomes what every stack tells."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from agent.call.events import DigitPressed, TransferAnswered
from agent.sip.engine_error import EngineError
from agent.sip.leg import Leg, LegState
from agent.sip.pure.call_notes import CallNotes, CallsLine
from agent.sip.pure.call_session import SDP_FIELD, CallSession, sdp_in
from agent.sip.pure.dialog_requests import NOT_THERE, OK, DialogRequests
from agent.sip.pure.leg_sound import PureSound
from agent.sip.pure.reliable_saying import GAVE_UP, ReliableSaying
from agent.sip.stack import call_events as told
from agent.sip.stack.headers import Field
from agent.sip.stack.message import Request, Response, to_text
from agent.sip.stack.reliable import Due

SESSION_PROGRESS, CANCELLED = 183, 487
_GONE = (408, NOT_THERE, 503)
"""A box on the way may be the one to say that a telephone answers no more (RFC 3261 §12.2.1.2)."""
_DTMF_MS = 160
_TAKEN_ELSEWHERE = ("Reason", 'SIP;cause=200;text="Call completed elsewhere"')


class LineCall:
    """`LegHandle`; everything on the engine's thread."""

    def __init__(
        self,
        line: CallsLine,
        notes: CallNotes,
        sound: PureSound,
        session: CallSession,
        released: Callable[[LineCall], None],
        leg_id: str,
        line_name: str,
        state: LegState,
    ) -> None:
        """`released` hears of it when the leg is over and everybody is done with it."""
        self.number = 0
        """The user agent's name for the call, once it has one."""
        self.leg = Leg(call_id=leg_id, line=line_name, handle=self, sound=sound, state=state)
        sound.pressed = self._pressed
        self._released = released
        self._line = line
        self._notes = notes
        self._sound = sound
        self._session = session
        self._requests = DialogRequests(line, session)
        self._invite: Request | None = None
        self._saying: ReliableSaying | None = None
        """Of an INVITE of theirs."""
        self._early_answers: dict[str, Response] = {}
        """Provisional responses with a session, by their tags: the final one may leave it out."""
        self._take: dict[type, Callable[..., None]] = {
            told.CallCancelled: self._cancelled,
            told.CallConfirmed: self._confirmed,
            told.CallProgress: self._progress,
            told.CallAnswered: self._answered,
            told.CallFailed: self._failed,
            told.CallEnded: self._ended,
            told.DialogRequest: self._asked,
            told.DialogResponse: self._was_answered,
            told.InfoArrived: self._info,
            told.TransferProgress: self._transferring,
        }

    def began(self, number: int, invite: Request | None = None) -> None:
        """The user agent calls it so; `invite`: a caller's."""
        self.number, self._invite = number, invite
        if invite is not None:
            self._saying = ReliableSaying(invite)

    def offer(self) -> bytes:
        """What our INVITE offers.  Raises EngineError without a port for the sound."""
        return self._session.offer() or b""

    def take(self, event: told.CallEvent) -> None:
        """What the user agent tells of this call."""
        act = self._take.get(type(event))
        if act is not None:
            act(event)

    def tick(self, now_seconds: float) -> None:
        """What is done now and then."""
        self._sound.tick(now_seconds)
        if self._saying is not None and self.leg.is_unanswered:
            due = self._saying.due(now_seconds)
            if due is Due.REPEAT:
                self._line.agent.repeat_response(self.number, now_seconds)
            elif due is Due.GIVE_UP:
                self.respond(GAVE_UP)
        if self.leg.is_confirmed and not self._requests.tick(self.number, now_seconds):
            self.hang_up()

    def release(self, now_seconds: float) -> None:
        """The leg is over, and whatever hung on it was taken off."""
        self._sound.close(now_seconds)
        self._released(self)

    # `LegHandle`.

    def respond(self, sip_status: int) -> None:
        now_seconds = time.monotonic()
        fields: list[Field] = []
        body = b""
        if sip_status in (SESSION_PROGRESS, OK):
            body = self._own_session(sip_status, now_seconds)
            fields = [SDP_FIELD]
        if self._invite is not None and self._saying is not None:
            said = self._saying.fields_for(sip_status, bool(body), now_seconds)
            if said is None:
                # Said when the caller has acknowledged what was said before (RFC 3262 §3).
                return
            fields += said
            if sip_status == OK:
                fields += self._requests.watch.agree(self._invite, now_seconds)
        if not self._line.agent.respond(self.number, sip_status, now_seconds, fields, body):
            raise EngineError("nobody waits for an answer to this call any more")
        sent = self._line.flush()
        leg = self.leg
        leg.last_status = sip_status
        if sip_status < 200:
            leg.state = LegState.EARLY
        elif sip_status < 300:
            leg.state = LegState.ANSWERED
            leg.answer = next((to_text(each.data) for each in sent if each.data[8:11] == b"200"), "")
        else:
            leg.state = LegState.OVER
        self._media_changed()

    def hang_up(self) -> None:
        why = [_TAKEN_ELSEWHERE] if self.leg.taken_elsewhere else []
        self._line.agent.hang_up(self.number, time.monotonic(), why)
        self._line.flush()

    def ask_options(self) -> None:
        self._ask("OPTIONS")

    def refer(self, target: str) -> None:
        # Who wants it: without that a FRITZ!Box answers 429 (RFC 3892).
        by = f"<{self._line.address_of_record}>"
        self._ask("REFER", [("Refer-To", f"<{target}>"), ("Referred-By", by)])

    def press(self, digits: str) -> None:
        if self._sound.press(digits):
            return
        for digit in digits:
            body = f"Signal={digit}\r\nDuration={_DTMF_MS}\r\n".encode()
            self._ask("INFO", [("Content-Type", "application/dtmf-relay")], body)

    def _pressed(self, digit: str, way: str) -> None:
        self._notes.tell(DigitPressed(self.leg.call_id, digit, way))

    def _ask(self, method: str, fields: Sequence[Field] = (), body: bytes = b"") -> None:
        if self._line.agent.ask(self.number, method, time.monotonic(), fields, body) is None:
            raise EngineError("there is no dialog to ask in")
        self._line.flush()

    def _own_session(self, sip_status: int, now_seconds: float) -> bytes:
        """The description that our response carries: an answer, the same again, or an offer of ours."""
        offer = sdp_in(self._invite).sdp if self._invite is not None else None
        if offer is None and sip_status != OK:
            raise EngineError("the caller offered no sound, so that there can be none before the answer")
        said = self._session.offer() if offer is None else self._session.answer(offer, now_seconds)
        if said is None:
            raise EngineError("the sound on offer is none that we speak")
        return said

    # What the user agent tells.

    def _cancelled(self, event: told.CallCancelled) -> None:
        self._over(CANCELLED)

    def _confirmed(self, event: told.CallConfirmed) -> None:
        now_seconds = time.monotonic()
        if self._session.is_offering and not self._session.take_answer(event.ack, now_seconds):
            # Without an answer there is no session: the call must end (RFC 3261 §13.2.2.4).
            self._session.withdraw()
            if self._session.agreed is None:
                self.hang_up()
                return
        self.leg.state = LegState.CONFIRMED
        self._media_changed()

    def _progress(self, event: told.CallProgress) -> None:
        response = event.response
        self.leg.state, self.leg.last_status = LegState.EARLY, response.status
        if response.body and response.to_tag:
            self._early_answers[response.to_tag] = response
        self._notes.leg_changed(self.leg)

    def _answered(self, event: told.CallAnswered) -> None:
        response = event.response
        self.leg.last_status = response.status
        with_session = response if response.body else self._early_answers.get(response.to_tag, response)
        self.leg.state = LegState.CONFIRMED
        if not self._session.take_answer(with_session, time.monotonic()):
            self.hang_up()
            return
        self._media_changed()

    def _failed(self, event: told.CallFailed) -> None:
        self._over(event.response.status)

    def _ended(self, event: told.CallEnded) -> None:
        self._over(OK)

    def _over(self, sip_status: int) -> None:
        self.leg.last_status, self.leg.state = sip_status, LegState.OVER
        self.leg.has_media = False
        self._notes.leg_changed(self.leg)

    def _asked(self, event: told.DialogRequest) -> None:
        now_seconds = time.monotonic()
        if event.request.method == "PRACK":
            self._acknowledged(event, now_seconds)
        elif self._requests.take(event, now_seconds):
            self._media_changed()

    def _acknowledged(self, event: told.DialogRequest, now_seconds: float) -> None:
        saying = self._saying
        status = OK if saying is not None and saying.take_prack(event.request) else NOT_THERE
        self._line.agent.answer(self.number, event.transaction, status, now_seconds)
        if status == OK and saying is not None and saying.waiting:
            self.respond(saying.waiting.popleft())

    def _was_answered(self, event: told.DialogResponse) -> None:
        response, keepalive = event.response, self.leg.keepalive
        if self._requests.answered(event, time.monotonic()) or response.status < 200:
            return
        if event.request.method == "OPTIONS" and keepalive.asked:
            keepalive.answered(response.status not in _GONE, time.monotonic())
            self._notes.leg_changed(self.leg)
        elif event.request.method == "REFER" and response.status >= 300:
            self._notes.tell(TransferAnswered(self.leg.call_id, response.status))

    def _info(self, event: told.InfoArrived) -> None:
        content_type = event.request.headers.get("Content-Type") or ""
        self._sound.receive_info(content_type, event.request.body, time.monotonic())

    def _transferring(self, event: told.TransferProgress) -> None:
        if event.is_over:
            self._notes.tell(TransferAnswered(self.leg.call_id, event.sip_status))

    def _media_changed(self) -> None:
        agreed, leg = self._session.agreed, self.leg
        if agreed is not None and not leg.is_over:
            leg.has_media = True
            leg.codec = agreed.codec.value
            leg.keepalive.on_hold = not agreed.direction.may_hear
        self._notes.leg_changed(leg)
