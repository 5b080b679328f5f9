"""Requests that begin something: a call, a registration, a question (RFC 3261 §8.1.1)."""

from collections.abc import Sequence

from agent.sip.stack.headers import Field, Headers
from agent.sip.stack.message import Request


def new_request(
    method: str,
    uri: str,
    *,
    from_side: str,
    from_tag: str,
    to_side: str,
    call_id: str,
    cseq: int = 1,
    fields: Sequence[Field] = (),
    body: bytes = b"",
) -> Request:
    """A request outside of any dialog; both sides have their brackets and no tags, `Route` is among the fields."""
    headers = (
        ("Max-Forwards", "70"),
        ("From", f"{from_side};tag={from_tag}"),
        ("To", to_side),
        ("Call-ID", call_id),
        ("CSeq", f"{cseq} {method}"),
        *fields,
    )
    return Request(method, uri, Headers(headers), body)


def tried_again(request: Request, cseq: int, proofs: Sequence[Field]) -> Request:
    """The same request with credentials and the next number; its Via will be another (§22.2)."""
    headers = request.headers.without("Via", *(name for name, _ in proofs))
    headers = headers.with_set("CSeq", f"{cseq} {request.method}").with_added(*proofs)
    return Request(request.method, request.uri, headers, request.body)
