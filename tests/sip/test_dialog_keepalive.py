"""Whoever has sent nothing for long is asked; only who does not answer is gone."""

import pytest

from agent.sip.dialog_keepalive import ASK_AFTER_SECONDS, ASK_HELD_AFTER_SECONDS, DialogKeepalive

BEGAN = 100.0


def begun(on_hold: bool = False) -> DialogKeepalive:
    pulse = DialogKeepalive(packets=50, on_hold=on_hold)
    pulse.begin(BEGAN)
    return pulse


@pytest.mark.parametrize(
    ("on_hold", "patience_seconds"), [(False, ASK_AFTER_SECONDS), (True, ASK_HELD_AFTER_SECONDS)]
)
def test_who_sends_nothing_is_asked_later_when_on_hold(on_hold: bool, patience_seconds: float) -> None:
    pulse = begun(on_hold)
    assert not pulse.must_be_asked(BEGAN + patience_seconds - 1)
    assert pulse.must_be_asked(BEGAN + patience_seconds)


def test_who_is_heard_is_never_asked() -> None:
    pulse = begun()
    pulse.feel(51, BEGAN + ASK_AFTER_SECONDS - 1)
    assert not pulse.must_be_asked(BEGAN + ASK_AFTER_SECONDS)


def test_the_same_count_is_no_sign_of_life() -> None:
    pulse = begun()
    pulse.feel(50, BEGAN + ASK_AFTER_SECONDS - 1)
    assert pulse.must_be_asked(BEGAN + ASK_AFTER_SECONDS)


def test_one_question_at_a_time() -> None:
    pulse = begun()
    pulse.asked = True
    assert not pulse.must_be_asked(BEGAN + 1000)


def test_an_answer_is_a_sign_of_life() -> None:
    pulse = begun()
    pulse.asked = True
    pulse.answered(True, BEGAN + 11)
    assert not pulse.gone
    assert not pulse.must_be_asked(BEGAN + 20)
    assert pulse.must_be_asked(BEGAN + 11 + ASK_AFTER_SECONDS)


def test_no_answer_means_gone() -> None:
    pulse = begun()
    pulse.asked = True
    pulse.answered(False, BEGAN + 18)
    assert pulse.gone
