"""A dialog: what two sides remember of each other, and the requests made from it (RFC 3261 §12).

A dialog begins early, with a response 101–199 that has a To tag, or at once with a 2xx; forked, one INVITE of ours
makes several, told apart by the remote tag.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.sip.stack.headers import Field, Headers
from agent.sip.stack.hop import Hop
from agent.sip.stack.message import Request, Response
from agent.sip.stack.name_addr import read_name_addr
from agent.sip.stack.responses import with_to_tag
from agent.sip.stack.uri import SIP_SCHEMES, read_uri
from agent.sip.stack.via import DEFAULT_PORT

DialogId = tuple[str, str, str]
"""Call-ID, our tag, theirs (§12)."""

TARGET_REFRESH = frozenset(("INVITE", "UPDATE"))
"""Requests whose Contact is where the next request goes (§12.2, RFC 3311)."""
_WITH_CONTACT = TARGET_REFRESH | {"REFER", "SUBSCRIBE", "NOTIFY"}


@dataclass(slots=True, eq=False)
class Dialog:
    """One dialog, from our side."""

    call_id: str
    local_tag: str
    remote_tag: str
    """Empty with a caller from before RFC 3261 (§12.1.1)."""
    local_side: str
    """Our From, as it stands in our requests, its tag included."""
    remote_side: str
    """Our To."""
    remote_target: str
    """The address that requests are for: the last Contact, as written, its parameters kept."""
    local_contact: str
    """Our own Contact, brackets included."""
    route_set: tuple[str, ...]
    """Values of Route, nearest first."""
    local_cseq: int
    remote_cseq: int | None
    """None until they have sent a request (§12.1.2)."""
    is_caller: bool
    """We sent the INVITE, so the Call-ID is ours."""

    @property
    def id(self) -> DialogId:
        """What distinguishes it from all others."""
        return self.call_id, self.local_tag, self.remote_tag

    # What comes.

    def take_request(self, request: Request) -> int | None:
        """Note a request of theirs; the status that refuses it where it is out of order (§12.2.2)."""
        number = request.cseq.number
        if self.remote_cseq is not None and number < self.remote_cseq:
            return 500
        # A gap is no fault: requests between may have been refused on their way.
        self.remote_cseq = number
        if request.method in TARGET_REFRESH:
            self._take_contact(request.headers)
        return None

    def take_response(self, response: Response) -> None:
        """Note a 2xx to a request of ours that refreshes the target (§12.2.1.2)."""
        if response.is_success and response.cseq.method in TARGET_REFRESH:
            self._take_contact(response.headers)

    def take_answer(self, response: Response) -> None:
        """The 2xx that confirms an early dialog of ours: the route set is computed anew (§13.2.2.4)."""
        self.route_set = tuple(reversed(response.headers.each("Record-Route")))
        self.take_response(response)

    def _take_contact(self, headers: Headers) -> None:
        self.remote_target = _contact(headers) or self.remote_target

    # What goes.

    def request(self, method: str, fields: Sequence[Field] = (), body: bytes = b"") -> Request:
        """The next request of ours in the dialog; its Via is the transactions' to add (§12.2.1.1)."""
        self.local_cseq += 1
        return self._request(method, self.local_cseq, fields, body)

    def ack(self, invite: Request, fields: Sequence[Field] = (), body: bytes = b"") -> Request:
        """The ACK of a 2xx to that INVITE: its number, and its credentials (§13.2.2.4)."""
        proofs = [one for one in invite.headers if one[0] in ("Authorization", "Proxy-Authorization")]
        return self._request("ACK", invite.cseq.number, [*proofs, *fields], body)

    def _request(self, method: str, cseq: int, fields: Sequence[Field], body: bytes) -> Request:
        uri, routes = self.remote_target, list(self.route_set)
        if routes and not _is_loose(routes[0]):
            # A strict router wants to be the Request-URI, and the target the last Route.
            uri, routes = _as_request_uri(routes[0]), [*routes[1:], f"<{self.remote_target}>"]
        contact = [("Contact", self.local_contact)] if method in _WITH_CONTACT else []
        headers = Headers(
            [
                *(("Route", route) for route in routes),
                ("Max-Forwards", "70"),
                ("From", self.local_side),
                ("To", self.remote_side),
                ("Call-ID", self.call_id),
                ("CSeq", f"{cseq} {method}"),
                *contact,
                *fields,
            ]
        )
        return Request(method, uri, headers, body)

    def hop(self, known: Hop) -> Hop:
        """Where our requests go: to the host that we know already, at the port that the route names.

        A host that the other side wrote is no place to send to: it may name anybody.
        """
        if known.is_reliable:
            return known
        first = read_name_addr(self.route_set[0]).uri if self.route_set else read_uri(self.remote_target)
        if first is None or first.scheme not in SIP_SCHEMES or first.host.lower() != known.address.lower():
            return known
        return replace(known, port=first.port or DEFAULT_PORT)


