"""The ear's thread: whatever breaks in it costs one call its ear, and the house is told."""

import queue
from collections.abc import Callable

import pytest

from agent.call.events import Trouble
from agent.call.heard import Concluded, Heard
from agent.listen.listener import Listener
from agent.sip.ear import QUEUE_FRAMES, Ear

Said = queue.SimpleQueue[Heard | Trouble]

FRAME = bytes(320)
LIMIT_SECONDS = 5.0


class BrokenListener(Listener):
    """A detector that raises at its first frame."""

    def feed(self, pcm: bytes) -> list[Heard]:
        raise ArithmeticError("a level of nothing")


def broken_for(bad: str) -> Callable[[str], Listener]:
    def listener_for(call_id: str) -> Listener:
        return BrokenListener(call_id) if call_id == bad else Listener(call_id)

    return listener_for


def concluded_of(said: Said) -> Concluded:
    """The conclusion, past whatever was heard before it."""
    while not isinstance(heard := said.get(timeout=LIMIT_SECONDS), Concluded):
        assert not isinstance(heard, Trouble)
    return heard


@pytest.fixture
def said() -> Said:
    return queue.SimpleQueue()


def test_a_detector_that_raises_is_told_and_the_other_call_is_heard_on(
    said: Said,
) -> None:
    ear = Ear(said.put, broken_for("bad"))
    ear.start()
    ear.order("listen", "bad")
    ear.order("listen", "good")
    ear.frames.put(("bad", FRAME))
    trouble = said.get(timeout=LIMIT_SECONDS)
    assert isinstance(trouble, Trouble)
    assert (trouble.where, trouble.call_id) == ("ear", "bad")
    assert "counts as a person" in trouble.sentence
    ear.frames.put(("bad", FRAME))
    for _ in range(50):
        ear.frames.put(("good", FRAME))
    ear.order("stop", "good")
    concluded = concluded_of(said)
    assert (concluded.call_id, concluded.at_seconds) == ("good", 1.0)


def test_an_order_is_taken_after_the_frames_that_came_before_it(
    said: Said,
) -> None:
    ear = Ear(said.put)
    ear.order("listen", "c1")
    for _ in range(100):
        ear.frames.put(("c1", FRAME))
    ear.order("stop", "c1")
    for _ in range(100):
        ear.frames.put(("c1", FRAME))
    ear.start()
    assert concluded_of(said).at_seconds == 2.0


def test_orders_to_an_ear_that_is_full_are_not_lost(said: Said) -> None:
    ear = Ear(said.put)
    ear.order("listen", "c1")
    for _ in range(QUEUE_FRAMES - 1):
        ear.frames.put_nowait(("c1", FRAME))
    with pytest.raises(queue.Full):
        ear.frames.put_nowait(("c1", FRAME))
    ear.order("stop", "c1")
    ear.start()
    assert concluded_of(said).call_id == "c1"
