"""One call as the user agent remembers it: INVITE, dialogs, and what waits for an answer (RFC 3261 §13)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from agent.sip.stack.call_table import CallState
from agent.sip.stack.dialog import Dialog
from agent.sip.stack.headers import Field
from agent.sip.stack.hop import Hop
from agent.sip.stack.message import Request
from agent.sip.stack.transaction_events import Packet

MOST_FORKS = 16
"""How many phones may answer one INVITE of ours; more are somebody's game."""


class CallTimer(Enum):
    """What a call may wait for."""

    REPEAT_ANSWER = "no ACK yet: our 2xx once more"
    NO_ACK = "no ACK"
    REPEAT_PROVISIONAL = "a minute of ringing"
    LINGER = "no 2xx can come any more"
    TRANSFER_SILENT = "no word of a transfer"


@dataclass(slots=True, eq=False)
class Call:
    """Belongs to the user agent."""

    number: int
    """Its name towards the owner."""
    state: CallState
    is_ours: bool
    """We sent the INVITE."""
    invite: Request
    transaction: int
    hop: Hop
    """The host that we know: where the INVITE came from, or went."""
    contact: str
    local_tag: str
    dialog: Dialog | None = None
    """The early one that our response made, or the one that was confirmed."""
    early: dict[str, Dialog] = field(default_factory=dict)
    """Of an INVITE of ours, by the remote tag."""
    acks: dict[tuple[str, int], Packet] = field(default_factory=dict)
    """Sent for a 2xx, by remote tag and CSeq number."""
    awaiting_ack: tuple[int, int] | None = None
    """The transaction and CSeq number of an INVITE that we have answered with a 2xx."""
    asked: dict[int, Request] = field(default_factory=dict)
    """Requests of theirs in the dialog that the owner has not answered, by transaction."""
    asking: dict[int, Request] = field(default_factory=dict)
    """Requests of ours in the dialog without a final response, by transaction."""
    parting: tuple[Field, ...] = ()
    """What our BYE or CANCEL says besides, as `Reason` (RFC 3326)."""
    tries: int = 0
    """How often a request of ours was sent again with credentials, since the last that was accepted."""
    is_transferring: bool = False
    transactions: set[int] = field(default_factory=set)
    """Every one that leads to this call."""
    due_at_seconds: dict[CallTimer, float] = field(default_factory=dict)
    repeat_wait_seconds: float = 0.0

    @property
    def has_their_offer(self) -> bool:
        """An offer of theirs waits for the owner."""
        return any(makes_offer(request) for request in self.asked.values())

    @property
    def has_our_offer(self) -> bool:
        """An offer of ours waits for them."""
        return any(makes_offer(request) for request in self.asking.values())

    def dialog_with(self, remote_tag: str) -> Dialog | None:
        """The dialog with that side, confirmed or early."""
        if self.dialog is not None and self.dialog.remote_tag == remote_tag:
            return self.dialog
        return self.early.get(remote_tag)


def makes_offer(request: Request) -> bool:
    """An INVITE offers, or asks for an offer; an UPDATE does with a body (RFC 3311 §5.1)."""
    return request.method == "INVITE" or (request.method == "UPDATE" and bool(request.body))
