"""Every border of a signal's lengths and pauses, frame by frame: one step further is no signal."""

from itertools import combinations

import pytest

from agent.listen.spectrum import KEYED
from agent.listen.tones import FAX_OR_MODEM, OPERATOR
from tests.listen.tone_scores import Part, count, key, lone, names, noise, pitch, quiet, told

# Machines: ITU-T T.30 and V.25.


@pytest.mark.parametrize(("frames", "heard"), [(16, False), (18, True), (25, True), (40, True), (41, False)])
def test_a_calling_fax_sounds_for_half_a_second(frames: int, heard: bool) -> None:
    assert ("fax-cng" in names(quiet(20), pitch("1100", frames), quiet(20))) == heard


@pytest.mark.parametrize(("frames", "heard"), [(19, False), (21, True), (42, True), (43, False)])
def test_a_calling_modem_sounds_twice(frames: int, heard: bool) -> None:
    burst = (quiet(90), pitch("1300", frames))
    assert ("modem" in names(*burst, *burst, quiet(20))) == heard
    assert "modem" not in names(*burst, quiet(200))
    # Other sounds in between, and the first has nothing to do with the second.
    assert "modem" not in names(*burst, *(quiet(9), lone(785, 5)) * 5, *burst, quiet(20))
    assert "modem" not in names(*burst, quiet(90), noise(3), pitch("1300", frames), quiet(20))


def test_a_signal_is_told_a_tenth_of_a_second_after_its_end_when_nothing_as_loud_follows() -> None:
    assert told(quiet(20), pitch("1100", 25), quiet(20)) == [
        (47, "beep", "1100 Hz, 500 ms"),
        (50, "fax-cng", "1100 Hz, 0.5 s"),
    ]


@pytest.mark.parametrize(
    ("follows", "heard"),
    [
        (noise(1, -20.0), False),
        (noise(1, -27.5), False),  # music goes on a little softer
        (noise(1, -28.0), True),
        (noise(1, -28.5), True),  # the line's own noise
        (noise(1, -20.0, loud=False), True),
        (pitch("440", 1), True),
    ],
)
def test_a_tone_that_as_loud_a_sound_follows_was_part_of_music_or_a_voice(follows: Part, heard: bool) -> None:
    assert ("fax-cng" in names(quiet(20), pitch("1100", 25), quiet(3), follows, quiet(20))) == heard


def test_a_fax_that_answers_is_known_while_its_tone_lasts() -> None:
    assert told(quiet(9), pitch("2100", 22)) == []
    assert told(quiet(9), pitch("2100", 60)) == [(31, "fax-ced", "2100 Hz")]


@pytest.mark.parametrize("signal", ["1650", "1850", "1650+1850", KEYED])
def test_fax_data_go_to_and_fro_between_two_pitches(signal: str) -> None:
    assert [one[:2] for one in told(pitch(KEYED, 29), pitch(signal, 2))] == [(29, "fax-v21")]
    assert told(pitch(KEYED, 29)) == []


@pytest.mark.parametrize(("keyed", "heard"), [(7, False), (8, True)])
def test_a_quarter_of_fax_data_is_seen_on_its_way_between_the_pitches(keyed: int, heard: bool) -> None:
    assert (told(pitch("1650", 31 - keyed), pitch(KEYED, keyed)) != []) == heard


# Networks: ITU-T E.180 and its supplement 2.

NETWORK_HZ = ("400", "440", "450", "480", "620")


@pytest.mark.parametrize("signal", [*NETWORK_HZ, *("+".join(two) for two in combinations(NETWORK_HZ, 2))])
def test_a_dial_tone_lasts_three_seconds_in_any_country(signal: str) -> None:
    assert told(pitch(signal, 149)) == []
    assert told(pitch(signal, 160)) == [(149, "dial-tone", f"{signal} Hz for 3 s")]


def test_no_other_tone_is_a_dial_tone() -> None:
    assert told(pitch("950", 200)) == told(lone(1000, 200)) == []


def cadence(on: int, off: int, times: int = 3, signal: str = "440") -> tuple[Part, ...]:
    return (*(part for _ in range(times) for part in (pitch(signal, on), quiet(off))), quiet(4))


@pytest.mark.parametrize(
    ("on", "off", "name"),
    [
        (25, 25, "busy"),  # Europe
        (19, 19, "busy"),  # Britain
        (17, 25, "busy"),
        (16, 25, ""),
        (30, 25, "busy"),
        (33, 25, ""),
        (25, 16, "busy"),
        (25, 14, ""),
        (25, 29, "busy"),
        (25, 32, ""),
        (12, 12, "congestion"),  # Europe
        (8, 12, "congestion"),
        (6, 12, ""),
        (16, 12, "congestion"),
        (18, 12, ""),
        (12, 8, "congestion"),
        (12, 6, ""),
        (12, 16, "congestion"),
        (12, 18, ""),
    ],
)
def test_a_networks_rhythm_is_told_by_its_tone_and_its_pause(on: int, off: int, name: str) -> None:
    assert names(*cadence(on, off)) & {"busy", "congestion"} == ({name} if name else set())


@pytest.mark.parametrize("name", ["busy", "congestion"])
def test_three_tones_make_a_rhythm_and_two_do_not(name: str) -> None:
    on = off = {"busy": 25, "congestion": 12}[name]
    assert name not in names(*cadence(on, off, times=2))
    assert name in names(*cadence(on, off, times=3))
    assert name not in names(*cadence(on, off, times=3, signal="950"))
    # One tone or one pause of another length, at either end, and it is none.
    odd_tones = (pitch("440", 50), quiet(off)), (pitch("440", on), quiet(off)), (pitch("440", on), quiet(9))
    for order in (odd_tones, odd_tones[::-1]):
        assert name not in names(*(part for pair in order for part in pair))
    odd_pause = (pitch("440", on), quiet(45), *cadence(on, off, times=2))
    assert name not in names(*odd_pause)
    assert name in names(pitch("440", 50), quiet(off), *cadence(on, off, times=3))


