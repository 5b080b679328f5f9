"""The transaction layer: messages and time in, events and packets out (RFC 3261 §17, §18; RFC 6026).

It answers by itself what needs no user agent: a request that came again gets the very bytes again, a CANCEL its
200 or 481, a copy that came another way 482 (§8.2.2.2), what cannot be read its refusal.  When it is full, a
new call gets silence: it will be repeated, and until then every other phone rings on.
"""

from collections.abc import Callable, Sequence
from hashlib import blake2s

from agent.sip.stack.grammar import split_outside
from agent.sip.stack.headers import Field, Headers
from agent.sip.stack.hop import Hop
from agent.sip.stack.message import Request, Response, to_bytes, write
from agent.sip.stack.reading import Read, read_datagram
from agent.sip.stack.refusals import Limits, Refused
from agent.sip.stack.responses import response_to
from agent.sip.stack.timers import Timing
from agent.sip.stack.transaction import invite_key_of_cancel, merge_key, server_key
from agent.sip.stack.transaction_events import (
    AckArrived,
    CancelArrived,
    Packet,
    RequestRefused,
    TransactionEvent,
)
from agent.sip.stack.transaction_run import TransactionRun
from agent.sip.stack.transaction_tables import (
    CLIENT,
    FINISHED,
    INVITE_CLIENT,
    INVITE_SERVER,
    SERVER,
    Happening,
    response_happening,
)
from agent.sip.stack.via import MAGIC_COOKIE, answer_hop, marked_with_source


