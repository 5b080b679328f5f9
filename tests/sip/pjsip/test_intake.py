"""The stack's sockets never run out: calls are counted from before they are heard of until after they end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.sip.pjsip.intake import (
    CALLS_PER_WINDOW,
    FREED_AFTER_SECONDS,
    PATIENCE_SECONDS,
    SOCKETS_PER_CALL,
    WATCHED_SOCKETS,
    Intake,
)
from agent.sip.pjsip.limits import CALLS_LIMIT


def test_there_is_room_while_a_slot_is_free_and_none_when_all_are_taken() -> None:
    intake = Intake()
    for number in range(CALLS_LIMIT):
        assert (intake.has_room(10.0), intake.in_hand) == (True, number)
        intake.call_began(10.0)
    assert (intake.has_slot(), intake.has_room(99.0), intake.in_hand) == (False, False, CALLS_LIMIT)


def test_a_house_is_full_only_when_it_stays_so() -> None:
    intake = Intake()
    for _ in range(CALLS_LIMIT):
        intake.call_began(10.0)
    assert not intake.is_full(10.0 + PATIENCE_SECONDS / 2)
    assert intake.is_full(10.01 + PATIENCE_SECONDS)
    intake.call_ended(11.0)
    assert not intake.is_full(11.0)
    intake.call_began(12.0)
    assert not intake.is_full(12.0 + PATIENCE_SECONDS / 2)


def test_a_slot_that_becomes_free_opens_the_door_at_once() -> None:
    intake = Intake()
    for _ in range(CALLS_LIMIT):
        intake.call_began(10.0)
    intake.call_ended(10.02)
    assert intake.has_room(10.02)


def test_after_a_window_of_short_calls_the_stack_waits_until_the_oldest_sockets_are_free() -> None:
    intake = Intake()
    for number in range(CALLS_PER_WINDOW):
        assert intake.has_room(10.0 + number / 1000)
        intake.call_began(10.0)
        intake.call_ended(10.0 + number / 1000)
    now_seconds = 10.0 + CALLS_PER_WINDOW / 1000
    assert intake.has_slot() and not intake.has_room(now_seconds)
    until_seconds = intake.seconds_until_sockets(now_seconds)
    assert until_seconds == pytest.approx(10.0 + FREED_AFTER_SECONDS - now_seconds)
    assert intake.has_room(10.0 + FREED_AFTER_SECONDS)


@given(st.lists(st.tuples(st.floats(0, 0.2), st.booleans()), max_size=200))
def test_whoever_waits_for_room_never_has_too_many_sockets(happenings: list[tuple[float, bool]]) -> None:
    intake, now_seconds = Intake(), 0.0
    taken: list[float] = []
    """Moments at which the sockets of ended calls are really free again."""
    for waits_seconds, somebody_calls in happenings:
        now_seconds += waits_seconds
        taken = [freed_at for freed_at in taken if freed_at > now_seconds]
        if somebody_calls:
            if intake.has_room(now_seconds):
                intake.call_began(10.0)
        elif intake.in_hand:
            intake.call_ended(now_seconds)
            taken.append(now_seconds + FREED_AFTER_SECONDS)
        assert (intake.in_hand + len(taken)) * SOCKETS_PER_CALL <= WATCHED_SOCKETS - SOCKETS_PER_CALL
