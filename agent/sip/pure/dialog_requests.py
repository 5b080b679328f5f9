"""Requests within a call that are about its session: hold, resume, another place, a sign of life, PRACK.

RFC 3261 §14, RFC 3311 (UPDATE), RFC 3262 (PRACK), RFC 4028 (session timers).
"""

from __future__ import annotations

from agent.sip.pure.call_notes import CallsLine
from agent.sip.pure.call_session import NOT_ACCEPTABLE, SDP_FIELD, CallSession, sdp_in
from agent.sip.pure.session_watch import SessionWatch, too_small
from agent.sip.stack.call_events import DialogRequest, DialogResponse
from agent.sip.stack.headers import Field
from agent.sip.stack.message import Request
from agent.sip.stack.session_timer import Due

OK, NOT_THERE, TOO_SMALL, PENDING = 200, 481, 422, 491


class DialogRequests:
    """One call's.  Raises EngineError where there is no port for its sound."""

    def __init__(self, line: CallsLine, session: CallSession) -> None:
        self._line = line
        self._session = session
        self.watch = SessionWatch()
        self._refresh: int | None = None
        """The transaction of a refresh of ours under way."""

    def take(self, event: DialogRequest, now_seconds: float) -> bool:
        """Answer a re-INVITE or UPDATE of theirs; True when the session may have changed."""
        request = event.request
        status, fields, body = self._answer(request, now_seconds)
        if status == OK:
            fields += self.watch.agree(request, now_seconds)
        self._line.agent.answer(event.call, event.transaction, status, now_seconds, fields, body)
        return bool(body)

    def _answer(self, request: Request, now_seconds: float) -> tuple[int, list[Field], bytes]:
        if fields := too_small(request):
            return TOO_SMALL, fields, b""
        found = sdp_in(request)
        if found.sip_status:
            return found.sip_status, [], b""
        if found.sdp is not None:
            said = self._session.answer(found.sdp, now_seconds)
            refused = PENDING if self._session.is_offering else NOT_ACCEPTABLE
            return (refused, [], b"") if said is None else (OK, [SDP_FIELD], said)
        if request.method == "INVITE":
            said = self._session.offer()
            return (PENDING, [], b"") if said is None else (OK, [SDP_FIELD], said)
        return OK, [], b""

    def tick(self, call: int, now_seconds: float) -> bool:
        """Refresh the session where that is ours to do; False when it is over because nobody did."""
        due = self.watch.due(now_seconds)
        if due is Due.REFRESH and self._refresh is None:
            self._ask(call, now_seconds)
        return due is not Due.BYE

    def _ask(self, call: int, now_seconds: float) -> None:
        agent = self._line.agent
        fields = self.watch.refreshing()
        if self.watch.knows_update:
            self._refresh = agent.ask(call, "UPDATE", now_seconds, fields)
        elif (body := self._session.offer()) is not None:
            self._refresh = agent.ask(call, "INVITE", now_seconds, [*fields, SDP_FIELD], body)
            if self._refresh is None:
                self._session.withdraw()
        self._line.flush()

    def answered(self, event: DialogResponse, now_seconds: float) -> bool:
        """True for the answer to a refresh of ours."""
        if event.transaction != self._refresh:
            return False
        response = event.response
        if response.status >= 200:
            self._refresh = None
            took = response.is_success and self._session.take_answer(response, now_seconds)
            if event.request.method == "INVITE" and not took:
                self._session.withdraw()
            self.watch.refreshed(response, now_seconds)
        return True
