"""Ends a call that a dead engine had answered: the BYE its successor can still send.

A new engine knows nothing of the old one's dialogs.  The house kept what a BYE needs (RFC 3261 §12.2.1.1),
and the new engine sends it as a datagram of its own from the same port.  Dialogs are told apart by their bytes,
so these are kept, one character for each, whatever text they may stand for.
"""

import os

from agent.sip.edge_text import byte_for_byte
from agent.sip.messages import Headers, read_headers, split_values

DialogParts = tuple[tuple[str, str], ...]


def dialog_parts(invite: str, answer: str, peer: str) -> DialogParts:
    """What a BYE after a crash needs, from the INVITE we got and the 200 we sent.

    `peer` is `address:port` of where the INVITE came from.
    """
    invited, answered = read_headers(byte_for_byte(invite)), read_headers(byte_for_byte(answer))
    contact = _whole(invited, "contact")
    target = contact[contact.find("<") + 1 : contact.find(">")] if "<" in contact else contact.split(";")[0]
    return (
        ("call_id", _whole(answered, "call-id")),
        ("from", _whole(answered, "to")),
        ("to", _whole(answered, "from")),
        ("target", target),
        ("routes", ", ".join(_all_values(invited, "record-route"))),
        ("peer", peer),
    )


def bye(dialog: DialogParts, local_address: str) -> tuple[bytes, tuple[str, int]]:
    """The BYE as a datagram, and where to send it.  Raises ValueError when the dialog is incomplete."""
    words = dict(dialog)
    host, colon, port = words.get("peer", "").rpartition(":")
    if not colon or not port.isdigit() or not words.get("target") or not words.get("call_id"):
        raise ValueError("this dialog does not say where its BYE should go")
    lines = [
        f"BYE {words['target']} SIP/2.0",
        f"Via: SIP/2.0/UDP {local_address};branch=z9hG4bK{os.urandom(16).hex()};rport",
        "Max-Forwards: 70",
        f"From: {words['from']}",
        f"To: {words['to']}",
        f"Call-ID: {words['call_id']}",
        "CSeq: 1000 BYE",
    ]
    if words.get("routes"):
        lines.append(f"Route: {words['routes']}")
    lines += ["Content-Length: 0", "", ""]
    return "\r\n".join(lines).encode("iso-8859-1"), (host, int(port))


def _whole(headers: Headers, name: str) -> str:
    """The first value of a header, however long: half a tag belongs to no dialog."""
    return headers.get(name, [""])[0]


def _all_values(headers: Headers, name: str) -> list[str]:
    return [value for line in headers.get(name, []) for value in split_values(line)]
