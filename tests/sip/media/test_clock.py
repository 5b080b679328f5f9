"""All calls send on one beat of 20 ms, however late the engine looks."""

import pytest

from agent.sip.media.clock import MOST_FRAMES_AT_ONCE, MediaClock
from agent.sip.media.g711_frames import A_LAW
from agent.sip.media.media_terms import RemoteTerms
from agent.sip.media.session import MediaSession
from tests.sip.media.media_parts import BOX, fields


def a_session(ssrc: int = 1) -> MediaSession:
    session = MediaSession(ssrc, 0, 0)
    session.set_remote(RemoteTerms(address=BOX[0], port=BOX[1], law=A_LAW), 0.0)
    return session


def test_without_a_leg_nothing_is_due() -> None:
    clock = MediaClock()
    assert clock.seconds_until_due(5.0) == float("inf")
    assert clock.tick(5.0) == []


def test_each_leg_sends_once_in_each_20_ms() -> None:
    clock = MediaClock()
    legs = [a_session(1), a_session(2)]
    for leg in legs:
        clock.add(leg, 5.0)
    sent = [clock.tick(5.0 + tick * 0.005) for tick in range(41)]
    assert [len(each) for each in sent] == [2, 0, 0, 0] * 10 + [2]
    assert [leg for leg, _, _ in sent[0]] == legs


def test_it_says_when_it_is_due() -> None:
    clock = MediaClock()
    clock.add(a_session(), 5.0)
    assert clock.seconds_until_due(5.0) == 0
    clock.tick(5.0)
    assert clock.seconds_until_due(5.013) == pytest.approx(0.007)
    assert clock.seconds_until_due(5.5) == 0


def test_a_late_look_shifts_no_later_beat() -> None:
    clock = MediaClock()
    clock.add(a_session(), 5.0)
    clock.tick(5.019)
    assert clock.seconds_until_due(5.019) == pytest.approx(0.001)


def test_a_short_pause_of_the_machine_is_made_up_for() -> None:
    clock = MediaClock()
    clock.add(a_session(), 5.0)
    sent = clock.tick(5.0799)
    assert [fields(data)[2] for _, data, _ in sent] == [0, 1, 2, 3]
    assert clock.frames_skipped == 0


def test_a_long_pause_is_left_out() -> None:
    clock = MediaClock()
    clock.add(a_session(), 5.0)
    sent = clock.tick(65.001)
    assert len(sent) == MOST_FRAMES_AT_ONCE
    assert clock.frames_skipped == 60 * 50 + 1 - MOST_FRAMES_AT_ONCE
    assert 0 < clock.seconds_until_due(65.001) <= 0.02


def test_a_leg_that_is_gone_sends_nothing_and_may_go_twice() -> None:
    clock = MediaClock()
    leg = a_session()
    clock.add(leg, 5.0)
    clock.remove(leg)
    clock.remove(leg)
    assert len(clock) == 0
    assert clock.tick(6.0) == []


def test_after_hours_without_a_leg_the_beat_begins_at_once() -> None:
    clock = MediaClock()
    leg = a_session()
    clock.add(leg, 5.0)
    clock.remove(leg)
    clock.add(leg, 9000.0)
    assert len(clock.tick(9000.0)) == 1
    assert clock.frames_skipped == 0
