"""Messages for the tests of the stack, written as bytes, and strategies that write many."""

import re

from hypothesis import strategies as st

from agent.sip.stack.headers import ONCE, Headers, canonical
from agent.sip.stack.hop import Hop, Transport
from agent.sip.stack.message import Request, Response
from agent.sip.stack.reading import read_datagram

BOX = Hop("192.0.2.1", 5060)
STREAM = Hop("192.0.2.1", 40000, Transport.TCP, connection=7)

INVITE = b"""INVITE sip:620@198.51.100.7 SIP/2.0\r
Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKabc;rport\r
From: "Bob" <sip:+33612345678@box>;tag=from1\r
To: <sip:620@box>\r
Call-ID: call1@box\r
CSeq: 1 INVITE\r
Contact: <sip:box@192.0.2.1:5060>\r
Max-Forwards: 70\r
Content-Type: application/sdp\r
Content-Length: 3\r
\r
v=0"""


def changed(data: bytes, **fields: str | None) -> bytes:
    """The message with these fields instead (`Call_ID="x"`), or without them (None)."""
    for name, value in fields.items():
        header = name.replace("_", "-").encode()
        line = b"" if value is None else header + b": " + value.encode("utf-8", "surrogateescape") + b"\r\n"
        pattern = rb"(?mi)^" + header + rb":.*\r\n"
        found = re.search(pattern, data)
        if found is None:
            data = data.replace(b"\r\n", b"\r\n" + line, 1)
        else:
            data = data[: found.start()] + line + data[found.end() :]
    return data


def a_request(method: str = "INVITE", data: bytes = INVITE, /, **fields: str | None) -> Request:
    """An INVITE of the box, or another request like it."""
    fields = {"CSeq": f"1 {method}", **fields}
    read = read_datagram(changed(data, **fields).replace(b"INVITE sip:", method.encode() + b" sip:", 1))
    assert isinstance(read, Request), read
    return read


def a_response(request: Request, status: int, to_tag: str = "far", **fields: str) -> Response:
    """What the other side says to a request of ours, made by hand."""
    kept = [
        (name, f"{value};tag={to_tag}" if name == "To" and "tag=" not in value and to_tag else value)
        for name, value in request.headers
        if name in ("Via", "From", "To", "Call-ID", "CSeq")
    ]
    added = [(name.replace("_", "-"), value) for name, value in fields.items()]
    return Response(status, "Whatever", Headers([*kept, *added]))


tokens = st.text("abcXYZ019-.!%*_+`'~", min_size=1, max_size=12)
_any_but_lines = st.characters(exclude_characters="\r\n", exclude_categories=["Cs"])
values = st.text(_any_but_lines, max_size=40).map(lambda text: text.strip(" \t"))
odd_values = st.binary(max_size=20).map(
    # Two odd bytes that a removed line end would bring together could be one good letter.
    lambda some: some.translate(None, b"\r\n").decode("utf-8", "surrogateescape").strip(" \t")
)
_ONE_ONLY = {*ONCE, "Via", "Content-Length"}
names = tokens.filter(lambda name: canonical(name) not in _ONE_ONLY)
fields = st.lists(st.tuples(names, values | odd_values), max_size=8)


@st.composite
def requests(draw: st.DrawFn) -> Request:
    """Any request that a friendly box may send."""
    method = draw(st.sampled_from(("INVITE", "BYE", "OPTIONS")) | tokens)
    base = [
        ("Via", f"SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK{draw(tokens)}"),
        ("From", f"<sip:{draw(tokens)}@box>;tag={draw(tokens)}"),
        ("To", f"<sip:{draw(tokens)}@box>"),
        ("Call-ID", draw(tokens)),
        ("CSeq", f"{draw(st.integers(0, 2**31 - 1))} {method}"),
    ]
    all_fields = draw(st.permutations(base + draw(fields)))
    uri = draw(st.sampled_from(("sip:620@198.51.100.7", "sip:a b@", "tel:+33", "sip:@x", "sip:\udcff@x")))
    return Request(method, uri, Headers(all_fields), draw(st.binary(max_size=60)))
