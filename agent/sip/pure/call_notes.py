"""What a call needs of its line, and with whom it leaves what it has to say."""

from collections.abc import Sequence
from typing import Protocol

from agent.call.events import DigitPressed, LineChanged, TransferAnswered, Trouble
from agent.call.incoming_call import IncomingCall
from agent.sip.leg import Leg
from agent.sip.stack.transaction_events import Packet
from agent.sip.stack.user_agent import UserAgent


class CallsLine(Protocol):
    """The line that a call is on."""

    agent: UserAgent

    @property
    def address_of_record(self) -> str:
        """The line's own address, without brackets."""

    def may_ask_for_password(self, call_id: str, address: str) -> None:
        """A call came from this address; where that is the line's own server, it may."""

    def flush(self) -> Sequence[Packet]:
        """Send what the user agent wants sent; those packets."""


class CallNotes(Protocol):
    """Where a call leaves what is to be looked at later."""

    def leg_changed(self, leg: Leg) -> None:
        """Something about this leg is new."""

    def tell(self, event: DigitPressed | TransferAnswered | LineChanged | Trouble) -> None:
        """Tell the house."""


class CallsNotes(CallNotes, Protocol):
    """Where a line's calls leave what they have to say."""

    def arrived(self, call: IncomingCall, leg: Leg) -> None:
        """An INVITE became a leg."""

    def is_full(self) -> bool:
        """True when no more calls are taken."""

    def line_for(self, message: str, otherwise: str) -> str:
        """The name of the line that an INVITE's text was meant for."""
