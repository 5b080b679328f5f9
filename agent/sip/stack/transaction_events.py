"""What the transactions tell the user agent above them (RFC 3261 §17)."""

from dataclasses import dataclass

from agent.sip.stack.hop import Hop
from agent.sip.stack.message import Request, Response


@dataclass(frozen=True, slots=True)
class RequestArrived:
    """A new request; answer it with `respond(transaction, …)`."""

    transaction: int
    request: Request
    """Its topmost Via marked with where it came from."""
    source: Hop


@dataclass(frozen=True, slots=True)
class AckArrived:
    """An ACK that belongs to no failure of ours: a dialog's, or nobody's (§13.3.1.4)."""

    request: Request
    source: Hop


@dataclass(frozen=True, slots=True)
class CancelArrived:
    """A ringing INVITE was cancelled.  The CANCEL is answered; the INVITE wants its 487 (§9.2)."""

    transaction: int
    """The INVITE's."""
    cancel: Request


@dataclass(frozen=True, slots=True)
class ResponseArrived:
    """A response to a request of ours.  A failure of an INVITE is acknowledged already, a 2xx is not."""

    transaction: int
    response: Response


@dataclass(frozen=True, slots=True)
class NoResponse:
    """A request of ours will get no final response any more: as good as a 408 or a 503 (§8.1.3.1)."""

    transaction: int
    request: Request
    is_unreachable: bool = False
    """The way there is broken, rather than silent."""


@dataclass(frozen=True, slots=True)
class NoAck:
    """Nobody acknowledged our failure response; nothing is left to be done but to know it."""

    transaction: int


@dataclass(frozen=True, slots=True)
class RequestRefused:
    """A request was refused, and answered where it could be: for the journal, or for a more careful reader."""

    status: int
    reason: str
    request: Request | None
    source: Hop


TransactionEvent = (
    RequestArrived | AckArrived | CancelArrived | ResponseArrived | NoResponse | NoAck | RequestRefused
)


@dataclass(frozen=True, slots=True)
class Packet:
    """Bytes to be sent."""

    data: bytes
    hop: Hop
