"""A line registers in time, waits longer after each failure, and says what a person should know once."""

from dataclasses import dataclass, field

import pytest

from agent.call.commands import OpenLine
from agent.call.events import LineChanged
from agent.sip.registration import (
    AFTER_LOSS_SECONDS,
    LOCAL_RETRY_CAP_SECONDS,
    LONGEST_WISH_SECONDS,
    NO_ANSWER_SECONDS,
    PUBLIC_RETRY_CAP_SECONDS,
    REFUSED_RETRY_SECONDS,
    WATCH_SECONDS,
    Registration,
)

LINE = OpenLine(line="home", registrar="fritz.box", user="tranquille", contact_user="t1")


@dataclass
class ALine:
    """A registration and what it told the house."""

    is_local: bool = True
    settings: OpenLine = LINE
    news: list[LineChanged] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.registration = Registration(
            self.settings, port=5060, is_local=self.is_local, tell=self.news.append
        )

    def asks(self, now_seconds: float) -> bool:
        due = self.registration.is_due(now_seconds)
        if due:
            self.registration.asked(now_seconds)
        return due

    def is_told(self, sip_status: int, now_seconds: float, expires_seconds: int = 300) -> None:
        self.registration.answered(sip_status, "as it is", expires_seconds, now_seconds)


def test_a_line_asks_at_once_and_not_again_while_it_waits() -> None:
    line = ALine()
    assert line.asks(0.0)
    assert not line.asks(NO_ANSWER_SECONDS - 0.1)


def test_a_line_without_a_registrar_never_asks() -> None:
    line = ALine(settings=OpenLine(line="home"))
    assert not line.asks(0.0)
    assert line.registration.seconds_until_due(1e9) == 60.0


@pytest.mark.parametrize(("is_local", "again_seconds"), [(True, WATCH_SECONDS), (False, 150.0)])
def test_a_registered_line_asks_again_in_time(is_local: bool, again_seconds: float) -> None:
    line = ALine(is_local)
    line.asks(0.0)
    line.is_told(200, 1.0)
    assert line.registration.is_registered
    assert line.registration.seconds_until_due(1.0) == again_seconds
    assert not line.asks(1.0 + again_seconds - 0.01)
    assert line.asks(1.0 + again_seconds)


def test_a_registrar_that_falls_silent_is_told_once_and_asked_no_second_time_meanwhile() -> None:
    line = ALine()
    line.asks(0.0)
    line.is_told(200, 0.1)
    assert line.asks(4.1)
    assert not line.asks(4.1 + NO_ANSWER_SECONDS)
    assert line.registration.is_registered
    assert not line.asks(4.2 + NO_ANSWER_SECONDS)
    assert not line.registration.is_registered
    line.is_told(408, 36.1)
    assert [(news.registered, news.sip_status) for news in line.news] == [(True, 200), (False, 408)]


@pytest.mark.parametrize("sip_status", [401, 403, 404, 407])
def test_a_line_that_was_never_let_in_needs_a_person(sip_status: int) -> None:
    line = ALine()
    line.asks(0.0)
    line.is_told(sip_status, 0.1)
    assert line.news[-1].fatal
    low, cap = REFUSED_RETRY_SECONDS
    assert 0.8 * low <= line.registration.seconds_until_due(0.1) <= 1.2 * low
    for _ in range(9):
        line.is_told(sip_status, 0.1)
    assert 0.8 * cap <= line.registration.seconds_until_due(0.1) <= 1.2 * cap


def test_a_line_that_was_let_in_before_is_never_given_up() -> None:
    line = ALine()
    line.is_told(200, 0.0)
    line.is_told(403, 4.0)
    assert not line.news[-1].fatal


@pytest.mark.parametrize(
    ("is_local", "cap"), [(True, LOCAL_RETRY_CAP_SECONDS), (False, PUBLIC_RETRY_CAP_SECONDS)]
)
def test_a_box_that_is_away_for_days_is_asked_for_days(is_local: bool, cap: float) -> None:
    line = ALine(is_local)
    line.is_told(503, 0.0)
    assert 1.0 <= line.registration.seconds_until_due(0.0) <= 3.0
    for _ in range(3000):
        line.is_told(503, 0.0)
    assert 0.75 * cap <= line.registration.seconds_until_due(0.0) <= cap
    assert len(line.news) == 1, "and a household is told once"


def test_a_line_whose_connection_is_lost_asks_again_long_before_its_time_is_up() -> None:
    line = ALine(is_local=False)
    line.registration.way_lost(0.0)
    line.asks(0.0)
    line.registration.way_lost(0.5)
    line.is_told(200, 1.0)
    line.registration.way_lost(10.0)
    assert not line.asks(10.0)
    assert line.asks(10.0 + AFTER_LOSS_SECONDS)
    assert line.registration.is_registered
    assert line.news and all(each.registered for each in line.news)


@pytest.mark.parametrize(("wish_seconds", "again_seconds"), [(40.0, 40.0), (86_400.0, LONGEST_WISH_SECONDS)])
def test_a_registrar_that_wants_to_be_left_alone_is_for_a_while(
    wish_seconds: float, again_seconds: float
) -> None:
    line = ALine()
    line.asks(0.0)
    line.registration.answered(503, "busy", 0, 1.0, wish_seconds)
    assert not line.asks(again_seconds)
    assert line.asks(1.0 + again_seconds)


def test_a_stack_that_would_not_send_is_tried_again() -> None:
    line = ALine()
    line.asks(0.0)
    line.registration.could_not_ask("no route", 0.0)
    assert "no route" in line.news[-1].sentence
    assert line.asks(3.0)


def test_a_binding_taken_back_is_no_news() -> None:
    line = ALine()
    line.is_told(200, 0.0)
    line.is_told(200, 1.0, expires_seconds=0)
    assert not line.registration.is_registered
    assert len(line.news) == 1