class Transactions:
    """All transactions of one user agent.  Whatever is called: take the packets afterwards."""

    def __init__(
        self,
        new_token: Callable[[], str],
        timing: Timing | None = None,
        most_transactions: int = 2000,
        limits: Limits | None = None,
    ) -> None:
        """`new_token` gives letters and digits that nobody can guess (RFC 3261 §19.3)."""
        self._new_token = new_token
        self._limits = limits or Limits()
        self._run = TransactionRun(timing or Timing(), most_transactions)
        self.dropped = 0
        """INVITEs that got silence because there was no room."""

    def __len__(self) -> int:
        return len(self._run)

    # From the network.

    def receive_datagram(self, datagram: bytes, source: Hop, now_seconds: float) -> list[TransactionEvent]:
        """What a datagram means."""
        return self.receive(read_datagram(datagram, self._limits), source, now_seconds)

    def receive(self, read: Read, source: Hop, now_seconds: float) -> list[TransactionEvent]:
        """What a message means that was read already, as from a stream."""
        if isinstance(read, Request):
            self._take_request(read, source, now_seconds)
        elif isinstance(read, Response):
            self._take_response(read, now_seconds)
        elif isinstance(read, Refused):
            self._refuse(read, source)
        return self._take_events()

    def hop_failed(self, hop: Hop) -> list[TransactionEvent]:
        """A connection is lost, or a host said that nobody listens there (§18.4): nobody will answer."""
        for one in self._run.clients_towards(hop):
            self._run.fail(one)
        return self._take_events()

    def reroute(self, old: Hop, new: Hop) -> None:
        """A connection was made anew: what would have gone over the old one goes over this one (§18.2.2)."""
        self._run.reroute(old, new)

    # From the clock.

    def do_what_is_due(self, now_seconds: float) -> list[TransactionEvent]:
        """Repeat and give up what has waited long enough."""
        self._run.do_what_is_due(now_seconds)
        return self._take_events()

    @property
    def next_at_seconds(self) -> float | None:
        """When `do_what_is_due` has something to do; None for never, as things are."""
        return self._run.next_at_seconds

    # From the user agent.

    def respond(self, transaction: int, response: Response, now_seconds: float) -> bool:
        """Answer a request; False when that is no longer possible: answered already, or forgotten."""
        one = self._run.numbered(transaction)
        happening = response_happening(response.status)
        if one is None or (one.state, happening) not in one.table:
            return False
        self._run.happen(one, happening, response, now_seconds)
        return True

    def respond_again(self, transaction: int, now_seconds: float) -> bool:
        """Repeat the last response, a provisional one or a 2xx, byte for byte."""
        one = self._run.numbered(transaction)
        if one is None or (one.state, Happening.SAY_AGAIN) not in one.table:
            return False
        self._run.happen(one, Happening.SAY_AGAIN, None, now_seconds)
        return True

    def send_request(self, request: Request, hop: Hop, sent_by: str, now_seconds: float) -> int:
        """Send any request but ACK and CANCEL; its transaction.  `sent_by` is our `address:port` on that way."""
        request = self._with_via(request, hop, sent_by)
        self._run.make_room(in_reserve=True)
        table = INVITE_CLIENT if request.method == "INVITE" else CLIENT
        key = (request.via.branch if request.via else "", request.method)
        return self._run.begin(table, key, request, hop, now_seconds).number

    def cancel(self, transaction: int, now_seconds: float, fields: Sequence[Field] = ()) -> None:
        """CANCEL an INVITE of ours: at once, or when a provisional response allows it (§9.1)."""
        one = self._run.numbered(transaction)
        if one is not None and one.table is INVITE_CLIENT:
            self._run.cancel(one, fields, now_seconds)

    def send_ack(self, ack: Request, hop: Hop, sent_by: str) -> Packet:
        """Send the ACK of a 2xx; the packet, to be sent again whenever the 2xx comes again (§13.2.2.4)."""
        packet = Packet(write(self._with_via(ack, hop, sent_by)), hop)
        self.send_again(packet)
        return packet

    def send_again(self, packet: Packet) -> None:
        """Send the same bytes."""
        self._run.packets.append(packet)

    def take_packets(self) -> list[Packet]:
        """What is to be sent, in order."""
        packets, self._run.packets = self._run.packets, []
        return packets

    # Inside.

    def _take_events(self) -> list[TransactionEvent]:
        events, self._run.events = self._run.events, []
        return events

    def _with_via(self, request: Request, hop: Hop, sent_by: str) -> Request:
        via = f"SIP/2.0/{hop.transport.value} {sent_by};branch={MAGIC_COOKIE}{self._new_token()};rport"
        return Request(request.method, request.uri, request.headers.with_first(("Via", via)), request.body)

    def _take_request(self, request: Request, source: Hop, now_seconds: float) -> None:
        key = server_key(request)
        known = self._run.server(key)
        if request.method == "ACK":
            if known is None or known.table is not INVITE_SERVER:
                self._run.events.append(AckArrived(request, source))
            else:
                self._run.happen(known, Happening.ACK, request, now_seconds)
            return
        if known is not None:
            self._run.happen(known, Happening.REQUEST, request, now_seconds)
            return
        hop, request = _with_marked_via(request, source)
        if request.method == "CANCEL":
            self._cancel_server(request, hop, source, now_seconds)
            return
        merged_by = merge_key(request)
        if self._run.copy_of(merged_by) is not None:
            self._refuse(Refused(482, "Loop Detected", request), source)
            return
        if not self._run.make_room(in_reserve=bool(request.to_tag) or request.method != "INVITE"):
            self.dropped += 1
            return
        table = INVITE_SERVER if request.method == "INVITE" else SERVER
        self._run.begin(table, key, request, hop, now_seconds, source, merged_by)

    def _cancel_server(self, cancel: Request, hop: Hop, source: Hop, now_seconds: float) -> None:
        """§9.2: matched by its branch, answered here."""
        invite = self._run.server(invite_key_of_cancel(cancel))
        if not self._run.make_room(in_reserve=True):
            return
        one = self._run.begin(SERVER, server_key(cancel), cancel, hop, now_seconds, source)
        status = 481 if invite is None else 200
        to_tag = invite.to_tag if invite is not None and invite.to_tag else self._new_token()
        self.respond(one.number, response_to(cancel, status, to_tag), now_seconds)
        if invite is not None and invite.state not in FINISHED:
            self._run.events.append(CancelArrived(invite.number, cancel))

    def _take_response(self, response: Response, now_seconds: float) -> None:
        via = response.via
        if via is None or len(response.headers.each("Via")) > 1:
            # Not for us alone (§8.1.3.3).
            return
        one = self._run.client((via.branch, response.cseq.method))
        if one is not None:
            self._run.happen(one, response_happening(response.status), response, now_seconds)

    def _refuse(self, refused: Refused, source: Hop) -> None:
        """Answered without a transaction: the same request gives the same bytes (§8.2.7)."""
        request = refused.request
        if request is not None and request.method != "ACK":
            hop, request = _with_marked_via(request, source)
            response = response_to(request, refused.status, _tag_for(request), reason=refused.reason)
            self._run.packets.append(Packet(write(response), hop))
        self._run.events.append(RequestRefused(refused.status, refused.reason, request, source))


def _with_marked_via(request: Request, source: Hop) -> tuple[Hop, Request]:
    """Where the answer goes, and the request with its topmost Via saying so (§18.2.1)."""
    via = request.via
    if via is None:
        return source, request
    marked = marked_with_source(via, source)
    if marked is not via:
        headers = _with_top_via(request.headers, str(marked))
        request = Request(request.method, request.uri, headers, request.body)
    return answer_hop(via, source), request


def _with_top_via(headers: Headers, top: str) -> Headers:
    fields = list(headers)
    for position, (name, value) in enumerate(fields):
        if name == "Via" and (vias := split_outside(value, ",")):
            fields[position] = name, ", ".join([top, *vias[1:]])
            break
    return Headers(fields)


def _tag_for(request: Request) -> str:
    text = "\n".join((request.call_id, request.from_tag, str(request.via)))
    return blake2s(to_bytes(text), digest_size=8).hexdigest()
