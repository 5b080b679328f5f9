"""Mends what PJSIP's parser refuses but people's telephones send, so that the call is judged and not lost.

A From with `""unknown""`, without `sip:`, without `>`, folded over two lines or with a raw byte in its user part
makes PJSIP drop the whole message, and the caller hears nothing at all.  What it needs of a From or To is an
address that it can parse and the tag; who calls is read elsewhere, from the bytes as they came.  The length never
changes, because the message lies in PJSIP's own buffer (RFC 3261 §7.3, §25.1; RFC 4566 §6).
"""

import re

MAX_HEAD_BYTES = 8192

_REQUEST = re.compile(rb"(INVITE|ACK|BYE|CANCEL|PRACK|UPDATE|INFO|OPTIONS|REFER|NOTIFY|MESSAGE) ")
_FOLD = re.compile(rb"\r\n(?=[ \t])")
_ADDRESSES = re.compile(rb"(?im)^(from|f|to|t)([ \t]*:)([^\r\n]*)")
_CONTACT = re.compile(rb"(?im)^(contact|m)([ \t]*:)([^\r\n]*)")
_VIA = re.compile(rb"(?im)^(?:via|v)[ \t]*:[ \t]*SIP[^ \t]*[ \t]+([^\s;,]+)")
_TAG = re.compile(rb";[ \t]*tag[ \t]*=[ \t]*([^\s;,<>\"]+)", re.IGNORECASE)
_HOST_PORT = rb"(?:[A-Za-z0-9](?:[A-Za-z0-9._-]*)|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?"
_URI = (
    rb"(?:sips?:(?:[A-Za-z0-9\-_.!~*'()&=+$,;?/%#:]+@)?" + _HOST_PORT + rb"(?:[;?][^<>\"\s\x80-\xff]*)?"
    rb"|(?!sips?:)[A-Za-z][A-Za-z0-9.+-]*:[A-Za-z0-9\-_.!~*'()&=+$,;?/%#:@]+)"
)
_TEXT = rb"(?:\"(?:[^\"\\\r\n]|\\[^\r\n])*\"|[^\"<>\r\n:;@]*)"
_PARAMETERS = rb"(?:[ \t]*;[ \t]*[^\s;=<>\",\x80-\xff]+(?:=(?:[^\s;<>\",\x80-\xff]+|\"[^\"\\\r\n]*\"))?)*"
_SOUND = re.compile(
    rb"[ \t]*(?:" + _TEXT + rb"[ \t]*<" + _URI + rb">|" + _URI + rb")" + _PARAMETERS + rb"[ \t]*"
)
_REQUEST_URI = re.compile(rb"(" + _URI + rb") SIP/2\.0")
_MEDIA = re.compile(rb"(?m)^m=(audio|video) (\d+) (RTP/[A-Z/]+)((?: \d{1,3})+)[ \t]*\r?$")
_RTPMAP = re.compile(rb"(?m)^a=rtpmap:(\d+) ")
_FIRST_DYNAMIC_TYPE = 96
"""Payload types from here on mean nothing without an rtpmap (RFC 3551 §6)."""
_STATIC_TYPES = {b"audio": b"19", b"video": b"34"}
"""Types that need no rtpmap, and that we never choose: reserved, and H.263."""


def mended(message: bytes) -> bytes:
    """The same message, as long as before, with From, To, Contact and Request-URI fit to be parsed.

    Never raises; what is sound, is no request, or cannot be mended comes back as it is.
    """
    request = _REQUEST.match(message)
    head, blank, body = message.partition(b"\r\n\r\n")
    if request is None or not blank or len(head) > MAX_HEAD_BYTES:
        return message
    first, line_end, headers = head.partition(b"\r\n")
    headers = _unfolded(headers)
    via = _VIA.search(headers)
    sent_by = via[1] if via else b"a"
    headers = _ADDRESSES.sub(lambda found: _address(found, b"a"), headers)
    headers = _CONTACT.sub(lambda found: _address(found, sent_by), headers)
    whole = _first_line(first) + line_end + headers + blank + body
    return whole if len(whole) == len(message) else message


def explained_offer(invite: bytes) -> bytes:
    """The same INVITE, as long as before, with an offer in which every payload type means something.

    Some telephones offer a picture of type 96 and forget to say what 96 is; PJSIP refuses the whole call for it.
    """
    head, blank, body = invite.partition(b"\r\n\r\n")
    return head + blank + _sdp(body)


def _unfolded(headers: bytes) -> bytes:
    """Folded lines on one, in which the line ends have become blanks."""
    return _FOLD.sub(b"  ", headers)


def _address(found: re.Match[bytes], host: bytes) -> bytes:
    name, colon, value = found.groups()
    if _SOUND.fullmatch(value) or value.strip() == b"*":
        return found[0]
    tag = _TAG.search(value)
    parameters = b";tag=" + tag[1] if tag else b""
    address = b"<sip:" + host + b">" + parameters
    for short in (name + colon, name[:1].lower() if name[:1] not in b"Cc" else b"m"):
        written = (short if short.endswith(b":") else short + b":") + address
        if len(written) <= len(found[0]):
            return written.ljust(len(found[0]))
    return found[0]


def _first_line(line: bytes) -> bytes:
    method, _, rest = line.partition(b" ")
    if _REQUEST_URI.fullmatch(rest) or not rest.endswith(b" SIP/2.0"):
        return line
    room = len(rest) - len(b" SIP/2.0") - len(b"sip:")
    return method + b" sip:" + b"a" * room + b" SIP/2.0" if room > 0 else line


def _sdp(body: bytes) -> bytes:
    """Dynamic payload types that no rtpmap explains become static ones."""
    explained = {found[1] for found in _RTPMAP.finditer(body)}

    def written_anew(found: re.Match[bytes]) -> bytes:
        static = _STATIC_TYPES[found[1]]
        types = [
            each if int(each) < _FIRST_DYNAMIC_TYPE or each in explained else static.rjust(len(each), b"0")
            for each in found[4].split()
        ]
        return found[0].replace(found[4], b" " + b" ".join(types))

    return _MEDIA.sub(written_anew, body)
