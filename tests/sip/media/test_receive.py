"""Whatever a network does to packets, a frame comes out each 20 ms, and what was spoken is in it."""

import random
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.sip.media.g711_frames import A_LAW, MU_LAW, Law
from agent.sip.media.receive import MOST_CONCEALED, JitterBuffer
from tests.sip.media.media_parts import arrivals, numbered


def heard(
    moments: list[tuple[float, int]],
    payloads: list[bytes],
    *,
    first_timestamp: int = 5000,
    until_seconds: float | None = None,
    buffer: JitterBuffer | None = None,
    grid_seconds: float = 0.007,
) -> list[bytes | None]:
    """The frames that come out on a grid of 20 ms while these packets arrive."""
    buffer = buffer or JitterBuffer(A_LAW)
    frames: list[bytes | None] = []
    begins = moments[0][0]
    waiting = list(moments)
    end = until_seconds or moments[-1][0] + 0.2
    tick = 0
    while (now := begins + grid_seconds + tick * 0.02) < end:
        while waiting and waiting[0][0] <= now:
            at_seconds, number = waiting.pop(0)
            timestamp = first_timestamp + number * len(payloads[0])
            buffer.put(timestamp & 0xFFFFFFFF, payloads[number], A_LAW, at_seconds)
        frames.append(buffer.take(now))
        tick += 1
    return frames


def sound_of(frames: Iterable[bytes | None]) -> bytes:
    return b"".join(frame for frame in frames if frame is not None)


