"""Bytes into messages (RFC 3261 §7, §18.3), a datagram or one message of a stream at a time.  Nothing raises."""

import re

from agent.sip.stack.grammar import BLANKS, is_token, whole_number
from agent.sip.stack.headers import Field, Headers, canonical
from agent.sip.stack.message import Message, Request, Response, to_text
from agent.sip.stack.refusals import Draft, Ignored, Limits, Refused, judged

Read = Message | Refused | Ignored

HEAD_END = re.compile(rb"\r?\n\r?\n")
STATUS_LINE = re.compile(r"SIP/(\S+)[ \t]+(\d{3})(?:[ \t]+(.*))?\Z", re.IGNORECASE | re.ASCII)
_DEFAULT_LIMITS = Limits()
_LAST_STATUS = 699


def read_datagram(datagram: bytes, limits: Limits = _DEFAULT_LIMITS) -> Read:
    """The one message of a datagram.  Without a Content-Length the body goes to the end (§18.3)."""
    start = datagram.lstrip(b"\r\n")
    if not start:
        return Ignored("keep-alive")
    if start[0] < 4:
        # STUN begins so (RFC 5764 §5.1.2), and no method does.
        return Ignored("not SIP")
    end = HEAD_END.search(start)
    if end is None:
        return read_message(start.rstrip(b"\r\n"), b"", limits)
    return read_message(start[: end.start()], start[end.end() :], limits)


def read_message(head: bytes, body: bytes, limits: Limits = _DEFAULT_LIMITS) -> Read:
    """A head without its empty line, and all that follows; what is more than the Content-Length is cut off."""
    total_bytes = len(head) + len(body)
    first, fields = _cut_into_fields(to_text(head[: limits.message_bytes]), limits)
    lengths = tuple(value for name, value in fields if name == "Content-Length")
    headers = Headers.of_canonical(field for field in fields if field[0] != "Content-Length")
    length = whole_number(lengths[0]) if lengths else None
    body_is_short = length is not None and length > len(body)
    body = body if length is None else body[:length]
    reply = STATUS_LINE.match(first)
    if reply is not None:
        return _read_response(reply, headers, body, body_is_short or total_bytes > limits.message_bytes)
    request_line = _cut_request_line(first)
    if request_line is None:
        return Ignored("not SIP")
    method, uri, version = request_line
    draft = Draft(Request(method, uri, headers, body), version, lengths, body_is_short, total_bytes)
    return judged(draft, limits)


def content_length(head: bytes, limits: Limits = _DEFAULT_LIMITS) -> int | None:
    """How long the body after this head is on a stream: 0 where nothing is said, None where it cannot be known."""
    _, fields = _cut_into_fields(to_text(head), limits)
    lengths = {value.strip(BLANKS) for name, value in fields if name == "Content-Length"}
    return whole_number(lengths.pop()) if len(lengths) == 1 else None if lengths else 0


def _cut_request_line(first: str) -> tuple[str, str, str] | None:
    """Method, Request-URI and version; blanks in the Request-URI stay in it."""
    method, blank, rest = first.strip(BLANKS).partition(" ")
    uri, _, version = rest.strip(BLANKS).rpartition(" ")
    if not blank or version[:4].upper() != "SIP/":
        return None
    return method, uri.strip(BLANKS), version


def _read_response(reply: re.Match[str], headers: Headers, body: bytes, is_cut: bool) -> Response | Ignored:
    status = int(reply[2])
    response = Response(status, reply[3] or "", headers, body)
    if is_cut or reply[1] != "2.0" or not 100 <= status <= _LAST_STATUS:
        return Ignored("a response that is none")
    if response.via is None or response.cseq.number < 0:
        return Ignored("a response to nothing")
    return response


def _cut_into_fields(head: str, limits: Limits) -> tuple[str, list[Field]]:
    """The first line, and the fields unfolded (§7.3.1).

    A line that is no field goes on with the one before it: boxes fold names in quotes without the blank.  Of too
    many fields one more than allowed is kept, so that it shows.
    """
    first, *lines = head.replace("\r\n", "\n").split("\n")
    fields: list[Field] = []
    for line in lines:
        if len(fields) > limits.header_fields:
            break
        name, colon, value = line.partition(":")
        if line[:1] in BLANKS or not colon or not is_token(name := name.rstrip(" \t")):
            if fields:
                known, before = fields[-1]
                if len(before) <= limits.header_characters:
                    fields[-1] = known, f"{before} {_cleaned(line)}".strip(BLANKS)
            continue
        fields.append((canonical(name), _cleaned(value)))
    return first.replace("\r", " ").rstrip(BLANKS), fields


def _cleaned(value: str) -> str:
    return (value.replace("\r", " ") if "\r" in value else value).strip(BLANKS)
