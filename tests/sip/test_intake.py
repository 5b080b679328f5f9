"""The stack's sockets never run out: calls are counted from before they are heard of until after they end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.sip.endpoint import CALLS_LIMIT
from agent.sip.intake import (
    CALLS_PER_WINDOW,
    FREED_AFTER_SECONDS,
    PATIENCE_SECONDS,
    SOCKETS_PER_CALL,
    WATCHED_SOCKETS,
    Intake,
)


def full_at(now_seconds: float) -> Intake:
    intake = Intake()
    for _ in range(CALLS_LIMIT):
        intake.call_began(now_seconds)
    return intake


def test_there_is_room_at_first_and_while_a_slot_is_free() -> None:
    intake = Intake()
    assert (intake.pause_seconds(10.0), intake.is_full(10.0), intake.in_hand) == (0.0, False, 0)
    for _ in range(CALLS_LIMIT - 1):
        intake.call_began(10.0)
    assert (intake.pause_seconds(10.0), intake.is_full(99.0), intake.in_hand) == (0.0, False, CALLS_LIMIT - 1)


def test_with_every_slot_taken_the_stack_looks_away_until_patience_ends() -> None:
    intake = full_at(10.0)
    assert intake.pause_seconds(10.0) == pytest.approx(PATIENCE_SECONDS, abs=1e-3)
    assert intake.pause_seconds(10.0 + PATIENCE_SECONDS / 2) == pytest.approx(PATIENCE_SECONDS / 2)
    assert not intake.is_full(10.0 + PATIENCE_SECONDS / 2)
    assert intake.is_full(10.01 + PATIENCE_SECONDS)
    # Then it must look again, or it would miss the CANCEL that frees a slot.
    assert intake.pause_seconds(10.01 + PATIENCE_SECONDS) == 0.0


def test_a_slot_that_becomes_free_opens_the_door_at_once() -> None:
    intake = full_at(10.0)
    intake.call_ended(10.02)
    assert (intake.pause_seconds(10.02), intake.is_full(99.0)) == (0.0, False)


def test_a_house_that_fills_up_again_is_patient_again() -> None:
    intake = full_at(10.0)
    intake.call_ended(20.0)
    intake.call_began(30.0)
    assert not intake.is_full(30.0)
    assert intake.pause_seconds(30.0) > 0


def test_after_a_window_of_short_calls_the_stack_waits_until_the_oldest_sockets_are_free() -> None:
    intake = Intake()
    for number in range(CALLS_PER_WINDOW):
        assert intake.pause_seconds(10.0 + number / 1000) == 0.0
        intake.call_began(10.0 + number / 1000)
        intake.call_ended(10.0 + number / 1000)
    now_seconds = 10.0 + CALLS_PER_WINDOW / 1000
    assert intake.pause_seconds(now_seconds) == pytest.approx(10.0 + FREED_AFTER_SECONDS - now_seconds)
    assert intake.pause_seconds(10.0 + FREED_AFTER_SECONDS) == 0.0


@given(st.lists(st.tuples(st.floats(0, 0.2), st.booleans()), max_size=200))
def test_whoever_obeys_the_pauses_never_has_too_many_sockets(happenings: list[tuple[float, bool]]) -> None:
    intake, now_seconds = Intake(), 0.0
    taken: list[float] = []
    """Moments at which the sockets of ended calls are really free again."""
    for waits_seconds, somebody_calls in happenings:
        now_seconds += waits_seconds
        taken = [freed_at for freed_at in taken if freed_at > now_seconds]
        if somebody_calls:
            # The shutter shuts after each call, and drops INVITEs while the house is full.
            if intake.pause_seconds(now_seconds) == 0.0 and intake.in_hand < CALLS_LIMIT:
                intake.call_began(now_seconds)
        elif intake.in_hand:
            intake.call_ended(now_seconds)
            taken.append(now_seconds + FREED_AFTER_SECONDS)
        assert (intake.in_hand + len(taken)) * SOCKETS_PER_CALL <= WATCHED_SOCKETS - SOCKETS_PER_CALL
