"""A sound is played frame by frame to its end, or round and round; and coded once for all who hear it."""

import pytest

from agent.sip.media.g711_frames import A_LAW, MU_LAW
from agent.sip.media.playing import Playing, Sound
from tests.sip.media.media_parts import a_tone, coded_frames


def test_a_sound_is_played_to_its_end() -> None:
    pcm = a_tone(3)
    playing = Playing(Sound(pcm))
    frames = [frame.coded(A_LAW) for frame in iter(playing.next_frame, None)]
    assert [bytes(frame) for frame in frames] == coded_frames(pcm)
    assert playing.is_over
    assert playing.seconds_played == pytest.approx(0.06)
    assert playing.seconds_left == 0


def test_the_last_frame_is_filled_with_silence() -> None:
    playing = Playing(Sound(a_tone(1) + b"\x01\x02"))
    first, second = playing.next_frame(), playing.next_frame()
    assert first is not None and second is not None
    assert second.pcm() == b"\x01\x02" + bytes(318)
    assert Playing(Sound(a_tone(3))).seconds_left == pytest.approx(0.06)
    assert playing.next_frame() is None


def test_over_and_over_there_is_no_end_and_no_gap() -> None:
    playing = Playing(Sound(a_tone(2) + b"\x01\x02"), over_and_over=True)
    frames = [playing.next_frame() for _ in range(5)]
    assert [frame.pcm() for frame in frames if frame] == [a_tone(2)[:320], a_tone(2)[320:]] * 2 + [a_tone(1)]
    assert not playing.is_over
    assert playing.seconds_left == float("inf")
    assert playing.seconds_played == pytest.approx(0.1)


@pytest.mark.parametrize("over_and_over", [False, True])
def test_an_empty_sound_is_over_before_it_begins(over_and_over: bool) -> None:
    playing = Playing(Sound(b""), over_and_over)
    assert playing.is_over
    assert playing.next_frame() is None
    assert playing.seconds_left == 0


def test_two_calls_that_play_one_sound_hear_the_same_in_their_own_law() -> None:
    sound = Sound(a_tone(3))
    frames = coded_frames(a_tone(3))
    assert [sound.coded(A_LAW, number) for number in (0, 1, 0, 2, 1)] == [frames[n] for n in (0, 1, 0, 2, 1)]
    assert sound.coded(MU_LAW, 2) == MU_LAW.encode(a_tone(3)[640:])
