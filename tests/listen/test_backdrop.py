"""The room is as loud as its murmur, and a near voice does not make it louder than a room is."""

import pytest

from agent.listen.backdrop import Backdrop
from tests.listen.made_sounds import frames, hiss, spoken


def level_after(sound: bytes) -> float:
    backdrop = Backdrop()
    for frame in frames(sound):
        backdrop.feed(frame)
    return backdrop.level_dbov


def test_a_murmur_is_measured() -> None:
    assert level_after(hiss(2, -48)) == pytest.approx(-48, abs=1)


def test_a_voice_makes_no_room() -> None:
    assert level_after(spoken(seconds=4, dbov=-14)) <= -35.9


def test_nothing_heard_yet_is_the_quietest_room() -> None:
    assert Backdrop().level_dbov == -96.0
