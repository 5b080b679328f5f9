"""The timetable looks at once, goes on after a mishap, and can be stopped while it works."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from agent.service.lists.timetable import Timetable


def test_the_first_look_is_at_once_and_another_when_asked_for() -> None:
    looks = threading.Semaphore(0)

    def look(now: datetime) -> datetime:
        looks.release()
        return now + timedelta(hours=1)

    timetable = Timetable(look)
    timetable.start()
    assert looks.acquire(timeout=5)
    timetable.look_now()
    assert looks.acquire(timeout=5)
    timetable.stop()


def test_what_is_due_at_once_again_is_looked_at_again() -> None:
    looks = threading.Semaphore(0)
    long_ago = datetime(2026, 1, 1, tzinfo=UTC)

    def look(now: datetime) -> datetime:
        looks.release()
        return long_ago

    timetable = Timetable(look)
    timetable.start()
    for _ in range(3):
        assert looks.acquire(timeout=5)
    timetable.stop()


def test_a_look_that_fails_is_said_and_the_next_one_comes(caplog: pytest.LogCaptureFixture) -> None:
    looked = threading.Semaphore(0)

    def look(now: datetime) -> datetime:
        looked.release()
        raise ZeroDivisionError("a mistake in a look")

    timetable = Timetable(look)
    timetable.start()
    assert looked.acquire(timeout=5)
    timetable.look_now()
    assert looked.acquire(timeout=5)
    timetable.stop()
    assert "could not be looked at; trying again in an hour" in caplog.text


def test_stopping_waits_for_nobody_and_may_come_twice() -> None:
    begun, may_end = threading.Event(), threading.Event()

    def look(now: datetime) -> datetime:
        begun.set()
        may_end.wait(10)
        return now

    timetable = Timetable(look)
    timetable.start()
    assert begun.wait(5)
    timetable.stop()
    timetable.stop()
    timetable.look_now()
    timetable.notice_the_hour()
    may_end.set()
