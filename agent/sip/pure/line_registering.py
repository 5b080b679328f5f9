"""A line's REGISTERs: when is `agent.sip.registration`'s to say, what `stack.register`'s, where to is known here.

RFC 3261 §10; a redirection is followed to addresses only that the line hears from anyway.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable

from agent.call.commands import OpenLine
from agent.call.events import LineChanged
from agent.sip.registration import REQUEST_TIMEOUT, Registration
from agent.sip.stack.headers import Field, Headers
from agent.sip.stack.hop import Hop
from agent.sip.stack.message import Request, Response
from agent.sip.stack.register import Registering
from agent.sip.stack.register_terms import Outcome, Register, Registrant
from agent.sip.stack.transactions import Transactions

Where = Callable[[], Hop | None]


class LineRegistering:
    """Belongs to the line."""

    def __init__(
        self,
        settings: OpenLine,
        *,
        port: int,
        contact: str,
        is_local: bool,
        where: Where,
        own_fields: list[Field],
        sent_by: str,
        transactions: Transactions,
        tell: Callable[[LineChanged], None],
    ) -> None:
        """`where`: the way to the registrar, None while no address is known; `own_fields` go into each request."""
        self._where = where
        self._own_fields = own_fields
        self._sent_by = sent_by
        self._transactions = transactions
        self._policy = Registration(settings, port=port, is_local=is_local, tell=tell)
        who = Registrant(
            user=settings.user,
            registrar=settings.registrar,
            password=settings.password,
            auth_user=settings.auth_user,
            contact=contact,
            expires_seconds=settings.expires_seconds,
            transport=settings.transport,
            follows_mapping=not is_local,
        )
        self._registering = Registering(who, call_id=secrets.token_hex(12), from_tag=secrets.token_hex(6))
        self._asked: dict[int, int] = {}
        """Requests under way: their CSeq by transaction."""
        self.service_route: tuple[str, ...] = ()
        """Routes of our calls, as the registrar wants them (RFC 3608)."""
        self._why_broken = ""
        """What the system said last of a way."""
        self._last_hop: Hop | None = None
        self._is_over_streams = settings.transport != "udp"
        self._may_connect_again = False

    def way_failed(self, hop: Hop, why: str, now_seconds: float) -> None:
        """A connection is lost; perhaps the one that calls would come over."""
        self._why_broken = why
        if hop == self._last_hop and hop.is_reliable:
            self._policy.way_lost(now_seconds)

    @property
    def is_registered(self) -> bool:
        return self._policy.is_registered

    @property
    def contact(self) -> str:
        """Our own address, without brackets; another one once a NAT was noticed."""
        return self._registering.contact

    def tick(self, now_seconds: float) -> None:
        """Register when it is time to."""
        if self._policy.is_due(now_seconds):
            self._policy.asked(now_seconds)
            self._may_connect_again = self.is_registered and self._is_over_streams
            self._send(self._registering.ask(_cnonce()), now_seconds)

    def seconds_until_due(self, now_seconds: float) -> float:
        """How long the line may be left alone."""
        return self._policy.seconds_until_due(now_seconds)

    def unregister(self) -> bool:
        """Ask the registrar to forget us; False when there is nothing to ask."""
        if not self.is_registered:
            return False
        self._send(self._registering.leave(_cnonce()), time.monotonic())
        return True

    def answered(self, transaction: int, response: Response) -> None:
        """A response that is no call's."""
        if response.status >= 200:
            self._take(transaction, response.status, response.reason, response.headers)

    def not_answered(self, transaction: int, is_unreachable: bool) -> None:
        """Nobody will answer that request any more."""
        if is_unreachable and transaction in self._asked and self._may_connect_again:
            # A connection that had stood for hours is lost when it is used; whether the box is away shows on
            # a new one.
            self._may_connect_again = False
            del self._asked[transaction]
            self._send(self._registering.ask(_cnonce()), time.monotonic())
            return
        reason = self._why_broken if is_unreachable and self._why_broken else "Request Timeout"
        self._take(transaction, 503 if is_unreachable else REQUEST_TIMEOUT, reason, Headers())

    def _take(self, transaction: int, status: int, reason: str, headers: Headers) -> None:
        cseq = self._asked.pop(transaction, None)
        if cseq is None:
            return
        now_seconds = time.monotonic()
        following = self._registering.take(cseq, status, reason, tuple(headers), _cnonce())
        if isinstance(following, Register):
            self._send(following, now_seconds)
        elif isinstance(following, Outcome):
            self.service_route = following.service_route
            self._policy.answered(
                following.sip_status,
                following.reason,
                following.expires_seconds,
                now_seconds,
                following.retry_after_seconds or 0,
            )
            if following.has_moved:
                self._policy.way_lost(now_seconds)

    def _send(self, register: Register, now_seconds: float) -> None:
        hop = self._where()
        if hop is None:
            self._policy.could_not_ask("no address is known for the server", now_seconds)
            return
        fields = [("Max-Forwards", "70"), *register.fields, *self._own_fields]
        request = Request("REGISTER", register.uri, Headers(fields))
        transaction = self._transactions.send_request(request, hop, self._sent_by, now_seconds)
        self._asked[transaction], self._last_hop = register.cseq, hop


def _cnonce() -> str:
    return secrets.token_hex(8)
