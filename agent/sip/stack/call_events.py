"""What the user agent tells its owner: calls as they come, go on and end (RFC 3261 §13–§15, RFC 3515)."""

from dataclasses import dataclass
from enum import Enum

from agent.sip.stack.hop import Hop
from agent.sip.stack.message import Request, Response
from agent.sip.stack.transaction_events import NoResponse, RequestRefused, ResponseArrived


class Ending(Enum):
    """Why an answered call is over."""

    THEIR_BYE = "they hung up"
    OUR_BYE = "we hung up"
    NO_ACK = "our answer was never acknowledged"
    DIALOG_GONE = "the other side knows nothing of the call any more"


@dataclass(frozen=True, slots=True)
class CallArrived:
    """Somebody calls; it is the owner's to `respond`."""

    call: int
    request: Request
    source: Hop


@dataclass(frozen=True, slots=True)
class CallCancelled:
    """The caller gave up before we answered; 487 is said, and the call is over."""

    call: int
    cancel: Request
    """Its Reason may say that another phone answered (RFC 3326)."""


@dataclass(frozen=True, slots=True)
class CallConfirmed:
    """The ACK of our answer came, of the first one or of one to a re-INVITE; its body may hold their answer."""

    call: int
    ack: Request


@dataclass(frozen=True, slots=True)
class CallProgress:
    """A response 101–199 to our INVITE."""

    call: int
    response: Response


@dataclass(frozen=True, slots=True)
class CallAnswered:
    """A 2xx to our INVITE; its ACK is sent."""

    call: int
    response: Response


@dataclass(frozen=True, slots=True)
class CallFailed:
    """Our INVITE was refused, cancelled, or never answered: then the response is a 408 or 503 made here."""

    call: int
    response: Response


@dataclass(frozen=True, slots=True)
class CallEnded:
    """A call that had a dialog is over."""

    call: int
    ending: Ending
    request: Request | None = None
    """Their BYE."""


@dataclass(frozen=True, slots=True)
class DialogRequest:
    """A request of theirs in the dialog that is the owner's to `answer`: INVITE, UPDATE, PRACK."""

    call: int
    transaction: int
    request: Request


@dataclass(frozen=True, slots=True)
class InfoArrived:
    """An INFO, answered already (RFC 6086)."""

    call: int
    request: Request


@dataclass(frozen=True, slots=True)
class DialogResponse:
    """A final or provisional response to a request of ours in the dialog; made here where nobody answered."""

    call: int
    transaction: int
    request: Request
    response: Response
    retry_after_seconds: float | None = None
    """After a 491: how long to wait (RFC 3261 §14.1)."""


@dataclass(frozen=True, slots=True)
class TransferProgress:
    """How far a transfer of ours has come, by their NOTIFY (RFC 3515 §2.4.4)."""

    call: int
    sip_status: int
    """Of the call that they make; 408 where they fell silent."""
    is_over: bool


CallEvent = (
    CallArrived
    | CallCancelled
    | CallConfirmed
    | CallProgress
    | CallAnswered
    | CallFailed
    | CallEnded
    | DialogRequest
    | InfoArrived
    | DialogResponse
    | TransferProgress
    # Of requests outside of calls, and of what was refused below.
    | ResponseArrived
    | NoResponse
    | RequestRefused
)