@pytest.mark.parametrize("ptime_ms", [10, 20, 30, 40, 50, 60])
def test_packets_of_any_length_become_frames_of_20_ms(ptime_ms: int) -> None:
    payloads = numbered(1200 // ptime_ms, ptime_ms * 8)
    moments = arrivals(len(payloads), every_seconds=ptime_ms / 1000)
    frames = heard(moments, payloads)
    assert all(len(frame) == 160 for frame in frames if frame is not None)
    assert b"".join(payloads) in sound_of(frames)


@pytest.mark.parametrize("grid_seconds", [0.0, 0.005, 0.01, 0.015, 0.0199])
def test_on_an_even_way_sound_waits_between_10_and_30_ms(grid_seconds: float) -> None:
    payloads = numbered(50)
    frames = heard(arrivals(50), payloads, grid_seconds=grid_seconds)
    first = frames.index(payloads[0])
    assert 0.01 <= grid_seconds + first * 0.02 + 1e-9 < 0.0301
    assert frames[first : first + 50] == payloads


def test_timestamps_wrap_without_a_gap() -> None:
    payloads = numbered(60)
    frames = heard(arrivals(60), payloads, first_timestamp=0xFFFFFFFF - 30 * 160)
    assert b"".join(payloads) in sound_of(frames)


def test_reordered_packets_are_heard_in_order() -> None:
    payloads = numbered(60)
    moments = arrivals(60)
    for number in range(20, 50, 4):
        moments[number], moments[number + 1] = (
            (moments[number][0], moments[number + 1][1]),
            (moments[number + 1][0], moments[number][1]),
        )
    frames = sound_of(heard(moments, payloads))
    order = [payload for payload in payloads if payload in frames]
    places = [frames.index(payload) for payload in order]
    assert len(order) == 60
    assert places == sorted(places)


def test_duplicates_are_heard_once() -> None:
    payloads = numbered(60)
    buffer = JitterBuffer(A_LAW)
    frames = heard(sorted(arrivals(60) * 3), payloads, buffer=buffer)
    assert b"".join(payloads) in sound_of(frames)
    assert buffer.packets_late == 120


def test_jitter_is_waited_for_and_nothing_is_lost_once_it_is_known() -> None:
    payloads = numbered(400)
    buffer = JitterBuffer(A_LAW)
    frames = sound_of(heard(arrivals(400, jitter_ms=60), payloads, buffer=buffer))
    lost = [number for number in range(100, 400) if payloads[number] not in frames]
    assert not lost
    assert buffer.target_ms > 50


@pytest.mark.parametrize("grid_seconds", [0.001, 0.007, 0.012, 0.018])
def test_a_lost_packet_is_filled_with_the_one_before_it(grid_seconds: float) -> None:
    payloads = numbered(30)
    moments = [moment for moment in arrivals(30) if moment[1] != 15]
    buffer = JitterBuffer(A_LAW)
    frames = heard(moments, payloads, buffer=buffer, grid_seconds=grid_seconds)
    place = frames.index(payloads[14])
    assert frames[place + 1] == payloads[14].translate(A_LAW.fades[0])
    assert frames[place + 2] == payloads[16]
    assert buffer.frames_concealed >= 1


def test_a_long_loss_fades_to_silence() -> None:
    payloads = numbered(60)
    moments = [moment for moment in arrivals(60) if not 20 <= moment[1] < 40]
    frames = heard(moments, payloads)
    place = frames.index(payloads[19])
    concealed = frames[place + 1 : place + 1 + MOST_CONCEALED]
    assert concealed == [payloads[19].translate(fade) for fade in A_LAW.fades]
    assert frames[place + 1 + MOST_CONCEALED] is None
    assert frames[frames.index(payloads[40]) :][:20] == payloads[40:]


def test_after_a_stall_of_the_network_everything_is_heard() -> None:
    payloads = numbered(60)
    delays = [0.0] * 30 + [85.0, 65.0, 45.0, 25.0, 5.0] + [0.0] * 25
    frames = sound_of(heard(arrivals(60, delay_ms=delays), payloads))
    assert all(payload in frames for payload in payloads)


def test_after_a_burst_of_jitter_the_wait_becomes_short_again() -> None:
    chance = random.Random(7)
    delays = [0.0] + [chance.uniform(0, 80) for _ in range(200)] + [0.0] * 1499
    payloads = [A_LAW.idle_frame] * 1699 + [b"\x80" * 160]
    buffer = JitterBuffer(A_LAW)
    frames = heard(arrivals(1700, delay_ms=delays), payloads, buffer=buffer)
    # In a line that is quiet nothing waits longer than it would have without that burst.
    waited_frames = frames.index(payloads[-1]) - 1699
    assert 0.01 <= waited_frames * 0.02 + 0.007 <= 0.0301
    assert buffer.target_ms == 20


@pytest.mark.parametrize(
    ("codes", "later_ms"), [(bytes(range(0xC5, 0xD5)), 55), (bytes(range(0x80, 0x90)), 38)]
)
def test_when_packets_begin_to_come_late_the_wait_grows_before_a_word_is_lost(
    codes: bytes, later_ms: float
) -> None:
    # In quiet sound (the first) a frame is made up to wait longer; in loud sound only where much is missing.
    payloads = [codes[number % 16 : number % 16 + 1] * 160 for number in range(150)]
    delays = [0.0] * 150
    delays[50] = 60.0
    for number in range(70, 150, 5):
        delays[number] = later_ms
    frames = sound_of(heard(arrivals(150, delay_ms=delays), payloads))
    assert b"".join(payloads[:50]) in frames
    assert b"".join(payloads[60:]) in frames


def test_the_wait_is_corrected_in_pauses_and_not_in_speech() -> None:
    loud = [bytes((0x80 + number % 8,)) * 160 for number in range(300)]
    assert not A_LAW.is_quiet(loud[0])
    delays = [0.0] * 100 + [30.0] + [0.0] * 199
    frames = sound_of(heard(arrivals(300, delay_ms=delays), loud))
    assert len(frames) >= 300 * 160


def test_pauses_without_packets_are_silence_and_each_talkspurt_is_whole() -> None:
    payloads = numbered(100)
    moments = [moment for moment in arrivals(100) if moment[1] // 20 % 2 == 0]
    frames = heard(moments, payloads)
    assert None in frames
    for spurt in range(0, 100, 40):
        assert b"".join(payloads[spurt : spurt + 20]) in sound_of(frames)


@pytest.mark.parametrize("jump", [-1_000_000, -12_000, -3_000, 3_000, 12_000, 1_000_000, 0x80000000])
def test_timestamps_that_jump_cost_a_moment_and_no_more(jump: int) -> None:
    buffer = JitterBuffer(A_LAW)
    frames = []
    payloads = numbered(200)
    for number in range(200):
        now = 100 + number * 0.02
        timestamp = 1_000_000 + number * 160 + (jump if number >= 100 else 0)
        buffer.put(timestamp & 0xFFFFFFFF, payloads[number], A_LAW, now)
        frames.append(buffer.take(now + 0.005))
    assert b"".join(payloads[:95]) in sound_of(frames)
    assert b"".join(payloads[110:195]) in sound_of(frames)


@pytest.mark.parametrize("jump", [1600, 3000, 7000])
def test_timestamps_that_leap_ahead_lose_no_sound(jump: int) -> None:
    # A sender that leaves out a pause and does not wait for its time.
    payloads = numbered(200)
    buffer = JitterBuffer(A_LAW)
    frames = []
    for number in range(200):
        now = 100 + number * 0.02
        buffer.put(number * 160 + (jump if number >= 100 else 0), payloads[number], A_LAW, now)
        frames.append(buffer.take(now + 0.005))
    assert b"".join(payloads[:100]) in sound_of(frames)
    assert b"".join(payloads[100:195]) in sound_of(frames)


@pytest.mark.parametrize("pause_seconds", [0.3, 1.0, 1.9])
def test_after_a_time_in_which_nobody_took_frames_the_newest_are_heard(pause_seconds: float) -> None:
    payloads = numbered(200)
    buffer = JitterBuffer(A_LAW)
    frames: list[bytes | None] = []
    for number in range(200):
        now = 100 + number * 0.02
        buffer.put(number * 160, payloads[number], A_LAW, now)
        if not 50 <= number < 50 + pause_seconds * 50:
            frames.append(buffer.take(now + 0.005))
    # The wait is as short as before, but for the first frames: what nobody took is left out.
    resumed = 100 - round(pause_seconds * 50)
    assert frames[-resumed:] == payloads[199 - resumed : 199]


def test_another_source_is_heard_at_once() -> None:
    buffer = JitterBuffer(A_LAW)
    heard(arrivals(20), numbered(20), buffer=buffer)
    buffer.begin(MU_LAW)
    buffer.put(77, b"\x01" * 160, MU_LAW, 200.0)
    assert [buffer.take(200.0), buffer.take(200.02)] == [None, b"\x01" * 160]


def test_a_sender_that_changes_its_law_is_heard_on() -> None:
    buffer = JitterBuffer(A_LAW)
    frames = []
    for number in range(20):
        law: Law = A_LAW if number < 10 else MU_LAW
        buffer.put(number * 160, law.encode(b"\x00\x10" * 160), law, 100 + number * 0.02)
        frames.append(buffer.take(100 + number * 0.02))
    levels = {A_LAW.samples[frame[0]] for frame in frames if frame is not None}
    assert all(abs(level - 0x1000) < 200 for level in levels)


def test_comfort_noise_follows_the_last_level_that_was_named() -> None:
    buffer = JitterBuffer(A_LAW)
    buffer.put_noise(0, -40)
    louder = buffer.take(100.0)
    buffer.put_noise(4000, -127)
    # One that was overtaken on the way changes nothing.
    buffer.put_noise(160, -40)
    assert louder != A_LAW.idle_frame
    assert buffer.take(100.02) == A_LAW.idle_frame


def test_comfort_noise_is_heard_until_somebody_speaks_again() -> None:
    buffer = JitterBuffer(A_LAW)
    payloads = numbered(200)
    frames = []
    for number in range(200):
        now = 100 + number * 0.02
        if not 50 <= number < 150:
            buffer.put(number * 160, payloads[number], A_LAW, now)
        elif number == 50:
            buffer.put_noise(number * 160, -50)
        frames.append(buffer.take(now + 0.005))
    pause = frames[60:145]
    assert None not in pause
    assert all(A_LAW.is_quiet(frame) and frame != A_LAW.idle_frame for frame in pause if frame)
    assert buffer.frames_concealed == 0
    assert b"".join(payloads[150:195]) in sound_of(frames)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 0xFFFFFFFF) | st.integers(0, 20_000),
            st.binary(max_size=1400),
            st.floats(0, 0.05),
            st.booleans(),
        ),
        max_size=80,
    )
)
def test_any_packets_give_frames_and_keep_little(packets: list[tuple[int, bytes, float, bool]]) -> None:
    buffer = JitterBuffer(A_LAW)
    now = 1.0
    for timestamp, payload, pause_seconds, noise in packets:
        now += pause_seconds
        if noise:
            buffer.put_noise(timestamp, -(timestamp % 128))
        else:
            buffer.put(timestamp, payload, MU_LAW if timestamp % 2 else A_LAW, now)
        frame = buffer.take(now)
        assert frame is None or len(frame) == 160
        assert buffer.packets_waiting <= 100
        assert 20 <= buffer.target_ms <= 120


@pytest.mark.parametrize("step", [0, 1, 160, 7919, 160_000])
def test_a_flood_grows_nothing(step: int) -> None:
    buffer = JitterBuffer(A_LAW)
    for number in range(20_000):
        buffer.put(number * step & 0xFFFFFFFF, b"\xd5" * 160, A_LAW, 100 + number / 1_000_000)
        assert buffer.packets_waiting <= 100


@pytest.mark.parametrize("share", [1.0003, 0.9997])
def test_a_sender_whose_clock_differs_is_followed_for_minutes(share: float) -> None:
    payloads = [A_LAW.idle_frame] * 9000
    buffer = JitterBuffer(A_LAW)
    moments = arrivals(9000, every_seconds=0.02 * share)
    heard(moments, payloads, buffer=buffer)
    # Over three minutes the clocks part by 54 ms: two or three frames, made up or left out.
    assert buffer.frames_concealed <= 8
    assert buffer.packets_late <= 4
