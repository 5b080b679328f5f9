"""One transaction: its state, last bytes and timers; what is done with them is the layer's (RFC 3261 §17)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from agent.sip.stack.headers import Field, Headers
from agent.sip.stack.hop import Hop
from agent.sip.stack.message import Request, Response
from agent.sip.stack.timers import REPEATING, Timer, Timing, first_wait_seconds, next_wait_seconds, runs
from agent.sip.stack.transaction_tables import Do, Happening, State, Table

Key = tuple[str, ...]


@dataclass(slots=True, eq=False)
class Transaction:
    """Belongs to the layer that made it."""

    number: int
    """Its name towards the user agent."""
    key: Key
    table: Table
    state: State
    request: Request
    hop: Hop
    """Where its messages go."""
    source: Hop
    """Where its request came from; for one of ours as `hop`."""
    packet: bytes = b""
    """Sent last: a request of ours, or our response."""
    to_tag: str = ""
    """Of the last response that our user agent said."""
    merge_key: Key | None = None
    """By what a copy that came another way is known (RFC 3261 §8.2.2.2)."""
    cancel_wanted: bool = False
    cancel_fields: tuple[Field, ...] = ()
    cancel_sent: bool = False
    due_at_seconds: dict[Timer, float] = field(default_factory=dict)
    _wait_seconds: dict[Timer, float] = field(default_factory=dict)

    def step(self, what: Happening | Timer) -> tuple[Do | Timer, ...]:
        """Go on to the next state; what there is to do."""
        row = self.table.get((self.state, what))
        if row is None:
            return ()
        if row[0] is not self.state:
            self.state = row[0]
            for timer in [timer for timer in self.due_at_seconds if (self.state, timer) not in self.table]:
                del self.due_at_seconds[timer]
        return row[1]

    def start(self, timer: Timer, timing: Timing, now_seconds: float) -> float | None:
        """Start a timer; when it is due, or None for one that does not run here."""
        if not runs(timer, self.hop.is_reliable):
            return None
        wait = self._wait_seconds[timer] = first_wait_seconds(timer, timing, self.hop.is_reliable)
        due = self.due_at_seconds[timer] = now_seconds + wait
        return due

    def start_again(self, timer: Timer, timing: Timing, now_seconds: float) -> float | None:
        """A repeating timer's next wait; None for one that ran once, or that stopped with the state."""
        if timer not in REPEATING or (self.state, timer) not in self.table:
            return None
        wait = next_wait_seconds(timer, timing, self._wait_seconds[timer])
        if timer is Timer.E and self.state is State.PROCEEDING:
            wait = timing.t2_seconds
        self._wait_seconds[timer] = wait
        due = self.due_at_seconds[timer] = now_seconds + wait
        return due


_OF_THE_INVITE = frozenset(("From", "Call-ID", "Route"))


def ack_of(invite: Request, failure: Response) -> Request:
    """The ACK of a response from 300 on: the INVITE's own Via, the response's To (§17.1.1.3)."""
    return _beside(invite, "ACK", failure.headers.get("To") or invite.headers.get("To") or "")


def cancel_of(invite: Request, fields: Sequence[Field]) -> Request:
    """The CANCEL of an INVITE of ours (§9.1)."""
    return _beside(invite, "CANCEL", invite.headers.get("To") or "", fields)


def _beside(invite: Request, method: str, to_value: str, fields: Sequence[Field] = ()) -> Request:
    top_via = ("Via", invite.headers.each("Via")[0])
    kept = [one for one in invite.headers if one[0] in _OF_THE_INVITE]
    cseq = ("CSeq", f"{invite.cseq.number} {method}")
    return Request(
        method, invite.uri, Headers([top_via, ("Max-Forwards", "70"), *kept, ("To", to_value), cseq, *fields])
    )


def server_key(request: Request) -> Key:
    """By what a request is known when it comes again, its ACK with it (§17.2.3).  A CANCEL has a key of its own.

    A branch from before RFC 3261 is not unique, so all that was compared then is; the To tag is left out, since an
    ACK has one where its INVITE had none.
    """
    method = "INVITE" if request.method == "ACK" else request.method
    via = request.via
    if via is None:
        return ("",)
    if via.is_unique:
        return via.branch, via.sent_by, method
    number = str(request.cseq.number)
    return "2543", request.uri, request.from_tag, request.call_id, number, via.branch, via.sent_by, method


def invite_key_of_cancel(cancel: Request) -> Key:
    """The key of the INVITE that a CANCEL means (§9.2)."""
    return (*server_key(cancel)[:-1], "INVITE")


def merge_key(request: Request) -> Key | None:
    """By what two copies of one request are known, whichever way each came; None inside a dialog (§8.2.2.2)."""
    if request.to_tag or request.method in ("ACK", "CANCEL"):
        return None
    return request.from_tag, request.call_id, str(request.cseq.number), request.method
