"""Reads what the house wants to know out of a SIP message, as text and without believing any of it."""

from datetime import datetime

from agent.call.incoming_call import IncomingCall
from agent.identify.name_addr import with_names_whole
from agent.sip.edge_text import readable

MAX_HEADER_CHARACTERS = 1024
MAX_VALUES = 8
MAX_NAME_CHARACTERS = 200
"""Of a name in a header that is too long; people's names are shorter."""
MAX_SHOWN_CHARACTERS = 80

# Compact forms, RFC 3261 §7.3.3 and the extensions that a box may abbreviate.
_LONG_NAMES = {"f": "from", "t": "to", "i": "call-id", "m": "contact", "v": "via", "y": "identity"}

_ATTESTATION_HEADERS = (
    "attestation-info",
    "x-attestation-info",
    "x-twilio-verstat",
    "x-verstat",
    "verstat",
    "p-attestation-indicator",
    "identity",
)

_BLANKS = " \t\r"
"""What stands around a value; `strip()` alone would take the last byte of a letter too, where bytes are read."""

Headers = dict[str, list[str]]


def read_headers(message: str) -> Headers:
    """Header values by lower-case long name, in order, folded lines joined (RFC 3261 §7.3.1).

    Each value is text for itself: one in Windows-1252 leaves its neighbours in UTF-8.
    """
    head = message.replace("\r\n", "\n").split("\n\n", 1)[0]
    headers: Headers = {}
    lines: list[str] = []
    for line in head.split("\n")[1:]:
        if line[:1] in (" ", "\t") and lines:
            lines[-1] += " " + line.strip(_BLANKS)
        else:
            lines.append(line)
    for line in lines:
        name, colon, value = line.partition(":")
        if colon:
            key = name.strip().lower()
            headers.setdefault(_LONG_NAMES.get(key, key), []).append(readable(value.strip(_BLANKS)))
    return headers


def first(headers: Headers, name: str) -> str:
    """The first value of a header, capped, or an empty string."""
    return headers.get(name, [""])[0][:MAX_HEADER_CHARACTERS]


def _first_address(headers: Headers, name: str) -> str:
    return _capped_address(headers.get(name, [""])[0])


def _lines_of(headers: Headers, name: str) -> list[str]:
    """All values of a header as they were written, not split at commas; capped like any other."""
    return [_capped_address(line) for line in headers.get(name, [])[:MAX_VALUES]]


def _capped_address(value: str) -> str:
    """A name-addr (RFC 3261 §25.1) that is too long loses most of its name, and never its address.

    Cut off behind, a long name would stand there alone, and its digits would be taken for the caller's number.
    """
    if len(value) <= MAX_HEADER_CHARACTERS:
        return value
    quoted = escaped = False
    for position, character in enumerate(value):
        if escaped:
            escaped = False
        elif quoted and character == "\\":
            escaped = True
        elif character == '"':
            quoted = not quoted
        elif character == "<" and not quoted:
            address = value[position : position + MAX_HEADER_CHARACTERS]
            name = value[:position].replace("\\", "").replace('"', "").strip()[:MAX_NAME_CHARACTERS]
            return f'"{name}" {address}' if ">" in address else ""
    # Nothing but a name, or an address without brackets that no network gives: nobody can be read out of it.
    return ""


def several(headers: Headers, name: str) -> tuple[str, ...]:
    """All values of a header; a comma outside quotes and brackets separates two (RFC 3261 §7.3.1)."""
    values: list[str] = []
    for line in headers.get(name, []):
        values += split_values(line)
    return tuple(_capped_address(value) for value in values[:MAX_VALUES])


def split_values(line: str) -> list[str]:
    """Split at commas that stand neither in a quoted string, nor between `<` and `>`, nor in a bare name."""
    values, start, quoted, angled, escaped = [], 0, False, False, False
    for position, character in enumerate(line):
        if escaped:
            escaped = False
        elif quoted and character == "\\":
            escaped = True
        elif character == '"':
            quoted = not quoted
        elif not quoted and character in "<>":
            angled = character == "<"
        elif character == "," and not quoted and not angled:
            values.append(line[start:position].strip(_BLANKS))
            start = position + 1
    values.append(line[start:].strip(_BLANKS))
    return with_names_whole([value for value in values if value])


def caller_shown(message: bytes) -> str:
    """What a message says of its sender, for a sentence: its From, or its first line where there is none."""
    text = message.decode("utf-8", "surrogateescape")
    shown = first(read_headers(text), "from") or readable(text.partition("\n")[0])
    return "".join(each if each.isprintable() else " " for each in shown)[:MAX_SHOWN_CHARACTERS].strip()


def request_uri(message: str) -> str:
    """The Request-URI of the first line, or an empty string."""
    parts = message.split("\n", 1)[0].split(" ")
    return readable(parts[1][:MAX_HEADER_CHARACTERS]) if len(parts) > 2 else ""


def incoming_call(
    message: str,
    *,
    call_id: str,
    line: str,
    received_at: datetime,
    source_address: str,
    from_trusted_peer: bool,
) -> IncomingCall:
    """The raw call of one INVITE's text."""
    headers = read_headers(message)
    return IncomingCall(
        call_id=call_id,
        line=line,
        received_at=received_at,
        source_address=source_address,
        from_trusted_peer=from_trusted_peer,
        request_uri=request_uri(message),
        from_header=_first_address(headers, "from"),
        to_header=_first_address(headers, "to"),
        asserted_identity=several(headers, "p-asserted-identity"),
        remote_party_id="\n".join(_lines_of(headers, "remote-party-id")),
        privacy=";".join(several(headers, "privacy")),
        diversion=several(headers, "diversion"),
        history_info=several(headers, "history-info"),
        called_party=_first_address(headers, "p-called-party-id"),
        priority=first(headers, "priority"),
        attestation_headers=tuple(
            f"{name}: {first(headers, name)}" for name in _ATTESTATION_HEADERS if name in headers
        ),
        user_agent=first(headers, "user-agent"),
    )
