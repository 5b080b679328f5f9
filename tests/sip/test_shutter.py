"""Behind a closed shutter PJSIP sees nothing and nothing is lost; while the house is full, INVITEs are."""

import os
import socket
from collections.abc import Iterator

import pytest

from agent.sip.shutter import Shutter

FRIEND, STRANGER = "127.0.1.1", "127.0.1.2"


class Stack:
    """A socket as PJSIP has it: a descriptor that is only ever read."""

    def __init__(self) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.address = self.socket.getsockname()
        self.shutter = Shutter(self.socket.fileno())
        self.shutter.lock([FRIEND])

    def sees(self) -> list[bytes]:
        """Everything that can be read at once."""
        seen = []
        while True:
            try:
                seen.append(self.socket.recv(2000, socket.MSG_DONTWAIT))
            except BlockingIOError:
                return seen

    def is_sent(self, *datagrams: bytes, by: str = FRIEND) -> None:
        """Delivered, or dropped, when this returns: loopback has no distance."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.bind((by, 0))
            for datagram in datagrams:
                sender.sendto(datagram, self.address)


@pytest.fixture
def stack() -> Iterator[Stack]:
    stack = Stack()
    yield stack
    stack.shutter.release()
    stack.socket.close()


def test_an_open_shutter_shows_what_friends_send_and_strangers_do_not(stack: Stack) -> None:
    stack.is_sent(b"stranger", by=STRANGER)
    stack.is_sent(b"friend")
    assert stack.sees() == [b"friend"]


def test_a_closed_shutter_keeps_everything_for_later_in_order(stack: Stack) -> None:
    stack.is_sent(b"one", b"two")
    stack.shutter.close()
    stack.shutter.close()
    stack.is_sent(b"three")
    assert stack.sees() == []
    stack.shutter.open()
    stack.shutter.open()
    assert stack.sees() == [b"one", b"two", b"three"]


def test_a_burst_waits_in_the_kernel_and_nobody_is_lost(stack: Stack) -> None:
    stack.shutter.close()
    invites = [b"INVITE %d " % number + b"x" * 900 for number in range(100)]
    stack.is_sent(*invites)
    stack.shutter.open()
    assert stack.sees() == invites


def test_a_full_house_drops_invites_old_and_new_and_hears_the_rest(stack: Stack) -> None:
    stack.is_sent(b"INVITE old")
    stack.shutter.refuse_invites()
    stack.shutter.refuse_invites()
    stack.is_sent(b"INVITE new", b"CANCEL one", b"BYE two")
    stack.is_sent(b"BYE from a stranger", by=STRANGER)
    assert stack.sees() == [b"CANCEL one", b"BYE two"]
    stack.shutter.admit_invites()
    stack.is_sent(b"INVITE again")
    assert stack.sees() == [b"INVITE again"]


def test_a_full_house_that_moves_stays_full(stack: Stack) -> None:
    stack.shutter.refuse_invites()
    stack.shutter.lock([STRANGER])
    stack.is_sent(b"INVITE one", b"BYE two", by=STRANGER)
    stack.is_sent(b"BYE three")
    assert stack.sees() == [b"BYE two"]


def test_a_house_that_fills_up_behind_a_closed_shutter_looks_at_the_real_queue(stack: Stack) -> None:
    stack.shutter.close()
    stack.is_sent(b"INVITE waiting")
    stack.shutter.refuse_invites()
    stack.shutter.open()
    assert stack.sees() == []


def test_what_is_sent_past_the_stack_leaves_from_the_lines_own_port(stack: Stack) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as box:
        box.bind((FRIEND, 0))
        box.settimeout(5.0)
        stack.shutter.close()
        stack.shutter.send(b"BYE", box.getsockname())
        assert box.recvfrom(100) == (b"BYE", stack.address)


def test_a_released_shutter_leaves_the_stack_its_socket_and_nothing_else() -> None:
    before = set(os.listdir("/proc/self/fd"))
    stack = Stack()
    stack.shutter.close()
    stack.is_sent(b"one")
    stack.shutter.release()
    assert stack.sees() == [b"one"]
    stack.socket.close()
    assert set(os.listdir("/proc/self/fd")) == before
