"""Whoever listens hears everything in its order, and whoever is slow or fails harms nobody else."""

import queue
import threading
from datetime import UTC, datetime

import pytest

from agent.call.news import CallGoesOn, MessageLeft, News
from agent.call.sentence import Sentence
from agent.service.calls.fan_out import FanOut

LIMIT_SECONDS = 5.0
_NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def goes_on(number: int) -> CallGoesOn:
    return CallGoesOn("c1", Sentence(str(number)))


def numbers(told: list[News]) -> list[int]:
    return [int(news.doing) for news in told if isinstance(news, CallGoesOn)]


class Door:
    """A listener that stays with its first news until the test lets it go."""

    def __init__(self) -> None:
        self.told: list[News] = []
        self.entered = threading.Event()
        self.opened = threading.Event()

    def __call__(self, news: News) -> None:
        self.entered.set()
        assert self.opened.wait(LIMIT_SECONDS)
        self.told.append(news)


def test_every_listener_hears_everything_in_its_order() -> None:
    at_once: list[News] = []
    first: list[News] = []
    second: list[News] = []
    fan_out = FanOut(at_once=[at_once.append])
    fan_out.listen("first", first.append)
    fan_out.listen("second", second.append)
    fan_out.tell(goes_on(0))
    assert (numbers(at_once), first) == ([0], [])  # the others not before the start, and nothing is lost
    fan_out.start()
    for number in range(1, 200):
        fan_out.tell(goes_on(number))
    assert numbers(at_once) == list(range(200))
    fan_out.close(LIMIT_SECONDS)
    assert numbers(first) == numbers(second) == list(range(200))
    assert fan_out.dropped == {"first": 0, "second": 0}


def test_a_full_queue_drops_the_oldest_counts_it_and_keeps_nobody_waiting(
    caplog: pytest.LogCaptureFixture,
) -> None:
    door = Door()
    others: list[News] = []
    fan_out = FanOut()
    fan_out.listen("slow", door, most_waiting=3)
    fan_out.listen("quick", others.append)
    fan_out.start()
    fan_out.tell(goes_on(0))
    assert door.entered.wait(LIMIT_SECONDS)
    for number in range(1, 9):
        fan_out.tell(goes_on(number))
    assert fan_out.dropped == {"slow": 5, "quick": 0}
    door.opened.set()
    fan_out.close(LIMIT_SECONDS)
    assert numbers(door.told) == [0, 6, 7, 8]
    assert numbers(others) == list(range(9))
    said = [record.getMessage() for record in caplog.records if "does not keep up" in record.getMessage()]
    assert [message.split(": ")[1] for message in said] == [f"{n} news are lost to it" for n in (1, 2, 4)]


def test_a_listener_that_fails_is_named_and_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    told: list[News] = []
    kept: list[News] = []

    def fail_at_odd_numbers(news: News) -> None:
        if numbers([news])[0] % 2:
            raise ZeroDivisionError("a mistake in a listener")
        told.append(news)

    def fail(news: News) -> None:
        raise OSError("the disk is full")

    fan_out = FanOut(at_once=[fail, kept.append])
    fan_out.listen("odd", fail_at_odd_numbers)
    fan_out.start()
    for number in range(5):
        fan_out.tell(goes_on(number))
    fan_out.close(LIMIT_SECONDS)
    assert numbers(told) == [0, 2, 4]
    assert numbers(kept) == list(range(5))
    assert sum("odd failed" in record.getMessage() for record in caplog.records) == 2


def test_a_listener_gets_only_what_it_wants_and_nothing_else_takes_a_place() -> None:
    door = Door()
    message = MessageLeft(name="m.wav", received_at=_NOON, number="+33612345678", kind="message", seconds=2.5)
    fan_out = FanOut()
    fan_out.listen("messages only", door, wants=lambda news: isinstance(news, MessageLeft), most_waiting=1)
    for news in (message, goes_on(1), goes_on(2)):
        fan_out.tell(news)
    door.opened.set()
    fan_out.start()
    fan_out.close(LIMIT_SECONDS)
    assert door.told == [message]
    assert fan_out.dropped == {"messages only": 0}


def test_what_must_be_done_first_is_done_before_any_news_and_may_fail() -> None:
    order: queue.SimpleQueue[str] = queue.SimpleQueue()

    def first() -> None:
        order.put("first")
        raise OSError("no such folder")

    fan_out = FanOut()
    fan_out.listen("messages", lambda news: order.put("news"), first=first)
    fan_out.tell(goes_on(0))
    fan_out.start()
    assert [order.get(timeout=LIMIT_SECONDS) for _ in range(2)] == ["first", "news"]
    fan_out.close(LIMIT_SECONDS)


def test_a_listener_that_never_returns_does_not_keep_the_house_from_stopping(
    caplog: pytest.LogCaptureFixture,
) -> None:
    door = Door()
    fan_out = FanOut()
    fan_out.listen("stuck", door)
    fan_out.start()
    fan_out.tell(goes_on(0))
    fan_out.tell(goes_on(1))
    assert door.entered.wait(LIMIT_SECONDS)
    fan_out.close(0.05)
    assert "stuck did not end in time: 1 news are not told" in caplog.text
    door.opened.set()
    fan_out.close(LIMIT_SECONDS)
    assert numbers(door.told) == [0, 1]


def test_a_house_that_never_started_can_be_closed() -> None:
    fan_out = FanOut()
    fan_out.listen("nobody", lambda news: None)
    fan_out.close(LIMIT_SECONDS)
