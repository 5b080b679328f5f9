"""The answer to a request that nobody can read: 400, in its own words (RFC 3261 §8.2, §18.2.2, §21.4.1)."""

import re

_REQUEST = re.compile(rb"[A-Z]{3,16} [^\r\n]* SIP/2\.0\r?\n")
_COPIED = re.compile(rb"(?im)^(?:via|v|from|f|to|t|call-id|i|cseq)[ \t]*:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*")
_TO = re.compile(rb"(?i)(?:to|t)[ \t]*:")
_TAG = re.compile(rb"(?i);[ \t]*tag[ \t]*=")
_SENT_BY = re.compile(
    rb"(?im)^(?:via|v)[ \t]*:[ \t]*SIP[^ \t]*[ \t]+[^\s;,]*?(?::(\d{1,5}))?[ \t]*(?:[;,\r\n]|$)"
)
_RPORT = re.compile(rb"(?im)^(?:via|v)[ \t]*:[^\r\n,]*;[ \t]*rport(?:[;,= \t\r\n]|$)")
_DEFAULT_PORT = 5060


def is_request(message: bytes) -> bool:
    """True for a request that wants an answer; an ACK never does."""
    return _REQUEST.match(message) is not None and not message.startswith(b"ACK ")


def bad_request(message: bytes, source: tuple[str, int]) -> tuple[bytes, tuple[str, int]] | None:
    """400 for these bytes that came from `source`, and where it goes; None when nobody waits for it."""
    head = message.partition(b"\r\n\r\n")[0]
    copied = [_with_tag(line) for line in _COPIED.findall(head)]
    sent_by = _SENT_BY.search(head)
    if not is_request(message) or sent_by is None or not source[0]:
        return None
    port = source[1] if _RPORT.search(head) else int(sent_by[1] or _DEFAULT_PORT)
    if not 0 < port < 65536:
        return None
    lines = [b"SIP/2.0 400 Bad Request", *copied, b"Content-Length: 0", b"", b""]
    return b"\r\n".join(lines), (source[0], port)


def _with_tag(line: bytes) -> bytes:
    return line + b";tag=unreadable" if _TO.match(line) and not _TAG.search(line) else line
