"""400 goes to whoever waits for it, with the headers by which they know it again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.sip.bad_request import bad_request, is_request

BOX = ("192.168.178.1", 5099)


def a_request(
    via: str = "192.168.178.1:5060;branch=z9hG4bK1", to: str = "<sip:2@h>", method: str = "INVITE"
) -> bytes:
    lines = [f"{method} sip: SIP/2.0", f"Via: SIP/2.0/UDP {via}", "f: <sip:@", "User-Agent: box", f"To: {to}"]
    return "\r\n".join([*lines, "i: c1", f"CSeq: 1 {method}", "", "v=0"]).encode()


def test_the_answer_holds_what_the_other_side_knows_its_request_by() -> None:
    found = bad_request(a_request(), BOX)
    assert found is not None
    answer, address = found
    assert address == ("192.168.178.1", 5060)
    assert answer.split(b"\r\n") == [
        b"SIP/2.0 400 Bad Request",
        b"Via: SIP/2.0/UDP 192.168.178.1:5060;branch=z9hG4bK1",
        b"f: <sip:@",
        b"To: <sip:2@h>;tag=unreadable",
        b"i: c1",
        b"CSeq: 1 INVITE",
        b"Content-Length: 0",
        b"",
        b"",
    ]


@pytest.mark.parametrize(
    ("via", "port"),
    [
        ("192.168.178.1;branch=1", 5060),
        ("192.168.178.1:5070", 5070),
        ("192.168.178.1:5070;rport;branch=1", 5099),
        ("192.168.178.1:5070;branch=1;rport", 5099),
        ("[fd00::1]:5071;branch=1", 5071),
    ],
)
def test_it_goes_to_the_port_that_the_via_asks_for(via: str, port: int) -> None:
    found = bad_request(a_request(via), BOX)
    assert found is not None
    assert found[1] == ("192.168.178.1", port)


@pytest.mark.parametrize(
    "message",
    [
        a_request(method="ACK"),
        a_request(via="192.168.178.1:99999"),
        a_request().replace(b"Via", b"Nobody"),
        b"SIP/2.0 200 OK\r\n\r\n",
        b"",
    ],
)
def test_nobody_waits_for_an_answer_to_these(message: bytes) -> None:
    assert bad_request(message, BOX) is None


def test_nothing_goes_to_an_address_that_is_not_known() -> None:
    assert bad_request(a_request(), ("", 0)) is None


def test_a_tag_that_is_there_stays_the_only_one() -> None:
    found = bad_request(a_request(to="<sip:2@h>;tag=ours"), BOX)
    assert found is not None
    assert b"To: <sip:2@h>;tag=ours\r\n" in found[0]


@given(st.binary())
def test_any_bytes_are_a_request_or_none(message: bytes) -> None:
    assert bad_request(message, BOX) is None or is_request(message)
