"""Responses to a request: what every one of them copies, and the reason phrases (RFC 3261 §8.2.6, §21)."""

from collections.abc import Sequence

from agent.sip.stack.headers import Field, Headers
from agent.sip.stack.message import Request, Response
from agent.sip.stack.name_addr import read_name_addr

REASONS = {
    100: "Trying", 180: "Ringing", 181: "Call Is Being Forwarded", 182: "Queued", 183: "Session Progress",
    200: "OK", 202: "Accepted", 204: "No Notification",
    300: "Multiple Choices", 301: "Moved Permanently", 302: "Moved Temporarily", 305: "Use Proxy",
    380: "Alternative Service",
    400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
    406: "Not Acceptable", 407: "Proxy Authentication Required", 408: "Request Timeout", 410: "Gone",
    413: "Request Entity Too Large", 414: "Request-URI Too Long", 415: "Unsupported Media Type",
    416: "Unsupported URI Scheme", 420: "Bad Extension", 421: "Extension Required",
    422: "Session Interval Too Small", 423: "Interval Too Brief", 480: "Temporarily Unavailable",
    481: "Call/Transaction Does Not Exist", 482: "Loop Detected", 483: "Too Many Hops", 484: "Address Incomplete",
    485: "Ambiguous", 486: "Busy Here", 487: "Request Terminated", 488: "Not Acceptable Here", 489: "Bad Event",
    491: "Request Pending", 493: "Undecipherable",
    500: "Server Internal Error", 501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable",
    504: "Server Time-out", 505: "Version Not Supported", 513: "Message Too Large",
    600: "Busy Everywhere", 603: "Decline", 604: "Does Not Exist Anywhere", 606: "Not Acceptable", 607: "Unwanted",
}  # fmt: skip

_COPIED = frozenset(("Via", "From", "To", "Call-ID", "CSeq"))


def response_to(
    request: Request,
    status: int,
    to_tag: str = "",
    headers: Sequence[Field] = (),
    body: bytes = b"",
    reason: str | None = None,
) -> Response:
    """A response with these headers.  `to_tag` is ours; it is left out of a 100, and where To has one already."""
    fields: list[Field] = []
    for name, value in request.headers:
        if name not in _COPIED:
            continue
        if name == "To" and to_tag and status > 100:
            value = with_to_tag(value, to_tag)
        fields.append((name, value))
        if name == "CSeq" and status == 100 and (timestamp := request.headers.get("Timestamp")):
            fields.append(("Timestamp", timestamp))
    reason = REASONS.get(status, "Unknown") if reason is None else reason
    return Response(status, reason, Headers((*fields, *headers)), body)


def with_to_tag(value: str, tag: str) -> str:
    """The same To with our tag, unless it has one: the text stays as the caller wrote it."""
    side = read_name_addr(value)
    if side.tag:
        return value
    if "<" in value and ">" not in value.partition("<")[2]:
        # A bracket that was never closed would swallow the tag.
        return str(side.with_tag(tag))
    return f"{value};tag={tag}"
