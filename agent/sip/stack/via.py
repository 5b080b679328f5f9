"""Via: the way that a request came, and so the way that its answer goes (RFC 3261 §18.2, §20.42; RFC 3581).

An answer goes to the address that the packet came from and to no other: `maddr`, a `received` that a stranger
wrote and the host of a Via name others, and to look up a name would let a stranger choose what we ask.
"""

import re
from dataclasses import dataclass, replace

from agent.sip.stack.grammar import (
    BLANKS,
    Parameters,
    parameter,
    read_parameters,
    with_parameter,
    write_parameters,
)
from agent.sip.stack.hop import Hop
from agent.sip.stack.uri import host_port, read_host_port

MAGIC_COOKIE = "z9hG4bK"
"""A branch that begins so is unique (RFC 3261 §8.1.1.7)."""
DEFAULT_PORT = 5060

_PROTOCOL = re.compile(
    r"[ \t]*SIP[ \t]*/[ \t]*2\.0[ \t]*/[ \t]*([A-Za-z0-9\-.!%*_+`'~]+)[ \t]+", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Via:
    """One value of the header."""

    transport: str
    """In capitals."""
    place: str
    """Host and port as written: `192.0.2.1:5060`, `[2001:db8::1]`."""
    parameters: Parameters = ()

    @property
    def host(self) -> str:
        """Without the brackets of IPv6."""
        return read_host_port(self.place)[0]

    @property
    def port(self) -> int | None:
        """None where none is said; 0 for one that no packet can be sent to."""
        host, port = read_host_port(self.place)
        return port if port is not None or self.place.rstrip("]").endswith(host) else 0

    @property
    def branch(self) -> str:
        """Empty when there is none."""
        return parameter(self.parameters, "branch") or ""

    @property
    def is_unique(self) -> bool:
        """The branch alone tells transactions apart."""
        return self.branch[:7].lower() == "z9hg4bk" and len(self.branch) > 7

    @property
    def sent_by(self) -> str:
        """In lower case, with its port: what is compared (RFC 3261 §17.2.3)."""
        return host_port(self.host.lower(), self.port or DEFAULT_PORT)

    def __str__(self) -> str:
        return f"SIP/2.0/{self.transport} {self.place}{write_parameters(self.parameters)}"


def read_via(text: str) -> Via | None:
    """What one value says; None when it is no Via."""
    protocol = _PROTOCOL.match(text)
    if protocol is None:
        return None
    rest = text[protocol.end() :]
    place = rest.partition(";")[0].strip(BLANKS)
    # Blanks may stand around the colon (RFC 4475 §3.1.1.1).
    place = ":".join(piece.strip(BLANKS) for piece in place.split(":"))
    if not place or any(blank in place for blank in BLANKS):
        return None
    return Via(protocol[1].upper(), place, read_parameters(rest))


def marked_with_source(via: Via, source: Hop) -> Via:
    """The Via with what its writer could not know: the address and port that we saw (RFC 3581 §4)."""
    parameters = via.parameters
    asks_for_port = parameter(parameters, "rport") is not None
    if asks_for_port or via.host.lower() != source.address.lower() or parameter(parameters, "received"):
        parameters = with_parameter(parameters, "received", source.address)
    if asks_for_port:
        parameters = with_parameter(parameters, "rport", str(source.port))
    return via if parameters is via.parameters else replace(via, parameters=parameters)


def answer_hop(via: Via, source: Hop) -> Hop:
    """Where the answer goes: a stream's own connection, else the packet's address, at the Via's port."""
    if source.is_reliable or parameter(via.parameters, "rport") is not None or via.port == 0:
        return source
    return replace(source, port=via.port or DEFAULT_PORT)
