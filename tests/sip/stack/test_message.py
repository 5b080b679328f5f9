"""Reading and writing of messages: whatever is written is read back, and no bytes do harm."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.sip.edge_text import readable
from agent.sip.stack.headers import Headers, canonical
from agent.sip.stack.message import CSeq, Request, Response, read_cseq, write
from agent.sip.stack.reading import read_datagram
from agent.sip.stack.refusals import Ignored, Limits, Refused
from tests.sip.stack.messages import INVITE, a_request, changed, odd_values, requests, tokens, values


@settings(deadline=None)
@given(requests())
def test_a_written_request_is_read_back_the_same(request: Request) -> None:
    assert read_datagram(write(request)) == request


@settings(deadline=None)
@given(st.integers(100, 699), values | odd_values, requests())
def test_a_written_response_is_read_back_the_same(status: int, reason: str, like: Request) -> None:
    response = Response(status, reason, like.headers, like.body)
    assert read_datagram(write(response)) == response


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_as_something(data: bytes) -> None:
    read_datagram(data)


@settings(deadline=None)
@given(st.data())
def test_a_request_with_any_bytes_put_into_it_is_read_as_something(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(INVITE)))
    end = data.draw(st.integers(start, min(len(INVITE), start + 40)))
    read = read_datagram(INVITE[:start] + data.draw(st.binary(max_size=40)) + INVITE[end:])
    if isinstance(read, Request | Response):
        assert read_datagram(write(read)) == read
        assert (read.call_id, read.from_tag, read.to_tag, read.via, read.cseq) is not None


def test_an_honest_invite() -> None:
    request = a_request()
    assert (request.method, request.uri, request.body) == ("INVITE", "sip:620@198.51.100.7", b"v=0")
    assert (request.call_id, request.from_tag, request.to_tag) == ("call1@box", "from1", "")
    assert request.cseq == CSeq(1, "INVITE")
    assert request.via is not None and request.via.branch == "z9hG4bKabc"


def test_compact_names_folding_and_odd_spacing_are_read() -> None:
    request = read_datagram(
        b"OPTIONS sip:a@b SIP/2.0\r\nv:SIP/2.0/UDP x;branch=z9hG4bK1\r\nf : <sip:a@b>;\r\n  tag=1\r\n"
        b"T:\t<sip:b@c>\r\ni:call\r\ncSEQ: 0009\tOPTIONS\r\nX-Verstat:yes\r\nl: 0\r\n\r\n"
    )
    assert isinstance(request, Request)
    assert request.from_tag == "1" and request.cseq == CSeq(9, "OPTIONS")
    assert request.headers.get("x-VERSTAT") == "yes"


def test_a_name_folded_without_its_blank_goes_on() -> None:
    request = a_request("INVITE", INVITE.replace(b'"Bob" <', b'"Bob\r\nBuilder" <'))
    assert request.headers.get("From") == '"Bob Builder" <sip:+33612345678@box>;tag=from1'


def test_bytes_that_are_not_utf_8_stay_what_they_were() -> None:
    data = INVITE.replace(b"Bob", b"Andr\xe9")
    request = read_datagram(data)
    assert isinstance(request, Request)
    assert b'From: "Andr\xe9" <' in write(request)
    assert readable(request.headers.get("From") or "").startswith('"André"')


@pytest.mark.parametrize("ending", ["\x85", "\u2028", "\x0b", "\x0c", "\x1e", "\x00"])
def test_only_line_ends_of_the_rfc_end_lines(ending: str) -> None:
    assert a_request(Subject=f"a{ending}b").headers.get("Subject") == f"a{ending}b"


def test_no_value_can_begin_a_header_of_its_own() -> None:
    request = a_request()
    written = write(
        Request("INVITE", request.uri, request.headers.with_added(("Subject", "a\r\nRoute: <sip:evil>")))
    )
    read = read_datagram(written)
    assert isinstance(read, Request) and "Route" not in read.headers


def test_lists_are_parted_at_commas_outside_of_quotes_and_from_is_no_list() -> None:
    headers = Headers(
        [("From", "Bond, James <sip:jb@x>"), ("m", '"a, b" <sip:a,b@c>,<sip:d@e>'), ("Contact", "<sip:f@g>")]
    )
    assert headers.each("From") == ["Bond, James <sip:jb@x>"]
    assert headers.each("Contact") == ['"a, b" <sip:a,b@c>', "<sip:d@e>", "<sip:f@g>"]


@settings(deadline=None)
@given(tokens)
def test_a_name_has_one_spelling(name: str) -> None:
    assert canonical(name) == canonical(name.upper()) == canonical(canonical(name.lower()))


def test_headers_are_changed_into_others() -> None:
    headers = Headers([("To", "a"), ("Route", "1"), ("Route", "2")])
    assert headers.with_set("route", "3").all("Route") == ("3",)
    assert list(headers.with_set("From", "b"))[-1] == ("From", "b")
    assert list(headers.without("ROUTE")) == [("To", "a")]
    assert next(iter(headers.with_first(("Via", "v")))) == ("Via", "v")
    assert headers.all("Route") == ("1", "2")


@pytest.mark.parametrize(
    ("text", "cseq"),
    [
        ("1 INVITE", CSeq(1, "INVITE")),
        ("2147483647 ACK", CSeq(2**31 - 1, "ACK")),
        ("2147483648 ACK", None),
        ("36893488147419103232 REGISTER", None),
        ("-1 ACK", None),
        ("1", None),
        ("² ACK", None),
        ("", None),
    ],
)
def test_what_a_cseq_says(text: str, cseq: CSeq | None) -> None:
    assert read_cseq(text) == cseq


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (changed(INVITE, Via=None), 400),
        (changed(INVITE, From=None), 400),
        (changed(INVITE, To=""), 400),
        (changed(INVITE, Call_ID=None), 400),
        (changed(INVITE, CSeq=None), 400),
        (changed(INVITE, CSeq="1 BYE"), 400),
        (changed(INVITE, CSeq="4294967296 INVITE"), 400),
        (changed(INVITE, Via="SIP/3.0/UDP x"), 400),
        (changed(INVITE, Content_Length="-3"), 400),
        (changed(INVITE, Content_Length="99999999999"), 400),
        (changed(INVITE, Content_Length="4"), 400),
        (INVITE.replace(b"Content-Length: 3", b"l: 3\r\nContent-Length: 2"), 400),
        (INVITE.replace(b"To:", b"To: <sip:other@x>\r\nTo:"), 400),
        (INVITE.replace(b"INVITE sip", b"INV(TE sip", 1), 400),
        (INVITE.replace(b" SIP/2.0\r\nVia", b" SIP/7.0\r\nVia"), 505),
        (INVITE.replace(b"Max-Forwards: 70", b"A: b\r\n" * 300 + b"A: c"), 400),
        (changed(INVITE, Subject="x" * 9000), 400),
        (changed(INVITE, Content_Length="40000") + b"x" * 40_000, 413),
        (INVITE + b"x" * 66_000, 513),
    ],
)
def test_what_is_refused_and_with_which_status(data: bytes, status: int) -> None:
    read = read_datagram(data)
    assert isinstance(read, Refused), read
    assert read.status == status
    has_via = b"\nVia: SIP/2.0/" in data
    assert (read.request is not None) == has_via
    if read.request is not None and b"Call-ID" in data:
        assert read.request.call_id == "call1@box"


@pytest.mark.parametrize(
    "data",
    [
        changed(INVITE, Max_Forwards=None),
        changed(INVITE, Max_Forwards="0"),
        changed(INVITE, Max_Forwards="300"),
        changed(INVITE, Content_Length=None),
        INVITE + b"trailing octets",
        INVITE.replace(b"l: 3", b"l: 3").replace(b"Content-Length: 3", b"Content-Length: 3\r\nl: 3"),
        INVITE.replace(b"sip:620@198.51.100.7", b"sip:@box"),
        INVITE.replace(b"sip:620@198.51.100.7", b"<sip:620@box>"),
        INVITE.replace(b"sip:620@198.51.100.7", b"sip:620@box; lr"),
        INVITE.replace(b"sip:620@198.51.100.7", b""),
        changed(INVITE, From='""unknown"" <sip:a@b>'),
        changed(INVITE, From="<<>>"),
        b"\r\n\r\n" + INVITE,
        INVITE.replace(b"\r\n", b"\n"),
    ],
)
def test_behind_what_is_only_odd_may_be_a_wanted_call(data: bytes) -> None:
    read = read_datagram(data)
    assert isinstance(read, Request)
    assert read.body == b"v=0"


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\r\n\r\n", b"\0\x01\0\0!\x12\xa4B" + bytes(12), b"GET / HTTP/1.1\r\n\r\n", b"INVITE",
        b"SIP/2.0 200 OK",
        INVITE.replace(b"INVITE sip:620@198.51.100.7 SIP/2.0", b"SIP/2.0 099 Early"),
        INVITE.replace(b"INVITE sip:620@198.51.100.7 SIP/2.0", b"SIP/2.0 700 Late"),
        INVITE.replace(b"INVITE sip:620@198.51.100.7 SIP/2.0", b"SIP/2.0 4294967301 better not break"),
        INVITE.replace(b"INVITE sip:620@198.51.100.7 SIP/2.0", b"SIP/2.0 200 OK").replace(b"h: 3", b"h: 4"),
    ],
)  # fmt: skip
def test_what_nobody_can_answer_is_ignored(data: bytes) -> None:
    assert isinstance(read_datagram(data), Ignored)


def test_limits_are_the_callers_to_choose() -> None:
    assert isinstance(read_datagram(INVITE, Limits(body_bytes=3)), Request)
    assert isinstance(read_datagram(INVITE, Limits(body_bytes=2)), Refused)
    assert isinstance(read_datagram(INVITE, Limits(header_fields=8)), Request)
    assert isinstance(read_datagram(INVITE, Limits(header_fields=7)), Refused)
