"""Requests and responses as values, and how they become bytes (RFC 3261 §7).

`read_datagram(write(message)) == message`: what was read is written again byte for byte, save that names of
headers are spelled one way, folded lines are unfolded and the body is counted anew.
"""

from dataclasses import dataclass, field

from agent.sip.stack.grammar import BLANKS, is_token, whole_number
from agent.sip.stack.headers import Headers
from agent.sip.stack.name_addr import tag_of
from agent.sip.stack.via import Via, read_via


@dataclass(frozen=True, slots=True)
class CSeq:
    """The number and method of a request within its dialog (RFC 3261 §20.16)."""

    number: int
    method: str

    def __str__(self) -> str:
        return f"{self.number} {self.method}"


def read_cseq(text: str) -> CSeq | None:
    """What a CSeq says; None for what is none, and for a number beyond 2^31 (RFC 3261 §8.1.1.5)."""
    number_text, _, method = text.replace("\t", " ").strip(BLANKS).partition(" ")
    number, method = whole_number(number_text), method.strip(BLANKS)
    return CSeq(number, method) if number is not None and is_token(method) else None


class _Headed:
    """What requests and responses read alike from their headers; empty where it is missing."""

    __slots__ = ()
    headers: Headers

    @property
    def call_id(self) -> str:
        return (self.headers.get("Call-ID") or "").strip(BLANKS)

    @property
    def from_tag(self) -> str:
        return tag_of(self.headers.get("From") or "")

    @property
    def to_tag(self) -> str:
        return tag_of(self.headers.get("To") or "")

    @property
    def cseq(self) -> CSeq:
        """Number -1 where it cannot be read."""
        return read_cseq(self.headers.get("CSeq") or "") or CSeq(-1, "")

    @property
    def via(self) -> Via | None:
        """The topmost."""
        vias = self.headers.each("Via")
        return read_via(vias[0]) if vias else None


@dataclass(frozen=True, slots=True)
class Request(_Headed):
    """A request."""

    method: str
    uri: str
    """The Request-URI as written."""
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Response(_Headed):
    """A response."""

    status: int
    reason: str = ""
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""

    @property
    def is_provisional(self) -> bool:
        return self.status < 200

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300


Message = Request | Response


def write(message: Message) -> bytes:
    """The bytes of a message.  No value can begin a line: that would be a header of somebody's choice."""
    if isinstance(message, Request):
        first = f"{message.method} {message.uri} SIP/2.0"
    else:
        first = f"SIP/2.0 {message.status} {message.reason}"
    lines = [_one_line(first)]
    lines += [f"{name}: {_one_line(value)}" for name, value in message.headers]
    lines.append(f"Content-Length: {len(message.body)}\r\n\r\n")
    return to_bytes("\r\n".join(lines)) + message.body


def to_text(head: bytes) -> str:
    """Bytes as text; a byte that is not UTF-8 is a lone surrogate, so that nothing is lost (PEP 383)."""
    return head.decode("utf-8", "surrogateescape")


def to_bytes(text: str) -> bytes:
    """The other way; a surrogate that stands for no byte becomes `?`."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


def _one_line(text: str) -> str:
    if "\r" in text or "\n" in text:
        return text.replace("\r", " ").replace("\n", " ")
    return text
