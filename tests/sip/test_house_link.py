"""The house hears of a leg as part of its caller's call, never as a call of its own."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from agent.call.events import (
    CallEnded,
    DigitPressed,
    Event,
    FromEitherSide,
    GreetingPlayed,
    PhoneLost,
    Trouble,
)
from agent.call.heard import SpeechHeard
from agent.sip.house_link import HouseLink
from agent.sip.wire import events_reader, receive


class House:
    """The other end of the wire."""

    def __init__(self, link: socket.socket) -> None:
        self._link = link
        self._reader = events_reader()

    def next(self) -> object:
        """The next event; one at a time is said in these tests."""
        events = receive(self._link, self._reader)
        assert events is not None and len(events) == 1
        return events[0]


@contextmanager
def linked() -> Iterator[tuple[HouseLink, House]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.settimeout(5)
        yield HouseLink(ours), House(theirs)


def test_what_comes_of_a_leg_is_told_with_its_caller_and_the_leg_beside_it() -> None:
    said_of_the_leg: list[FromEitherSide] = [
        DigitPressed("phone", "5", "rfc4733"),
        GreetingPlayed("phone", "hello.wav", 1.0, whole=True),
        SpeechHeard("phone", 0.5),
        Trouble("ear", "nobody hears", "phone"),
    ]
    with linked() as (link, house):
        link.leg_began("phone", "caller")
        for event in said_of_the_leg:
            link.tell(event)
            told = house.next()
            assert isinstance(told, type(event))
            assert (told.call_id, told.leg_id) == ("caller", "phone")


def test_what_comes_of_the_caller_is_told_as_it_is() -> None:
    of_the_caller: list[Event] = [
        DigitPressed("caller", "5", "rfc4733"),
        PhoneLost("caller", "phone", "sip:kitchen", 486),
        CallEnded("caller", "caller", 200),
    ]
    with linked() as (link, house):
        link.leg_began("phone", "caller")
        for event in of_the_caller:
            link.tell(event)
            assert house.next() == event


def test_a_caller_who_writes_the_id_of_a_leg_that_is_over_is_a_caller() -> None:
    with linked() as (link, house):
        link.leg_began("phone", "caller")
        link.leg_ended("phone")
        link.tell(DigitPressed("phone", "5", "rfc4733"))
        assert house.next() == DigitPressed("phone", "5", "rfc4733")
