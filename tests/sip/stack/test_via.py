"""Where an answer goes: to where its packet came from."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.sip.stack.hop import Hop
from agent.sip.stack.via import Via, answer_hop, marked_with_source, read_via
from tests.sip.stack.messages import STREAM

SOURCE = Hop("192.0.2.9", 40123)


@pytest.mark.parametrize(
    ("via", "port"),
    [
        ("SIP/2.0/UDP 192.0.2.9", 5060),
        ("SIP/2.0/UDP 192.0.2.9:5070", 5070),
        ("SIP/2.0/UDP 10.0.0.1:5070;rport", 40123),
        ("SIP/2.0/UDP 10.0.0.1:5070;rport=1", 40123),
        ("SIP/2.0/UDP evil.example.com:5070;received=10.9.9.9;maddr=10.8.8.8", 5070),
        ("SIP/2.0/UDP x:99999", 40123),
        ("SIP/2.0/UDP x:0", 40123),
        ("SIP/2.0/UDP x:abc", 40123),
        ("SIP/2.0/UDP [2001:db8::9]:5062;received=[2001:db8::9]", 5062),
        ("SIP/2.0/UDP [2001:db8::9]", 5060),
        ("SIP / 2.0 / UDP 192.0.2.9 : 5070 ;branch= z9hG4bKx", 5070),
    ],
)
def test_an_answer_goes_to_the_packets_address(via: str, port: int) -> None:
    read = read_via(via)
    assert read is not None
    assert answer_hop(marked_with_source(read, SOURCE), SOURCE) == Hop("192.0.2.9", port)
    assert answer_hop(read, STREAM) == STREAM


@settings(deadline=None)
@given(st.text(max_size=40) | st.text("SIP/2.0 UDP:;=[]rport", max_size=60))
def test_any_via_gives_a_port_that_can_be_sent_to(text: str) -> None:
    via = read_via(f"SIP/2.0/UDP {text}")
    if via is not None:
        hop = answer_hop(marked_with_source(via, SOURCE), SOURCE)
        assert hop.address == SOURCE.address and 0 < hop.port <= 65535
        assert read_via(str(via)) == via


@pytest.mark.parametrize(
    ("via", "marked"),
    [
        ("SIP/2.0/UDP 192.0.2.9;branch=1", "SIP/2.0/UDP 192.0.2.9;branch=1"),
        ("SIP/2.0/UDP box:5070;branch=1", "SIP/2.0/UDP box:5070;branch=1;received=192.0.2.9"),
        ("SIP/2.0/UDP 192.0.2.9;rport;branch=1",
         "SIP/2.0/UDP 192.0.2.9;rport=40123;branch=1;received=192.0.2.9"),
        ("SIP/2.0/UDP 192.0.2.9;received=10.0.0.1", "SIP/2.0/UDP 192.0.2.9;received=192.0.2.9"),
        ("SIP/2.0/UDP x:99999", "SIP/2.0/UDP x:99999;received=192.0.2.9"),
    ],
)  # fmt: skip
def test_the_via_is_marked_with_what_we_saw(via: str, marked: str) -> None:
    read = read_via(via)
    assert read is not None
    assert str(marked_with_source(read, SOURCE)) == marked


def test_the_sender_is_compared_without_regard_to_case_and_with_its_port() -> None:
    one, other = read_via("SIP/2.0/UDP Box"), read_via("SIP/2.0/UDP box:5060")
    assert one is not None and other is not None and one.sent_by == other.sent_by
    assert Via("UDP", "box:5061").sent_by != one.sent_by


@pytest.mark.parametrize(
    "text", ["", "SIP/2.0/UDP", "SIP/2.0/UDP ", "SIP/1.0/UDP x", "HTTP/2.0/UDP x", "SIP/2.0/UDP ;b=1"]
)
def test_what_is_no_via(text: str) -> None:
    assert read_via(text) is None


@pytest.mark.parametrize(
    ("branch", "is_unique"),
    [("z9hG4bK1", True), ("Z9HG4BKx", True), ("z9hG4bK", False), ("1", False), ("", False)],
)
def test_only_a_branch_with_the_cookie_and_more_is_unique(branch: str, is_unique: bool) -> None:
    assert Via("UDP", "x", (("branch", branch),)).is_unique is is_unique
