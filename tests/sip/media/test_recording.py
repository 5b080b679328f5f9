"""What was said is kept as it was said, no longer than asked for, and not for ever in memory."""

import pytest

from agent.sip.media.recording import LONGEST_UNFETCHED_SECONDS, Recording
from tests.sip.media.media_parts import a_tone

FRAME = a_tone(1)


def test_one_side_is_kept_as_it_is() -> None:
    recording = Recording(10)
    recording.add(FRAME, None)
    recording.add(bytes(320), None)
    assert recording.take() == FRAME + bytes(320)
    assert recording.take() == b""
    assert recording.seconds == pytest.approx(0.04)


def test_two_sides_are_mixed() -> None:
    recording = Recording(10)
    recording.add(b"\x01\x00" * 160, b"\x02\x00" * 160)
    assert recording.take() == b"\x03\x00" * 160


def test_it_ends_when_it_is_as_long_as_asked_for() -> None:
    recording = Recording(0.1)
    for _ in range(20):
        recording.add(FRAME, None)
    assert recording.is_full
    assert recording.seconds_left == 0
    assert len(recording.take()) == 5 * 320


def test_what_nobody_fetches_does_not_grow_for_ever() -> None:
    recording = Recording(100_000)
    for _ in range(3000):
        recording.add(FRAME, None)
    assert len(recording.take()) == LONGEST_UNFETCHED_SECONDS * 50 * 320
    assert recording.frames_dropped == 3000 - LONGEST_UNFETCHED_SECONDS * 50
    recording.add(FRAME, None)
    assert recording.take() == FRAME
