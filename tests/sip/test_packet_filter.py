"""The kernel drops what does not come from the box: friends and strangers at addresses of the loopback."""

import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from agent.sip.packet_filter import attach, descriptor_of, lock, sources_filter

LIMIT_SECONDS = 5.0


class Street:
    """Sockets of any address of 127/8, all closed at the end."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack

    def udp(self, address: str) -> socket.socket:
        return self._bound(socket.SOCK_DGRAM, address)

    def tcp(self, address: str) -> socket.socket:
        return self._bound(socket.SOCK_STREAM, address)

    def _bound(self, kind: int, address: str) -> socket.socket:
        sock = self._stack.enter_context(socket.socket(socket.AF_INET, kind))
        sock.bind((address, 0))
        sock.settimeout(LIMIT_SECONDS)
        return sock


@pytest.fixture
def street() -> Iterator[Street]:
    with ExitStack() as stack:
        yield Street(stack)


def heard(door: socket.socket, *knocks: tuple[socket.socket, bytes]) -> list[bytes]:
    """What reaches the door of what is sent to it; a last knock that always may tells when all is there."""
    for sender, datagram in knocks:
        sender.sendto(datagram, door.getsockname())
    attach(door, sources_filter(["0.0.0.0/0"]))
    knocks[0][0].sendto(b"that was all", door.getsockname())
    return list(iter(lambda: door.recv(2000), b"that was all"))


@pytest.mark.parametrize(
    ("sources", "let_in"),
    [
        (["127.0.1.1"], ["127.0.1.1"]),
        (["127.0.1.2", "127.0.1.1"], ["127.0.1.1", "127.0.1.2"]),
        (["127.0.1.1", "127.0.1.1"], ["127.0.1.1"]),
        (["127.0.1.0/31"], ["127.0.1.1"]),
        (["127.0.1.0/24"], ["127.0.1.1", "127.0.1.2"]),
        (["127.0.1.77/24"], ["127.0.1.1", "127.0.1.2"]),
        (["127.0.0.0/8", "10.0.0.1"], ["127.0.1.1", "127.0.1.2", "127.0.2.1"]),
        (["0.0.0.0/0"], ["127.0.1.1", "127.0.1.2", "127.0.2.1"]),
        (["127.0.2.1", *(f"10.0.0.{number}" for number in range(1, 79))], ["127.0.2.1"]),
        (["192.168.1.1"], []),
        ([], []),
    ],
)
def test_only_the_sources_on_the_list_reach_a_socket(
    street: Street, sources: list[str], let_in: list[str]
) -> None:
    door = street.udp("127.0.0.1")
    attach(door, sources_filter(sources))
    people = [street.udp(address) for address in ("127.0.1.1", "127.0.1.2", "127.0.2.1")]
    came = heard(door, *((person, person.getsockname()[0].encode()) for person in people))
    assert came == [address.encode() for address in let_in]


def test_a_list_of_sources_replaces_the_one_before(street: Street) -> None:
    door, old, new = street.udp("127.0.0.1"), street.udp("127.0.1.1"), street.udp("127.0.1.2")
    attach(door, sources_filter(["127.0.1.1"]))
    attach(door, sources_filter(["127.0.1.2"]))
    assert heard(door, (old, b"old"), (new, b"new")) == [b"new"]


def test_a_socket_may_be_for_one_port_of_one_address_only(street: Street) -> None:
    door, ours, other = street.udp("127.0.0.1"), street.udp("127.0.0.1"), street.udp("127.0.0.1")
    stranger = street.udp("127.0.1.1")
    attach(door, sources_filter(["127.0.0.1"], source_port=ours.getsockname()[1]))
    assert heard(door, (other, b"other"), (ours, b"ours"), (stranger, b"stranger")) == [b"ours"]


def test_over_tcp_a_stranger_cannot_even_connect(street: Street) -> None:
    door, friend, stranger = street.tcp("127.0.0.1"), street.tcp("127.0.1.1"), street.tcp("127.0.1.2")
    door.listen()
    lock(door.fileno(), ["127.0.1.1"])
    stranger.setblocking(False)
    with pytest.raises(BlockingIOError):
        stranger.connect(door.getsockname())
    friend.connect(door.getsockname())
    connection, address = door.accept()
    with connection:
        assert address == friend.getsockname()
        with pytest.raises(OSError):
            stranger.getpeername()


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError):
        sources_filter(["fritz.box"])


def test_a_socket_is_found_by_its_kind_port_and_address(street: Street) -> None:
    udp, tcp = street.udp("127.0.0.1"), street.tcp("127.0.0.1")
    port = udp.getsockname()[1]
    assert descriptor_of(port, socket.SOCK_DGRAM) == udp.fileno()
    assert descriptor_of(port, socket.SOCK_DGRAM, "127.0.0.1") == udp.fileno()
    assert descriptor_of(tcp.getsockname()[1], socket.SOCK_STREAM) == tcp.fileno()
    with pytest.raises(LookupError, match=str(port)):
        descriptor_of(port, socket.SOCK_DGRAM, "127.0.0.9")
    udp.close()
    with pytest.raises(LookupError):
        descriptor_of(port, socket.SOCK_DGRAM)


def test_a_locked_descriptor_locks_the_socket_behind_it(street: Street) -> None:
    door, stranger, friend = street.udp("127.0.0.1"), street.udp("127.0.1.2"), street.udp("127.0.1.1")
    lock(descriptor_of(door.getsockname()[1], socket.SOCK_DGRAM), ["127.0.1.1"])
    assert heard(door, (stranger, b"stranger"), (friend, b"friend")) == [b"friend"]


def test_looking_for_a_socket_leaves_no_descriptor_behind(street: Street) -> None:
    door = street.udp("127.0.0.1")
    before = os.listdir("/proc/self/fd")
    with open("/dev/null"):
        assert descriptor_of(door.getsockname()[1], socket.SOCK_DGRAM) == door.fileno()
        with pytest.raises(LookupError):
            descriptor_of(door.getsockname()[1], socket.SOCK_STREAM)
    assert os.listdir("/proc/self/fd") == before
