"""One side of a call as every stack has it: what the house knows of it, and what can be done to it.

A `Leg` is a UAS dialog for a caller, or a UAC dialog towards a telephone of the house (RFC 3261 §12).  Its
`handle` is the stack's own; nobody but that stack looks inside.  Together the two make us a B2BUA.
"""

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Protocol

from agent.sip.dialog_keepalive import Pulse


class LegState(Enum):
    """How far the INVITE of a leg has come (RFC 3261 §13)."""

    CALLING = auto()
    """Our INVITE is on its way; nobody has said anything."""
    INCOMING = auto()
    """Theirs came in; we have said nothing that makes a dialog."""
    EARLY = auto()
    """A provisional response made an early dialog."""
    ANSWERED = auto()
    """200 OK, and its ACK is still awaited."""
    CONFIRMED = auto()
    OVER = auto()


class LegHandle(Protocol):
    """What a stack does to a leg when told; each method raises EngineError when the stack will not."""

    def respond(self, sip_status: int) -> None:
        """A response to the INVITE: 180, 183 with media, 200, or a final one from 300 on (RFC 3261 §13.3)."""

    def hang_up(self) -> None:
        """BYE in a confirmed dialog, CANCEL for an INVITE of ours before that (RFC 3261 §15, §9.1)."""

    def ask_options(self) -> None:
        """OPTIONS inside the dialog; its answer comes to `Leg.keepalive` (RFC 3261 §11)."""

    def refer(self, target: str) -> None:
        """REFER the other side to this SIP address (RFC 3515)."""

    def press(self, digits: str) -> None:
        """Press keys towards the other side (RFC 4733)."""


@dataclass(slots=True, eq=False, kw_only=True)
class Leg:
    """Belongs to the engine's thread; the stack writes what it learns, `calls` and `outgoing_legs` the rest."""

    call_id: str
    """What the house calls it: the SIP Call-ID of a caller, a name of ours for a telephone."""
    line: str
    handle: LegHandle
    state: LegState = LegState.INCOMING
    last_status: int = 0
    """Of the last response to the INVITE, whoever sent it."""
    invite: str = ""
    """The INVITE's text, as it came in; empty for a leg of ours."""
    source: str = ""
    """`address:port` the INVITE came from."""
    answer: str = ""
    """The 200 OK we sent, for a BYE after a crash."""
    arrived_at_seconds: float = 0.0
    told_what_to_do: bool = False
    """The house has said something about this call."""
    rang: bool = False
    """180 was sent to this caller, or came from this telephone."""
    early: bool = False
    """183 with media was sent: nobody has answered, but the caller hears us."""
    told_answered: bool = False
    """The house knows that there is sound."""
    hang_up_when_confirmed: bool = False
    """The house wants it over; before the ACK that would be a final response to every phone."""
    ended_by_house: bool = False
    has_media: bool = False
    """Sound goes to and fro."""
    codec: str = ""
    packets_heard: int = 0
    """RTP packets received."""
    wants_ear: bool = False
    waiting_greeting: tuple[str, bool] | None = None
    """Asked for before there was sound: its path, and whether over and over."""
    partner: "Leg | None" = None
    """The leg it is bridged with."""
    keepalive: Pulse = field(default_factory=Pulse)
    parent_id: str = ""
    """For a leg to a telephone of the house: the call it was made for; else empty."""
    number: int = 0
    """Of such legs, which one."""
    phone: str = ""
    """Its SIP address, as the household wrote it."""

    @property
    def is_over(self) -> bool:
        return self.state is LegState.OVER

    @property
    def is_unanswered(self) -> bool:
        """True while somebody waits for us to answer."""
        return self.state in (LegState.INCOMING, LegState.EARLY)