def test_a_rhythm_is_told_with_its_seconds_as_its_third_tone_ends() -> None:
    heard = told(*cadence(25, 20, times=5, signal="400+450"))
    assert [one for one in heard if one[1] != "beep"] == [(117, "busy", "400+450 Hz, 0.50 s on, 0.40 s off")]


@pytest.mark.parametrize(
    ("frames", "heard"), [(32, False), (33, True), (50, True), (119, True), (121, False)]
)
def test_a_phone_rings_for_one_or_two_seconds(frames: int, heard: bool) -> None:
    assert ("ring-back" in names(pitch("440", frames), quiet(40))) == heard
    assert "ring-back" not in names(pitch("950", frames), quiet(40))


@pytest.mark.parametrize(("after", "heard"), [(4, True), (6, False), (19, False), (21, True)])
def test_a_ring_is_believed_when_four_tenths_of_a_second_after_it_are_quiet(after: int, heard: bool) -> None:
    # The first tenth may hold the ring's own fading.
    assert ("ring-back" in names(pitch("440", 50), quiet(after), noise(1), quiet(40))) == heard


def test_a_ring_is_told_with_its_length() -> None:
    assert told(quiet(10), pitch("440", 75), quiet(40)) == [(105, "ring-back", "440 Hz, 1.5 s")]


@pytest.mark.parametrize(
    ("first", "pause", "second", "heard"),
    [
        (20, 10, 20, True),  # Britain, Ireland, Australia
        (16, 10, 20, True),
        (14, 10, 20, False),
        (20, 10, 16, True),
        (20, 10, 14, False),
        (24, 10, 24, True),
        (26, 10, 20, False),
        (20, 10, 26, False),
        (20, 8, 20, True),
        (20, 6, 20, False),
        (20, 13, 20, True),
        (20, 15, 20, False),
    ],
)
def test_a_phone_that_rings_twice_at_once(first: int, pause: int, second: int, heard: bool) -> None:
    rings = (pitch("400+450", first), quiet(pause), pitch("400+450", second), quiet(60))
    assert ("ring-back" in names(*rings)) == heard


def test_two_rings_are_told_when_six_tenths_of_a_second_after_them_are_quiet() -> None:
    rings = (quiet(10), pitch("400+450", 20), quiet(10), pitch("400+450", 22), quiet(60))
    assert told(*rings)[-1] == (92, "ring-back", "400+450 Hz, 0.4 and 0.4 s")
    assert count("ring-back", *rings, *rings) == 1
    assert "ring-back" not in names(*rings[:4], quiet(29), noise(1), quiet(60))
    assert "ring-back" in names(pitch("440", 10), quiet(40), *rings)


def sit(*frames: int, pause: int = 0) -> tuple[Part, ...]:
    segments = zip(("950", "1400", "1800"), frames, strict=False)
    return (*(part for hz, long in segments for part in (pitch(hz, long), quiet(pause))), quiet(4))


@pytest.mark.parametrize(
    ("frames", "pause", "heard"),
    [
        ((16, 16, 16), 0, True),
        ((16, 16, 16), 18, True),  # 1.68 s from the first to the last
        ((16, 16, 16), 22, False),  # 1.84 s
        ((6, 6, 6), 10, True),
        ((24, 24, 24), 7, True),
        ((26, 16, 16), 7, False),
        ((16, 16, 26), 7, False),
        # Where two pitches meet, a frame of the second is still taken for the first, torn.
        ((9, 10), 0, True),
        ((8, 12), 0, False),
        ((12, 9), 0, False),
        ((9, 9), 5, True),
        ((9, 9), 7, False),
    ],
)
def test_the_special_information_tone_rises_in_three_steps(
    frames: tuple[int, ...], pause: int, heard: bool
) -> None:
    assert ("sit" in names(*sit(*frames, pause=pause))) == heard


def test_the_last_two_steps_do_as_well_and_no_other_two() -> None:
    def two(first: str, second: str) -> tuple[Part, ...]:
        return pitch(first, 16), pitch(second, 16), quiet(4)

    assert told(*two("1400", "1800"))[-1] == (34, "sit", "rising 950, 1400, 1800 Hz")
    for first, second in (("950", "1800"), ("1400", "950"), ("1800", "1400"), ("440", "950")):
        assert "sit" not in names(*two(first, second))
    # Whatever tone came before.
    assert "sit" in names(pitch("440", 10), quiet(9), *two("950", "1400"))
    assert "sit" in names(pitch("440", 10), quiet(9), *sit(6, 6, 6, pause=10))


# Keys: ITU-T Q.23 and Q.24.


def test_a_key_is_taken_after_forty_milliseconds_and_once_for_each_press() -> None:
    assert told(quiet(5), key("5", 1), quiet(5)) == []
    assert told(quiet(5), key("5", 9), quiet(2), key("5", 2), key("#", 2)) == [
        (6, "dtmf", "5"),
        (17, "dtmf", "5"),
        (19, "dtmf", "#"),
    ]
    assert told(quiet(50)) == []


def test_every_name_is_a_machines_or_the_networks_or_a_beep_or_a_key() -> None:
    assert FAX_OR_MODEM == ("fax-cng", "fax-ced", "fax-v21", "modem")
    assert OPERATOR == ("sit", "busy", "congestion", "ring-back", "dial-tone")
