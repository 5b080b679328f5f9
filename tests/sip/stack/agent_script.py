"""A user agent with a clock of its own, and a far side that says what the test wants."""

from itertools import count

from agent.sip.stack.abilities import Abilities
from agent.sip.stack.arrivals import Authorize, no_credentials
from agent.sip.stack.call_events import CallAnswered, CallArrived, CallConfirmed, CallEvent
from agent.sip.stack.hop import Hop
from agent.sip.stack.message import Message, Request, Response, write
from agent.sip.stack.reading import read_datagram
from agent.sip.stack.requests import new_request
from agent.sip.stack.user_agent import UserAgent
from tests.sip.stack.messages import BOX, INVITE, a_request, a_response

CONTACT = "<sip:620@198.51.100.7:5060>"


class AgentScript:
    """What it sends is taken with `sent`, what it tells comes from `hears` and `until`."""

    def __init__(self, abilities: Abilities | None = None, authorize: Authorize = no_credentials) -> None:
        tokens = count(1)
        self.agent = UserAgent(
            new_token=lambda: f"token{next(tokens)}",
            sent_by=lambda hop: "198.51.100.7:5060",
            contact=lambda hop: CONTACT,
            fraction=lambda: 0.5,
            abilities=abilities,
            authorize=authorize,
        )
        self.now = 0.0
        self._branches = count(1)

    def hears(self, message: Message | bytes, source: Hop = BOX) -> list[CallEvent]:
        data = message if isinstance(message, bytes) else write(message)
        self.agent.receive_datagram(data, source, self.now)
        return self.agent.take_events()

    def sent(self) -> list[Message]:
        read = [read_datagram(packet.data) for packet in self.agent.take_packets()]
        return [one for one in read if isinstance(one, Request | Response)]

    def statuses(self) -> list[int]:
        return [one.status for one in self.sent() if isinstance(one, Response)]

    def methods(self) -> list[str]:
        return [one.method for one in self.sent() if isinstance(one, Request)]

    def only(self, method: str) -> Request:
        (one,) = self.sent()
        assert isinstance(one, Request) and one.method == method, one
        return one

    def answer(self) -> Response:
        (one,) = self.sent()
        assert isinstance(one, Response), one
        return one

    def until(self, second: float) -> tuple[list[tuple[float, Message]], list[CallEvent]]:
        sent: list[tuple[float, Message]] = [(self.now, one) for one in self.sent()]
        told: list[CallEvent] = []
        while (next_at := self.agent.next_at_seconds) is not None and next_at <= second:
            self.now = next_at
            self.agent.do_what_is_due(self.now)
            told += self.agent.take_events()
            sent += [(self.now, one) for one in self.sent()]
        self.now = second
        return sent, told

    # A caller.

    def is_called(self, **fields: str | None) -> int:
        (event,) = self.hears(a_request("INVITE", INVITE, **fields))
        assert isinstance(event, CallArrived)
        return event.call

    def is_talking(self, **fields: str | None) -> int:
        call = self.is_called(**fields)
        assert self.agent.respond(call, 200, self.now, body=b"v=0")
        self.sent()
        (event,) = self.hears(self.theirs("ACK"))
        assert isinstance(event, CallConfirmed)
        return call

    def theirs(self, method: str, **fields: str | None) -> Request:
        """A request in the dialog of `is_called`, on a branch of its own."""
        branch = f"SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKin{next(self._branches)}"
        number = 1 if method == "ACK" else 2
        fields = {
            "Via": branch, "To": "<sip:620@box>;tag=token1", "CSeq": f"{number} {method}",
            "Content-Length": "0", "Content-Type": None, **fields,
        }  # fmt: skip
        return a_request(method, INVITE.removesuffix(b"v=0"), **fields)

    # A telephone that we call.

    def calls(self) -> tuple[int, Request]:
        invite = new_request(
            "INVITE", "sip:phone@box", from_side="<sip:620@box>", from_tag="ours", to_side="<sip:phone@box>",
            call_id="ourcall", cseq=7, fields=[("Contact", CONTACT)], body=b"v=0",
        )  # fmt: skip
        call = self.agent.call(invite, BOX, self.now)
        return call, self.only("INVITE")

    def has_called(self) -> tuple[int, Request]:
        call, invite = self.calls()
        (event,) = self.hears(a_response(invite, 200, Contact="<sip:phone@192.0.2.1:5070>"))
        assert isinstance(event, CallAnswered)
        self.only("ACK")
        return call, invite

    def from_phone(self, method: str, to_tag: str = "ours", from_tag: str = "far", **fields: str) -> Request:
        """A request of the telephone that we called."""
        return self.theirs(
            method, From=f"<sip:phone@box>;tag={from_tag}", To=f"<sip:620@box>;tag={to_tag}",
            **{"Call-ID": "ourcall", **fields},
        )  # fmt: skip
