"""What makes one tone of many slices: lost packets, beats and glides, levels, and an evenness no voice has."""

import pytest

from agent.listen.frame import QUIETEST_DBOV
from agent.listen.spectrum import KEYED
from agent.listen.tones import Burst, Tones
from tests.listen.tone_scores import Part, count, listened, lone, noise, pitch, quiet, told


@pytest.mark.parametrize(
    ("frames", "level_dbov", "heard"), [(2, -20, 0), (3, -20, 1), (59, -20, 1), (61, -20, 0)]
)
def test_a_beep_is_a_lone_tone_of_up_to_a_second_or_so(frames: int, level_dbov: float, heard: int) -> None:
    assert count("beep", quiet(20), lone(785, frames, level_dbov), quiet(20)) == heard


def test_a_beep_is_told_with_its_pitch_and_kept_for_whoever_asks() -> None:
    assert told(quiet(20), lone(784.6, 10), quiet(5)) == [(32, "beep", "785 Hz, 200 ms")]
    assert told(quiet(20), pitch("440+480", 10), quiet(5)) == [(32, "beep", "440 Hz, 200 ms")]
    assert told(quiet(20), pitch(KEYED, 10), quiet(5)) == [(32, "beep", "1650 Hz, 200 ms")]
    beep = listened(quiet(20), lone(785, 4, -30.0), lone(790, 6, -22.0), quiet(5)).beep
    assert beep is not None
    assert (beep.name, beep.hz, beep.level_dbov, round(beep.lasted, 3)) == ("tone", 790, -22.0, 0.2)
    assert beep.before_dbov == QUIETEST_DBOV
    assert listened(quiet(20), noise(9), lone(785, 10), quiet(5)).beep is None


@pytest.mark.parametrize(("frames_before", "heard"), [(1, True), (2, False), (5, False), (6, True)])
def test_what_was_just_before_a_tone_decides_whether_it_stands_alone(frames_before: int, heard: bool) -> None:
    # The very last slice may hold the tone's own beginning, half a slice long.
    before = (quiet(20), noise(1), quiet(frames_before - 1))
    assert (count("beep", *before, lone(785, 10), quiet(20)) == 1) == heard


@pytest.mark.parametrize(
    ("before_dbov", "loud", "alone"), [(-38, True, 0), (-40, True, 0), (-41, True, 1), (-25, False, 1)]
)
def test_a_tone_stands_alone_when_it_is_twenty_decibels_above_what_was_before(
    before_dbov: float, loud: bool, alone: int
) -> None:
    assert count("beep", noise(20, before_dbov, loud), lone(785, 10), quiet(20)) == alone


def test_a_tone_at_the_very_beginning_comes_out_of_nothing() -> None:
    assert count("beep", lone(785, 10), quiet(20)) == 1


@pytest.mark.parametrize(
    ("hole", "length_ms"),
    [
        (quiet(2), [440]),
        (pitch("950", 1), [420]),
        (quiet(3), [200, 460]),  # told when it seemed over, and again as the whole
        (quiet(5), [200, 500]),
        (quiet(7), [200, 200]),
        (pitch("950", 2), [200, 440]),
    ],
)
def test_lost_packets_tear_a_tone_and_it_is_put_together(hole: Part, length_ms: list[int]) -> None:
    heard = told(quiet(20), pitch("1100", 10), hole, pitch("1100", 10), quiet(20))
    lengths = [int(detail.split()[2]) for _, name, detail in heard if name == "beep"]
    assert lengths == length_ms


def test_only_pieces_of_one_pitch_are_put_together() -> None:
    def longest(first: str, second: str) -> int:
        heard = told(quiet(20), pitch(first, 10), quiet(4), pitch(second, 10), quiet(20))
        return max(int(detail.split()[2]) for _, name, detail in heard if name == "beep")

    assert longest("440", "440+480") == longest("480", "400") == 480  # they beat, and seem now one, now two
    assert longest("440", "1100") == longest("1100", "440") == 200
    assert longest("950", "950") == 480


def test_two_tones_of_a_network_beat_and_stay_one_tone() -> None:
    beating = [pitch(signal, 1) for signal in ("440", "440+480", "480", "400")] * 40
    assert [one[1] for one in told(*beating)] == ["dial-tone"]


@pytest.mark.parametrize(
    ("first", "second", "run_frames"),
    [
        (lone(1000, 6), lone(1110, 6), 12),
        (lone(1000, 6), pitch("1100", 6, hz=1110.0), 12),
        (lone(1000, 6), pitch("1100", 6, hz=1120.0), 5),
        (lone(1000, 6), pitch("1100", 6, hz=1130.0), 5),
        (lone(1000, 6), pitch("950", 6, hz=890.0), 12),
        (lone(1000, 6), pitch("950", 6, hz=870.0), 5),
        (lone(1040, 6), pitch("1100", 6, hz=1100.0), 12),
        (pitch("1100", 6, hz=1100.0), lone(1040, 6), 5),
        (lone(1100, 6), pitch("1100", 6), 5),
        (pitch("440", 6), pitch("950", 6), 5),
        (pitch("950", 6), pitch("440", 6), 5),
    ],
)
def test_a_lone_sine_that_glides_stays_one_tone(first: Part, second: Part, run_frames: int) -> None:
    assert listened(first, second).run_frames == run_frames


