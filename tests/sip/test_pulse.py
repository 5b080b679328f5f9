"""A talk without a packet from either side ends; any other lives."""

from agent.sip.pulse import DEAD_AFTER_SECONDS, Pulse, is_dead

LATER = 100.0 + DEAD_AFTER_SECONDS


def pulse(packets: int = 50, felt_at_seconds: float = 100.0, on_hold: bool = False) -> Pulse:
    return Pulse(packets, felt_at_seconds, on_hold)


def test_a_talk_from_which_nothing_comes_is_over() -> None:
    assert is_dead(pulse(), pulse(), LATER)
    assert not is_dead(pulse(), pulse(), LATER - 1)


def test_one_side_that_is_heard_keeps_the_talk() -> None:
    heard = pulse()
    heard.feel(51, LATER - 1)
    assert not is_dead(heard, pulse(), LATER)
    assert not is_dead(pulse(), heard, LATER)


def test_the_same_count_is_no_sign_of_life() -> None:
    same = pulse()
    same.feel(50, LATER - 1)
    assert is_dead(same, pulse(), LATER)


def test_whoever_is_on_hold_may_wait_for_ever() -> None:
    assert not is_dead(pulse(on_hold=True), pulse(), LATER + 10_000)
    assert not is_dead(pulse(), pulse(on_hold=True), LATER + 10_000)