def dialog_of_caller(request: Request, local_tag: str, contact: str) -> Dialog:
    """The dialog that our response with this tag makes with whoever sent the INVITE (§12.1.1)."""
    headers = request.headers
    return Dialog(
        call_id=request.call_id,
        local_tag=request.to_tag or local_tag,
        remote_tag=request.from_tag,
        local_side=with_to_tag(headers.get("To") or "", local_tag),
        remote_side=headers.get("From") or "",
        remote_target=_contact(headers) or read_name_addr(headers.get("From") or "").address,
        local_contact=contact,
        route_set=tuple(headers.each("Record-Route")),
        local_cseq=0,
        remote_cseq=request.cseq.number,
        is_caller=False,
    )


def dialog_of_called(request: Request, response: Response) -> Dialog:
    """The dialog that their response to our INVITE makes (§12.1.2)."""
    return Dialog(
        call_id=request.call_id,
        local_tag=request.from_tag,
        remote_tag=response.to_tag,
        local_side=request.headers.get("From") or "",
        remote_side=response.headers.get("To") or "",
        remote_target=_contact(response.headers) or request.uri,
        local_contact=request.headers.get("Contact") or "",
        route_set=tuple(reversed(response.headers.each("Record-Route"))),
        local_cseq=request.cseq.number,
        remote_cseq=None,
        is_caller=True,
    )


def id_of_request(request: Request) -> DialogId:
    """The dialog that a request of theirs is in."""
    return request.call_id, request.to_tag, request.from_tag


def makes_dialog(response: Response) -> bool:
    """A response to an INVITE that makes or confirms a dialog (§12.1)."""
    return 100 < response.status < 300 and bool(response.to_tag or response.is_success)


def record_route_of(request: Request) -> list[Field]:
    """What a response that makes a dialog copies, in order (§12.1.1)."""
    return [("Record-Route", value) for value in request.headers.all("Record-Route")]


def glare_wait_seconds(is_caller: bool, fraction: float) -> float:
    """How long to wait after a 491 before trying again: whoever owns the Call-ID waits longer (§14.1)."""
    first, last = (2.1, 4.0) if is_caller else (0.0, 2.0)
    return round(first + (last - first) * fraction, 2)


def _contact(headers: Headers) -> str:
    contacts = headers.each("Contact")
    address = read_name_addr(contacts[0]).address if contacts else ""
    return address if read_uri(address) is not None else ""


def _is_loose(route: str) -> bool:
    uri = read_name_addr(route).uri
    return uri is None or uri.is_loose_router


def _as_request_uri(route: str) -> str:
    """A route's address as a Request-URI, which may have neither `?` nor `method` (§19.1.1)."""
    side = read_name_addr(route)
    uri = side.uri
    if uri is None:
        return side.address
    kept = tuple(pair for pair in uri.parameters if pair[0] != "method")
    return str(replace(uri, parameters=kept, headers=""))