def test_a_tone_that_is_over_has_no_length_any_more() -> None:
    assert [listened(lone(785, 10), quiet(missing)).run_frames for missing in (0, 2, 3)] == [10, 10, 0]
    assert listened(lone(785, 10), quiet(2), lone(785, 1), quiet(2)).run_frames == 11
    assert listened(lone(785, 1), quiet(2), lone(785, 1)).run_frames == 2


@pytest.mark.parametrize(
    ("sound", "machine"),
    [
        *((pitch(signal, 1), True) for signal in ("1100", "1300", "2100", "1650", "1850", KEYED)),
        *((pitch(signal, 1), False) for signal in ("440", "950", "1400", "1800")),
        (lone(1000, 1), False),
        (noise(1), False),
    ],
)
def test_a_machines_pitch_is_known_at_once(sound: Part, machine: bool) -> None:
    assert listened(sound).is_machine_pitch == machine


# What no voice can hold.


def wavering(*frames: tuple[str, float, float]) -> bool:
    return listened(*(pitch(signal, 1, level, hz) for signal, hz, level in frames)).steady


@pytest.mark.parametrize(
    ("frames", "steady"),
    [
        ([("1100", 0.0, -20.0 - 3 * n) for n in range(4)], True),  # one signal, whatever its level
        ([("1100", 0.0, -20.0)] * 3, False),  # not long enough
        ([("", 1000.0 + 13 * (n % 2), -20.0 - 3 * n) for n in range(4)], True),
        ([("", 1000.0 + 38 * (n % 2), -20.0 - 3 * n) for n in range(4)], True),
        ([("", 1000.0 + 40 * (n % 2), -20.0 - 3 * n) for n in range(4)], False),
        ([("", 1000.0 + 42 * (n % 2), -20.0 - 3 * n) for n in range(4)], False),
        (
            [("", 1000.0 + 90 * (n % 2), -20.0 - 0.95 * (n % 2)) for n in range(4)],
            True,
        ),  # level, if not pitch
        ([("", 1000.0 + 90 * (n % 2), -20.0 - 1.0 * (n % 2)) for n in range(4)], False),
        ([("", 1000.0 + 90 * (n % 2), -20.0 - 1.05 * (n % 2)) for n in range(4)], False),
        ([("440", 0.0, -20.0), ("480", 0.0, -25.0)] * 2, False),
        ([("440", 0.0, -20.0), ("480", 0.0, -20.5)] * 2, True),
    ],
)
def test_a_machine_keeps_signal_pitch_or_level(frames: list[tuple[str, float, float]], steady: bool) -> None:
    assert wavering(*frames) == steady


def test_only_the_latest_four_frames_count_and_none_once_the_tone_is_over() -> None:
    uneven = [("", 1000.0 + 60 * n, -20.0 - 3 * n) for n in range(4)]
    assert wavering(*uneven, *[("", 1200.0, -30.0)] * 4)
    assert not wavering(*uneven, *[("", 1200.0, -30.0)] * 2)
    assert listened(pitch("1100", 9), quiet(2)).steady
    assert not listened(pitch("1100", 9), quiet(3)).steady
    assert not Tones().steady
    # A new tone is not judged by the one before it.
    assert not listened(pitch("1100", 9), pitch("440", 4)).steady


@pytest.mark.parametrize(
    ("seconds", "even_frames", "even"), [(0.12, 3, True), (0.12, 2, False), (0.21, 5, False), (0.21, 6, True)]
)
def test_a_burst_is_even_when_half_of_it_was_held(seconds: float, even_frames: int, even: bool) -> None:
    assert Burst("tone", 0.0, seconds, 785.0, -96.0, -20.0, even_frames=even_frames).even == even


def test_the_frames_that_were_held_are_counted() -> None:
    held = listened(quiet(20), pitch("950", 8), quiet(5)).beep
    assert held is not None and held.even_frames == 5 and held.even
    sung = listened(quiet(20), *(lone(785 + 35 * n, 1, -20.0 - 3 * (n % 2)) for n in range(8)), quiet(5)).beep
    assert sung is not None and sung.even_frames == 0 and not sung.even


@pytest.mark.parametrize(("before_dbov", "alone"), [(-39.0, False), (-40.0, False), (-40.5, True)])
def test_a_burst_knows_whether_it_came_out_of_a_silence(before_dbov: float, alone: bool) -> None:
    assert Burst("tone", 0.0, 0.1, 785.0, before_dbov, -20.0).quiet_before == alone
