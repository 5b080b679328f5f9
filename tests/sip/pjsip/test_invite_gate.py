"""Before the front door callers wait in order, talk goes through, strangers do not exist, and nothing is lost."""

import os
import socket
import time
from collections.abc import Iterator

import pytest

from agent.sip.pjsip.invite_gate import KNOWN_FOR_NS, STALE_AFTER_NS, InviteGate

FRIEND, STRANGER = "127.0.1.1", "127.0.1.2"
HOLD = b'INVITE sip:t1@127.0.0.1 SIP/2.0\r\nFrom: <sip:a@b>;tag=1\r\nTO : "A" <sip:c@d> ; tag=2\r\n\r\nv=0'
NEW = b"INVITE sip:t1@127.0.0.1 SIP/2.0\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\n\r\nTo: x;tag=2"


class Stack:
    """A socket as PJSIP has it: a descriptor that is only ever read."""

    def __init__(self) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.address = self.socket.getsockname()
        self.door = InviteGate(self.socket.fileno())
        self.door.lock([FRIEND])

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
    stack.door.release()
    stack.socket.close()


def test_nobody_gets_in_before_it_is_said_who_may() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        door = InviteGate(taken.fileno())
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            for datagram in (b"BYE", b"INVITE"):
                sender.sendto(datagram, taken.getsockname())
        for descriptor in (taken, door.invites):
            with pytest.raises(BlockingIOError):
                descriptor.recv(10, socket.MSG_DONTWAIT)
        door.release()


def test_talk_comes_straight_in_and_callers_wait_until_let_in_in_order(stack: Stack) -> None:
    stack.is_sent(b"INVITE one", b"CANCEL one", b"INVITE two", b"BYE three")
    stack.is_sent(b"INVITE stranger", b"BYE stranger", by=STRANGER)
    assert stack.sees() == [b"CANCEL one", b"BYE three"]
    assert stack.door.invite_waits(time.time_ns())
    stack.door.let_in()
    stack.door.let_in()
    assert stack.sees() == [b"INVITE one", b"INVITE two"]
    assert not stack.door.invite_waits(time.time_ns())


def test_a_door_shut_behind_a_caller_keeps_the_next_one_and_shows_talk_again(stack: Stack) -> None:
    stack.is_sent(b"INVITE one", b"BYE two", b"INVITE three")
    stack.door.let_in()
    assert stack.socket.recv(100) == b"INVITE one"
    stack.door.shut()
    stack.door.shut()
    assert stack.sees() == [b"BYE two"]
    assert stack.door.invite_waits(time.time_ns())


def test_a_burst_waits_in_the_kernel_and_nobody_is_lost(stack: Stack) -> None:
    invites = [b"INVITE %d " % number + b"x" * 900 for number in range(60)]
    stack.is_sent(*invites)
    stack.door.let_in()
    assert stack.sees() == invites


def test_a_caller_who_asked_so_long_ago_that_he_has_given_up_is_forgotten(stack: Stack) -> None:
    stack.is_sent(b"INVITE one", b"INVITE two")
    now_ns = time.time_ns()
    assert stack.door.invite_waits(now_ns + STALE_AFTER_NS // 2)
    assert not stack.door.invite_waits(now_ns + 2 * STALE_AFTER_NS)
    stack.door.let_in()
    assert stack.sees() == []


def test_a_copy_of_a_call_that_came_in_is_no_second_call(stack: Stack) -> None:
    now_ns = time.time_ns()
    stack.door.taken(b"INVITE one", "call-one", now_ns)
    stack.is_sent(b"INVITE one")
    assert not stack.door.invite_waits(now_ns)
    assert stack.door.repeated == ["call-one"]
    stack.is_sent(b"INVITE one", b"INVITE two")
    assert stack.door.invite_waits(now_ns)
    stack.door.let_in()
    assert stack.sees() == [b"INVITE two"]


def test_calls_taken_long_ago_are_forgotten(stack: Stack) -> None:
    now_ns = time.time_ns()
    stack.door.taken(b"INVITE one", "call-one", now_ns - KNOWN_FOR_NS)
    stack.door.taken(b"INVITE two", "call-two", now_ns)
    stack.is_sent(b"INVITE one")
    assert stack.door.invite_waits(now_ns)


def test_whoever_wants_to_hold_the_line_passes_those_who_only_arrive(stack: Stack) -> None:
    stack.is_sent(NEW, NEW, HOLD, NEW)
    assert stack.door.turn_away_callers()
    assert stack.door.turn_away_callers()
    stack.door.let_in()
    assert stack.sees() == [HOLD, NEW]


def test_whoever_is_turned_away_is_told_nothing_and_forgotten(stack: Stack) -> None:
    assert not stack.door.turn_away_callers()
    stack.is_sent(NEW, b"BYE one", NEW)
    assert not stack.door.turn_away_callers()
    assert stack.sees() == [b"BYE one"]
    stack.door.let_in()
    assert stack.sees() == []


def test_a_box_that_moves_is_let_in_from_its_new_address_only(stack: Stack) -> None:
    stack.door.lock([STRANGER])
    stack.is_sent(b"INVITE one", b"BYE two", by=STRANGER)
    stack.is_sent(b"INVITE three", b"BYE four")
    assert stack.sees() == [b"BYE two"]
    stack.door.let_in()
    assert stack.sees() == [b"INVITE one"]


def test_what_is_sent_past_the_stack_leaves_from_the_lines_own_port(stack: Stack) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as box:
        box.bind((FRIEND, 0))
        box.settimeout(5.0)
        stack.door.let_in()
        stack.door.send(b"BYE", box.getsockname())
        assert box.recvfrom(100) == (b"BYE", stack.address)


def test_a_released_door_leaves_the_stack_one_socket_and_nothing_else() -> None:
    before = set(os.listdir("/proc/self/fd"))
    stack = Stack()
    stack.door.let_in()
    stack.is_sent(b"one")
    stack.door.release()
    assert stack.sees() == [b"one"]
    stack.socket.close()
    assert set(os.listdir("/proc/self/fd")) == before


def test_a_port_that_another_has_meanwhile_leaves_no_socket_behind() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as first:
        first.bind(("127.0.0.1", 0))
        # As a second program would have it that grabbed the port while ours was being changed.
        duplicate = socket.socket(fileno=os.dup(first.fileno()))
        before = set(os.listdir("/proc/self/fd"))
        with pytest.raises(OSError, match="in use"):
            InviteGate(first.fileno())
        assert set(os.listdir("/proc/self/fd")) == before
        duplicate.close()


def test_of_the_invite_seen_last_it_is_known_whether_it_begins_a_call(stack: Stack) -> None:
    for datagram, is_new in ((NEW, True), (HOLD, False)):
        stack.is_sent(datagram)
        assert stack.door.invite_waits(time.time_ns())
        assert (stack.door.waited, stack.door.waited_new_call) == (datagram, is_new)
        stack.door.let_in()
        assert stack.sees() == [datagram]
        stack.door.shut()
