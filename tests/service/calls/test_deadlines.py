"""Deadlines pass once, in order, and only while their call lasts."""

from hypothesis import given
from hypothesis import strategies as st

from agent.call.timing import DeadlinePassed, SetDeadline
from agent.service.calls.deadlines import Deadlines


def test_nobody_waits_for_anything() -> None:
    deadlines = Deadlines()
    assert deadlines.seconds_until_next(5.0) is None
    assert deadlines.take_passed(1e9) == []


def test_a_deadline_passes_at_its_moment_and_only_once() -> None:
    deadlines = Deadlines()
    deadlines.set(SetDeadline("c1", "hold", 3.0), now_seconds=10.0)
    assert deadlines.seconds_until_next(11.0) == 2.0
    assert deadlines.take_passed(12.999) == []
    assert deadlines.take_passed(13.0) == [DeadlinePassed("c1", "hold")]
    assert deadlines.take_passed(99.0) == []


def test_a_missed_deadline_is_due_now_and_not_in_the_past() -> None:
    deadlines = Deadlines()
    deadlines.set(SetDeadline("c1", "hold", 3.0), now_seconds=10.0)
    assert deadlines.seconds_until_next(20.0) == 0.0


def test_the_same_name_set_again_replaces_the_first_whether_sooner_or_later() -> None:
    for first, second in ((1.0, 5.0), (5.0, 1.0)):
        deadlines = Deadlines()
        deadlines.set(SetDeadline("c1", "first words", first), now_seconds=0.0)
        deadlines.set(SetDeadline("c1", "first words", second), now_seconds=0.0)
        assert deadlines.seconds_until_next(0.0) == second
        assert deadlines.take_passed(10.0) == [DeadlinePassed("c1", "first words")]


def test_the_deadlines_of_a_call_that_is_over_are_forgotten_and_no_others() -> None:
    deadlines = Deadlines()
    deadlines.set(SetDeadline("c1", "hold", 1.0), now_seconds=0.0)
    deadlines.set(SetDeadline("c1", "longest", 2.0), now_seconds=0.0)
    deadlines.set(SetDeadline("c2", "hold", 3.0), now_seconds=0.0)
    deadlines.forget("c1")
    deadlines.forget("never seen")
    assert deadlines.seconds_until_next(0.0) == 3.0
    assert deadlines.take_passed(10.0) == [DeadlinePassed("c2", "hold")]


wishes = st.builds(
    SetDeadline, st.sampled_from(["c1", "c2"]), st.sampled_from(["hold", "longest"]), st.integers(0, 9)
)


@given(st.lists(wishes, max_size=12), st.integers(0, 10))
def test_what_passes_is_the_latest_wish_of_each_name_in_the_order_of_time(
    wished: list[SetDeadline], now_seconds: int
) -> None:
    deadlines = Deadlines()
    for wish in wished:
        deadlines.set(wish, now_seconds=0.0)
    latest = {(wish.call_id, wish.name): wish.seconds for wish in wished}
    due = {key: seconds for key, seconds in latest.items() if seconds <= now_seconds}
    passed = [(each.call_id, each.name) for each in deadlines.take_passed(float(now_seconds))]
    assert sorted(passed) == sorted(due)
    assert [due[key] for key in passed] == sorted(due.values())
    left = [seconds for seconds in latest.values() if seconds > now_seconds]
    assert deadlines.seconds_until_next(0.0) == (min(left) if left else None)
