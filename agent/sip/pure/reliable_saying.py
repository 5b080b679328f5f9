"""Provisional responses to a caller who wants to acknowledge each of them (`Require: 100rel`, RFC 3262)."""

import secrets
from collections import deque

from agent.sip.stack.headers import Field
from agent.sip.stack.message import Request
from agent.sip.stack.reliable import OPTION_TAG, Due, ReliableResponses, Wish, read_wish

GAVE_UP = 504
"""Nobody acknowledges what is said: the call cannot be (RFC 3262 §3)."""


class ReliableSaying:
    """One INVITE's.  Where the caller does not insist, nothing is reliable and nothing waits."""

    def __init__(self, invite: Request) -> None:
        headers = invite.headers
        wish = read_wish(headers.tokens("Require"), headers.tokens("Supported"))
        self._responses: ReliableResponses | None = None
        if wish is Wish.NEEDED:
            self._responses = ReliableResponses(invite.cseq.number, secrets.randbits(30))
        self.waiting: deque[int] = deque()
        """Statuses to be said once the one before is acknowledged."""

    def fields_for(self, sip_status: int, carries_sdp: bool, now_seconds: float) -> list[Field] | None:
        """What goes into a response; None where it must wait, and then it is among `waiting`."""
        responses = self._responses
        if responses is None:
            return []
        if sip_status >= 300:
            self.waiting.clear()
            responses.end()
            return []
        if sip_status >= 200 and responses.may_answer:
            responses.end()
            return []
        rseq = responses.say(now_seconds, carries_sdp=carries_sdp) if sip_status < 200 else None
        if rseq is None:
            self.waiting.append(sip_status)
            return None
        return [("Require", OPTION_TAG), ("RSeq", str(rseq))]

    def take_prack(self, prack: Request) -> bool:
        """True for the one that is awaited; False for a stray one, which gets 481."""
        return self._responses is not None and self._responses.take_prack(prack.headers.get("RAck") or "")

    def due(self, now_seconds: float) -> Due:
        """What is to be done now."""
        return self._responses.due(now_seconds) if self._responses is not None else Due.NOTHING
