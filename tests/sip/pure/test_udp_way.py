"""A line's UDP socket: strangers are not heard, nothing sent ends it, and who is away is noticed at once."""

import socket
from collections.abc import Iterator

import pytest

from agent.sip.pure.udp_way import UdpWay
from agent.sip.pure.welcome import Welcome
from agent.sip.stack.hop import Hop
from tests.peers.ports import free_port
from tests.sip.pure.sockets_at_work import AtWork, options

HERE = "127.0.0.1"


@pytest.fixture(params=[HERE, "::1"])
def address(request: pytest.FixtureRequest) -> str:
    given: str = request.param
    return given


@pytest.fixture
def work() -> AtWork:
    return AtWork()


@pytest.fixture
def way(work: AtWork, address: str) -> Iterator[UdpWay]:
    way = UdpWay(address, 0, Welcome((address,)), work.poller, work.receive, work.way_failed)
    yield way
    way.close()


def speaker(address: str, port: int = 0) -> socket.socket:
    sock = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind((address, port))
    sock.settimeout(5)
    return sock


def test_what_a_friend_says_is_read_and_answered(work: AtWork, way: UdpWay, address: str) -> None:
    with speaker(address) as friend:
        friend.sendto(options(), (address, way.port))
        work.until(lambda: work.methods == ["OPTIONS"])
        hop = work.came[0][1]
        assert (hop.address, hop.port) == (address, friend.getsockname()[1])
        way.send(b"answer", hop, 0.0)
        assert friend.recv(100) == b"answer"


def test_who_is_not_welcome_is_not_heard_and_who_becomes_so_is(work: AtWork) -> None:
    way = UdpWay(HERE, 0, Welcome(("127.0.0.2",)), work.poller, work.receive, work.way_failed)
    with speaker(HERE) as other:
        other.sendto(options(1), (HERE, way.port))
        work.for_a_moment()
        assert work.came == []
        way.welcome(Welcome((HERE,)))
        other.sendto(options(2), (HERE, way.port))
        work.until(lambda: work.methods == ["OPTIONS"])
    way.close()


def test_a_whole_network_may_be_welcome_and_a_mapped_address_is_the_address() -> None:
    welcome = Welcome(("192.0.2.0/24", "2001:db8::1"))
    assert welcome.includes("192.0.2.7")
    assert welcome.includes("::ffff:192.0.2.7")
    assert welcome.includes("2001:db8::1")
    assert not welcome.includes("192.0.3.7")
    assert not welcome.includes("2001:db8::2")
    assert not welcome.includes("box")


def test_a_host_where_nobody_listens_is_noticed_and_the_next_packet_still_leaves(
    work: AtWork, way: UdpWay, address: str
) -> None:
    nobody = Hop(address, free_port())
    way.send(b"anybody?", nobody, 0.0)
    work.until(lambda: work.failed)
    assert work.failed[0] == (nobody, "Connection refused")
    with speaker(address) as friend:
        # The error of the packet before would be raised by the next one.
        way.send(b"anybody?", nobody, 0.0)
        way.send(b"hello", Hop(address, friend.getsockname()[1]), 0.0)
        assert friend.recv(100) == b"hello"


@pytest.mark.parametrize("port", [0, 65_536, -1])
def test_a_port_that_is_none_is_no_accident(work: AtWork, way: UdpWay, address: str, port: int) -> None:
    way.send(b"x", Hop(address, port), 0.0)
    with speaker(address) as friend:
        friend.sendto(options(), (address, way.port))
        work.until(lambda: work.methods == ["OPTIONS"])


def test_a_datagram_too_long_to_send_is_no_accident(work: AtWork, way: UdpWay, address: str) -> None:
    with speaker(address) as friend:
        way.send(b"x" * 70_000, Hop(address, friend.getsockname()[1]), 0.0)
        friend.sendto(b"\0\x01 nothing that is SIP", (address, way.port))
        friend.sendto(b"", (address, way.port))
        friend.sendto(options(), (address, way.port))
        work.until(lambda: work.methods == ["OPTIONS"])
    assert work.failed == []


def test_a_port_that_is_taken_is_an_oserror(work: AtWork, way: UdpWay, address: str) -> None:
    with pytest.raises(OSError, match="in use"):
        UdpWay(address, way.port, Welcome((address,)), work.poller, work.receive, work.way_failed)
