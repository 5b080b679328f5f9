"""Keeps a talk's session timer, where the other side asked for one: refreshed in time, or ended (RFC 4028)."""

from agent.sip.stack.headers import Field
from agent.sip.stack.message import Request, Response
from agent.sip.stack.session_timer import (
    INTERVAL_TOO_SMALL,
    OPTION_TAG,
    Due,
    Refresher,
    SessionTimer,
    TimerAnswer,
    accepted_timer,
    answer_timer,
    ask_timer,
)


def asked_timer(request: Request) -> TimerAnswer:
    """What an INVITE or UPDATE of theirs is told about its session's end."""
    headers = request.headers
    return answer_timer(
        headers.tokens("Supported") | headers.tokens("Require"), headers.get("Session-Expires")
    )


def too_small(request: Request) -> list[Field]:
    """What goes into the 422 for a session that would end too soon; nothing for one that may be."""
    answer = asked_timer(request)
    return list(answer.fields) if answer.sip_status == INTERVAL_TOO_SMALL else []


class SessionWatch:
    """One call's."""

    def __init__(self) -> None:
        self._timer: SessionTimer | None = None
        self.knows_update = False
        """The other side takes UPDATE; else a refresh is a re-INVITE."""

    def agree(self, request: Request, now_seconds: float) -> list[Field]:
        """What goes into our 2xx to this INVITE or UPDATE; from here on its session's end is watched."""
        answer = asked_timer(request)
        if "UPDATE" in {method.strip().upper() for method in request.headers.each("Allow")}:
            self.knows_update = True
        self._timer = None
        if answer.session is not None:
            self._timer = SessionTimer.begin(answer.session, we_are=Refresher.UAS, now_seconds=now_seconds)
        return list(answer.fields)

    def due(self, now_seconds: float) -> Due:
        """What is to be done now."""
        return self._timer.due(now_seconds) if self._timer is not None else Due.NOTHING

    def refreshing(self) -> list[Field]:
        """Our refresh leaves: what goes into it."""
        if self._timer is None:
            return []
        interval_seconds, self._timer = self._timer.interval_seconds, self._timer.asked()
        return [("Supported", OPTION_TAG), *ask_timer(interval_seconds, refresher=Refresher.UAC)]

    def refreshed(self, response: Response, now_seconds: float) -> None:
        """Our refresh was answered."""
        if self._timer is None:
            return
        if not response.is_success:
            self._timer = self._timer.refused(now_seconds)
            return
        agreed = accepted_timer(response.headers.get("Session-Expires"))
        self._timer = None
        if agreed is not None:
            self._timer = SessionTimer.begin(agreed, we_are=Refresher.UAC, now_seconds=now_seconds)
