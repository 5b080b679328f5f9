"""What our user agent can do, and so what it refuses a request for, in the order of RFC 3261 §8.2: one table.

In a dialog and outside the same rows count.  None of them dials anybody: REFER is not allowed, `Replaces` and
3xx are not acted upon.
"""

from collections.abc import Callable
from dataclasses import dataclass

from agent.sip.stack.grammar import BLANKS
from agent.sip.stack.headers import Field
from agent.sip.stack.message import Request
from agent.sip.stack.uri import read_uri

KNOWN_METHODS = frozenset((
    "INVITE", "ACK", "CANCEL", "BYE", "OPTIONS", "REGISTER", "PRACK", "SUBSCRIBE", "NOTIFY", "PUBLISH", "INFO",
    "REFER", "MESSAGE", "UPDATE",
))  # fmt: skip
"""IANA's; of one that nobody knows we say 501 rather than 405 (§21.4.6, §21.5.2)."""
OFFERING = frozenset(("INVITE", "UPDATE", "PRACK"))
"""Requests whose body is a session description."""


@dataclass(frozen=True, slots=True)
class Abilities:
    """What we say of ourselves in Allow, Supported and Accept."""

    methods: tuple[str, ...] = (
        "INVITE", "ACK", "CANCEL", "BYE", "OPTIONS", "INFO", "UPDATE", "NOTIFY", "PRACK",
    )  # fmt: skip
    extensions: tuple[str, ...] = ()
    """Option tags: `100rel`, `timer` where the owner has them."""
    session_types: tuple[str, ...] = ("application/sdp", "multipart/mixed", "multipart/alternative")
    info_types: tuple[str, ...] = ("application/dtmf-relay", "application/dtmf", "audio/telephone-event")
    schemes: tuple[str, ...] = ("sip", "sips", "tel")
    product: str = ""
    """For Server and User-Agent; empty to say nothing of it."""

    @property
    def said(self) -> list[Field]:
        """For a 2xx to an INVITE and to OPTIONS (§11.2, §13.3.1)."""
        supported = [("Supported", ", ".join(self.extensions))] if self.extensions else []
        return [("Allow", ", ".join(self.methods)), *supported, *self.product_said("Server")]

    def product_said(self, name: str) -> list[Field]:
        """Our name in the field of this name."""
        return [(name, self.product)] if self.product else []


Refusal = tuple[int, list[Field]]
"""A status, and what its response must tell."""
Row = Callable[[Request, Abilities], Refusal | None]


def _method(request: Request, able: Abilities) -> Refusal | None:
    if request.method in able.methods:
        return None
    if request.method == "SUBSCRIBE":
        return 489, []
    return (405 if request.method in KNOWN_METHODS else 501), [("Allow", ", ".join(able.methods))]


def _scheme(request: Request, able: Abilities) -> Refusal | None:
    # What is no address at all may still be a household's call.
    uri = read_uri(request.uri)
    return (416, []) if uri is not None and uri.scheme not in able.schemes else None


def _extension(request: Request, able: Abilities) -> Refusal | None:
    unsupported = [tag for tag in request.headers.each("Require") if tag.lower() not in able.extensions]
    return (420, [("Unsupported", ", ".join(unsupported))]) if unsupported else None


def _body(request: Request, able: Abilities) -> Refusal | None:
    headers = request.headers
    if not request.body or "handling=optional" in (headers.get("Content-Disposition") or "").lower():
        return None
    types = able.session_types if request.method in OFFERING else able.info_types
    if request.method not in OFFERING and request.method != "INFO":
        return None
    content_type = (headers.get("Content-Type") or types[0]).partition(";")[0].strip(BLANKS).lower()
    if content_type not in types:
        return 415, [("Accept", ", ".join(types))]
    encodings = headers.tokens("Content-Encoding") - {"identity"}
    return (415, [("Accept-Encoding", "identity")]) if encodings else None


REFUSED_FOR: tuple[Row, ...] = (_method, _scheme, _extension, _body)


def refusal(request: Request, able: Abilities) -> Refusal | None:
    """Why we will not act upon a request; None where nothing speaks against it."""
    for row in REFUSED_FOR:
        refused = row(request, able)
        if refused is not None:
            return refused
    return None
