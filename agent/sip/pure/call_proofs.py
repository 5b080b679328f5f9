"""Credentials for calls of ours that are challenged, each call with an exchange of its own (RFC 3261 §22)."""

import secrets
from collections.abc import Sequence

from agent.call.commands import OpenLine
from agent.sip.stack.digest import Authentication, Verdict
from agent.sip.stack.headers import Field
from agent.sip.stack.message import Request, Response

MOST_CALLS = 256


class CallProofs:
    """One line's.  Only its own servers are told a proof of the password: a telephone could guess it from one."""

    def __init__(self, settings: OpenLine) -> None:
        self._settings = settings
        self._exchanges: dict[str, Authentication | None] = {}

    def for_server(self, call_id: str) -> None:
        """That call goes to the line's own server, or came from it: it may ask for the password."""
        while len(self._exchanges) >= MOST_CALLS:
            del self._exchanges[next(iter(self._exchanges))]
        self._exchanges[call_id] = None

    def authorize(self, request: Request, challenge: Response) -> Sequence[Field]:
        """What to try again with; nothing where there is nothing more to try."""
        settings, call_id = self._settings, request.call_id
        if call_id not in self._exchanges or not settings.password:
            return ()
        exchange = self._exchanges[call_id]
        if exchange is None:
            exchange = Authentication(settings.auth_user or settings.user, settings.password)
            self._exchanges[call_id] = exchange
        headers = challenge.headers
        verdict = exchange.challenged(headers.all("WWW-Authenticate"), headers.all("Proxy-Authenticate"))
        if verdict is not Verdict.TRY_AGAIN:
            return ()
        return exchange.fields(request.method, request.uri, secrets.token_hex(8))
