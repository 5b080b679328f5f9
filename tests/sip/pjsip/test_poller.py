"""One wait for everything: a word of the house, of the box, a caller, or the moment that was set."""

import socket
import time
from collections.abc import Iterator

import pytest

from agent.sip.pjsip.invite_gate import InviteGate
from agent.sip.pjsip.poller import Poller, Seen

LONG_SECONDS = 5.0
NOTHING = Seen(words=False, callers=())


class Line:
    """A door on a free port, and somebody who may write to it."""

    def __init__(self) -> None:
        self.port = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.port.bind(("127.0.0.1", 0))
        self._address = self.port.getsockname()
        self.door = InviteGate(self.port.fileno())
        self.door.lock(["127.0.0.1"])

    def is_sent(self, datagram: bytes) -> None:
        """Delivered when this returns: loopback has no distance."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.sendto(datagram, self._address)

    def close(self) -> None:
        self.door.release()
        self.port.close()


@pytest.fixture
def lines() -> Iterator[tuple[Line, Line]]:
    both = Line(), Line()
    yield both
    for line in both:
        line.close()


@pytest.fixture
def house() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def look(lookout: Poller, *doors: InviteGate, callers: bool = True, streams: bool = False) -> Seen:
    return lookout.wait(
        LONG_SECONDS, doors, with_callers=callers, with_streams=streams, now_seconds=time.monotonic()
    )


def test_the_moment_comes_when_nothing_else_does(lines: tuple[Line, Line]) -> None:
    doors = [line.door for line in lines]
    began = time.monotonic()
    seen = Poller([]).wait(0.05, doors, with_callers=True, with_streams=False, now_seconds=began)
    assert seen == NOTHING
    assert time.monotonic() - began >= 0.05


def test_a_word_of_the_house_ends_the_wait(house: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = house
    theirs.send(b"word")
    began = time.monotonic()
    assert look(Poller([ours.fileno()])) == NOTHING
    assert time.monotonic() - began < LONG_SECONDS


def test_a_caller_is_seen_at_the_door_of_the_line_that_was_called(lines: tuple[Line, Line]) -> None:
    lines[1].is_sent(b"INVITE sip:t1@127.0.0.1 SIP/2.0\r\n\r\n")
    assert look(Poller([]), lines[0].door, lines[1].door) == Seen(words=False, callers=(lines[1].door,))


def test_callers_are_left_waiting_when_there_is_no_room(
    lines: tuple[Line, Line], house: tuple[socket.socket, socket.socket]
) -> None:
    lines[0].is_sent(b"INVITE sip:t1@127.0.0.1 SIP/2.0\r\n\r\n")
    house[1].send(b"word")
    lookout = Poller([house[0].fileno()])
    assert look(lookout, lines[0].door, callers=False) == NOTHING
    assert look(lookout, lines[0].door).callers == (lines[0].door,)


def test_what_belongs_to_a_call_is_seen_with_and_without_room(lines: tuple[Line, Line]) -> None:
    lines[0].is_sent(b"CANCEL sip:t1@127.0.0.1 SIP/2.0\r\n\r\n")
    for callers in (True, False):
        assert look(Poller([]), lines[0].door, callers=callers) == Seen(words=True, callers=())


def test_a_connection_is_found_by_itself_and_its_end_is_survived() -> None:
    lookout = Poller([])
    with socket.create_server(("127.0.0.1", 0)) as server:
        with socket.create_connection(server.getsockname()):
            assert look(lookout, streams=True).words
            accepted, _ = server.accept()
        with accepted:
            # The other side is gone: there is something to read, which is the end.
            assert look(lookout, streams=True).words
    assert not lookout.wait(0, [], with_callers=True, with_streams=False, now_seconds=time.monotonic()).words
