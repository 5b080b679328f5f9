"""Finds the SDP in the body of a message, alone or among others, and says when a body must be refused.

RFC 3261 §7.4, §8.2.3, §20.11; RFC 5621 (multipart), RFC 2046 §5.1.  Boxes and carriers send ISUP, pictures and
places beside the SDP; what is beside it is left unread, unless the sender says that it must be understood.
"""

import binascii
import quopri
import re
from dataclasses import dataclass
from itertools import islice

from agent.sip.stack.grammar import BLANKS, Parameters, parameter, read_parameters, unquoted

ACCEPT = "application/sdp, multipart/mixed, multipart/alternative"
"""The Accept header beside a 415 (RFC 3261 §8.2.3); Accept-Encoding says `identity`."""
NOT_UNDERSTOOD = 415
MOST_BYTES = 65_536
MOST_PARTS = 16
MOST_DEPTH = 3
_LONGEST_BOUNDARY = 200


@dataclass(frozen=True, slots=True)
class FoundBody:
    """What a body has to do with the session."""

    sdp: bytes | None = None
    """None: there is no offer and no answer in it."""
    sip_status: int = 0
    """415 when the message must be refused for its body, else 0."""


NOTHING = FoundBody()
_REFUSED = FoundBody(None, NOT_UNDERSTOOD)


def find_sdp(
    body: bytes,
    content_type: str | None,
    *,
    content_encoding: str = "",
    content_disposition: str = "",
    transfer_encoding: str = "",
    depth: int = 0,
) -> FoundBody:
    """The SDP in a body with these headers; `content_type` is None where that header is missing."""
    if not body.strip(b"\r\n \t\0") or len(body) > MOST_BYTES:
        return NOTHING if len(body) <= MOST_BYTES else _REFUSED
    disposition, disposition_parameters = _read_value(content_disposition)
    may_be_ignored = (parameter(disposition_parameters, "handling") or "").lower() == "optional"
    unknown = NOTHING if may_be_ignored else _REFUSED
    if content_encoding.strip(BLANKS).lower() not in ("", "identity"):
        return unknown
    decoded = _decoded(body, transfer_encoding.strip(BLANKS).lower())
    if decoded is None:
        return unknown
    kind, parameters = _read_value(content_type or "")
    if kind.startswith("multipart/"):
        found = _in_parts(decoded, kind, unquoted(parameter(parameters, "boundary") or ""), depth)
        return found if found is not None else unknown
    is_sdp = kind == "application/sdp" or (not kind and decoded.lstrip().startswith(b"v="))
    if not is_sdp:
        return unknown
    # `early-session` is another session, for early media alone (RFC 3959).
    return FoundBody(decoded) if disposition in ("", "session") else unknown


def _in_parts(body: bytes, kind: str, boundary: str, depth: int) -> FoundBody | None:
    """What the parts come to; None when they cannot be told apart."""
    parts = _parts(body, boundary)
    if not parts or depth >= MOST_DEPTH:
        return None
    found = [_in_part(part, depth) for part in parts]
    sdps = [each for each, _ in found if each.sdp is not None]
    if kind == "multipart/alternative":
        # The last that is understood is the one meant (RFC 2046 §5.1.4).
        return sdps[-1] if sdps else None
    if any(each.sip_status and must_be_understood for each, must_be_understood in found):
        return _REFUSED
    return sdps[0] if sdps else None


def _in_part(part: bytes, depth: int) -> tuple[FoundBody, bool]:
    """What one part comes to, and whether its sender says that it must be understood."""
    headers, content = _read_part(part)
    disposition = headers.get("content-disposition", "")
    found = find_sdp(
        content,
        headers.get("content-type"),
        content_encoding=headers.get("content-encoding", ""),
        content_disposition=disposition,
        transfer_encoding=headers.get("content-transfer-encoding", ""),
        depth=depth + 1,
    )
    handling = parameter(_read_value(disposition)[1], "handling") or ""
    return found, handling.lower() == "required"


def _parts(body: bytes, boundary: str) -> list[bytes]:
    if not boundary or len(boundary) > _LONGEST_BOUNDARY:
        return []
    mark = re.escape(boundary.encode("utf-8", "replace"))
    delimiter = re.compile(rb"(?:\A|\r?\n)--" + mark + rb"(--)?[ \t]*(?=\r?\n|\Z)")
    parts: list[bytes] = []
    start: int | None = None
    for match in islice(delimiter.finditer(body), MOST_PARTS + 1):
        if start is not None:
            parts.append(body[start : match.start()])
        start = match.end()
        if match[1]:
            return parts
    if start is not None and len(parts) < MOST_PARTS:
        # The last delimiter is missing.
        parts.append(body[start:])
    return parts


def _read_part(part: bytes) -> tuple[dict[str, str], bytes]:
    """The headers of a part by name in lower case, and its content."""
    # The line end behind the delimiter is the delimiter's.
    part = re.sub(rb"\A\r?\n", b"", part, count=1)
    no_headers = re.match(rb"\r?\n", part)
    if no_headers:
        return {}, part[no_headers.end() :]
    pieces = re.split(rb"\r?\n\r?\n", part, maxsplit=1)
    if len(pieces) < 2:
        return {}, part
    head = re.sub(r"\r?\n[ \t]+", " ", pieces[0].decode("utf-8", "replace"))
    headers: dict[str, str] = {}
    for line in head.split("\n")[:32]:
        name, _, value = line.partition(":")
        headers.setdefault(name.strip(BLANKS).lower(), value.strip(BLANKS))
    return headers, pieces[1]


def _decoded(body: bytes, transfer_encoding: str) -> bytes | None:
    """The bytes behind a Content-Transfer-Encoding; None for one we do not know (RFC 2045 §6)."""
    if transfer_encoding in ("", "7bit", "8bit", "binary"):
        return body
    if transfer_encoding == "quoted-printable":
        return quopri.decodestring(body)
    try:
        return binascii.a2b_base64(body) if transfer_encoding == "base64" else None
    except ValueError:
        return None


def _read_value(text: str) -> tuple[str, Parameters]:
    """`application/sdp;charset=x` in lower case, and its parameters."""
    return text.partition(";")[0].strip(BLANKS).lower(), read_parameters(text)
