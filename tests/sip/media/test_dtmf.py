"""One digit for each key, however its packets come (RFC 4733 §2.5), by RTP, by INFO, or by both."""

import struct
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.sip.media.dtmf import (
    DIGITS,
    END_PACKETS,
    INFO,
    MOST_WAITING_DIGITS,
    PRESS_FRAMES,
    RFC4733,
    SAME_PRESS_SECONDS,
    EventPacket,
    EventReader,
    KeyPresser,
    PressedOnce,
    read_info,
)
from tests.sip.media.media_parts import an_event

Events = list[tuple[int, bytes]]


def a_press(event: int, timestamp: int, frames: int = 5) -> Events:
    """Timestamp and payload of each packet of a key: one each 20 ms, the last three times."""
    packets = [(timestamp, an_event(event, 160 * (number + 1))) for number in range(frames)]
    return packets + [(timestamp, an_event(event, 160 * (frames + 1), end=True))] * 3


def digits_of(packets: Events) -> str:
    reader = EventReader()
    return "".join(reader.heard(timestamp, payload) or "" for timestamp, payload in packets)


@pytest.mark.parametrize("event", range(16))
def test_a_key_is_one_digit_despite_its_three_end_packets(event: int) -> None:
    assert digits_of(a_press(event, 8000)) == "0123456789*#ABCD"[event]


def test_a_digit_is_told_when_its_key_goes_down() -> None:
    reader = EventReader()
    timestamp, payload = a_press(5, 8000)[0]
    assert reader.heard(timestamp, payload) == "5"


def test_the_same_key_twice_is_two_digits() -> None:
    assert digits_of(a_press(1, 8000) + a_press(1, 9600)) == "11"


def test_a_key_whose_beginning_was_lost_is_a_digit() -> None:
    assert digits_of(a_press(7, 8000)[-1:] + a_press(7, 20_000)[3:]) == "77"


def test_a_key_whose_end_was_lost_does_not_swallow_the_next() -> None:
    assert digits_of(a_press(7, 8000)[:3] + a_press(7, 20_000)[:2] + a_press(8, 30_000)[:1]) == "778"


def test_packets_of_the_key_before_that_come_late_are_no_digit() -> None:
    first, second = a_press(1, 8000), a_press(2, 9600)
    assert digits_of(first[:-1] + second[:2] + first[-1:] + second[2:] + first[-1:]) == "12"


def test_the_same_key_right_after_its_end_is_another_press() -> None:
    first = a_press(1, 8000)
    assert digits_of(first + a_press(1, 8000 + 160 * 6)) == "11"


@pytest.mark.parametrize("begins", [8000, 0xFFFFFFFF - 8000])
def test_a_press_of_ten_seconds_in_two_segments_is_one_digit(begins: int) -> None:
    # RFC 4733 §2.5.1.3: the first segment ends at 0xFFFF without the end bit.
    first = [(begins, an_event(4, min(160 * number, 0xFFFF))) for number in range(1, 411)]
    later = [((begins + 0xFFFF) & 0xFFFFFFFF, an_event(4, 160 * number)) for number in range(1, 20)]
    end = [((begins + 0xFFFF) & 0xFFFFFFFF, an_event(4, 3200, end=True))] * 3
    assert digits_of(first + later + end) == "4"


def test_a_telephone_that_counts_the_timestamp_on_in_each_packet_presses_once() -> None:
    packets = [(8000 + 160 * number, an_event(9, 160 * (number + 1))) for number in range(6)]
    assert digits_of([*packets, (8000 + 160 * 6, an_event(9, 1120, end=True))]) == "9"


def test_timestamps_of_a_press_may_wrap() -> None:
    assert digits_of(a_press(1, 0xFFFFFFF0) + a_press(1, 0x500)) == "11"


@pytest.mark.parametrize("event", [16, 32, 66, 144, 255])
def test_a_flash_or_a_tone_is_no_digit(event: int) -> None:
    assert digits_of(a_press(event, 8000) + a_press(1, 9000)) == "1"


@given(st.lists(st.tuples(st.integers(0, 0xFFFFFFFF), st.binary(max_size=12)), max_size=60))
def test_any_payload_is_a_digit_or_none(packets: Events) -> None:
    assert set(digits_of(packets)) <= set(DIGITS)


@given(
    st.lists(st.integers(0, 15), min_size=1, max_size=8),
    st.randoms(use_true_random=False),
    st.floats(0, 0.8),
)
def test_any_loss_that_leaves_a_packet_of_each_key_leaves_every_digit(
    events: list[int], chance: Random, lost_share: float
) -> None:
    packets: Events = []
    for number, event in enumerate(events):
        press = a_press(event, 8000 + number * 4000)
        kept = [packet for packet in press if chance.random() >= lost_share]
        packets += kept or press[:1]
    assert digits_of(packets) == "".join(DIGITS[event] for event in events)


# INFO.


@pytest.mark.parametrize(
    ("content_type", "body", "digit"),
    [
        ("application/dtmf-relay", b"Signal=5\r\nDuration=160\r\n", "5"),
        ("application/dtmf-relay", b"Signal=5\r\nDuration=160", "5"),
        ("application/dtmf-relay", b"Signal=5", "5"),
        ("application/dtmf-relay", b"Signal= 5 \r\nDuration= 160\r\n", "5"),
        ("application/dtmf-relay", b"Duration=160\nsignal=#\n", "#"),
        ("Application/DTMF-Relay; charset=utf-8", b"Signal=*\r\n", "*"),
        ("application/dtmf-relay", b"Signal=10\r\n", "*"),
        ("application/dtmf-relay", b"Signal=11\r\n", "#"),
        ("application/dtmf-relay", b"Signal=a\r\n", "A"),
        ("application/dtmf", b"7", "7"),
        ("application/dtmf", b"#\r\n", "#"),
        ("application/dtmf", b"11", "#"),
        ("application/dtmf-relay", b"Signal=16\r\n", None),
        ("application/dtmf-relay", b"Signal=\r\n", None),
        ("application/dtmf-relay", b"Signal=55\r\n", None),
        ("application/dtmf-relay", b"Duration=160\r\n", None),
        ("application/dtmf-relay", b"", None),
        ("application/dtmf", b"flash", None),
        ("application/dtmf", b"\xff\xfe", None),
        ("application/media_control+xml", b"Signal=5", None),
        ("", b"5", None),
    ],
)
def test_the_digit_of_an_info(content_type: str, body: bytes, digit: str | None) -> None:
    assert read_info(content_type, body) == digit


@given(st.sampled_from(["application/dtmf", "application/dtmf-relay"]) | st.text(), st.binary(max_size=3000))
def test_any_info_is_a_digit_or_none(content_type: str, body: bytes) -> None:
    digit = read_info(content_type, body)
    assert digit is None or digit in DIGITS
    read_info("application/dtmf-relay", b"Signal=" + body)


# Both ways at once.


def counted(presses: list[tuple[str, str, float]]) -> str:
    once = PressedOnce()
    return "".join(digit for digit, way, now in presses if once.counts(digit, way, now))


def test_a_key_that_comes_both_ways_counts_once() -> None:
    assert counted([("5", RFC4733, 1.0), ("5", INFO, 1.2)]) == "5"
    assert counted([("5", INFO, 1.0), ("5", RFC4733, 1.2)]) == "5"


def test_the_same_key_pressed_twice_counts_twice_whatever_order_they_come_in() -> None:
    assert counted([("5", RFC4733, 1.0), ("5", INFO, 1.1), ("5", RFC4733, 1.3), ("5", INFO, 1.4)]) == "55"
    assert counted([("5", RFC4733, 1.0), ("5", RFC4733, 1.3), ("5", INFO, 1.4), ("5", INFO, 1.5)]) == "55"


def test_keys_by_one_way_all_count() -> None:
    assert counted([("5", INFO, 1.0), ("5", INFO, 1.1), ("6", INFO, 1.2)]) == "556"


def test_the_same_key_by_the_other_way_long_after_is_another_press() -> None:
    assert counted([("5", RFC4733, 1.0), ("5", INFO, 1.1 + SAME_PRESS_SECONDS)]) == "55"


# Out.


def pressed(digits: str, frames: int = 200, timestamp: int = 1000) -> list[tuple[int, EventPacket]]:
    """Number of the frame and the packet, for all that are sent."""
    presser = KeyPresser()
    presser.press(digits)
    sent = []
    for number in range(frames):
        if not presser.is_pressing:
            break
        packet = presser.next(timestamp + number * 160)
        if packet is not None:
            sent.append((number, packet))
    assert not presser.is_pressing
    return sent


def test_a_key_goes_out_each_20_ms_and_its_end_three_times() -> None:
    sent = pressed("5")
    assert [number for number, _ in sent] == list(range(PRESS_FRAMES + END_PACKETS - 1))
    events = [struct.unpack("!BBH", packet.payload) for _, packet in sent]
    assert {event for event, _, _ in events} == {5}
    assert [flags >> 7 for _, flags, _ in events] == [0] * (PRESS_FRAMES - 1) + [1] * END_PACKETS
    assert [duration for _, _, duration in events] == [160, 320, 480, 640, 800, 960, 960, 960]


def test_all_packets_of_a_key_bear_its_beginning_and_the_first_the_marker() -> None:
    sent = pressed("5")
    assert {packet.timestamp for _, packet in sent} == {1000}
    assert [packet.marker for _, packet in sent] == [True] + [False] * (len(sent) - 1)


def test_between_two_keys_there_is_a_pause() -> None:
    sent = pressed("55")
    starts = [number for number, packet in sent if packet.marker]
    assert starts == [0, 12]
    assert sent[-1][1].timestamp == 1000 + 12 * 160


@given(st.text(alphabet=DIGITS, min_size=1, max_size=12))
def test_what_we_press_we_would_read(digits: str) -> None:
    reader = EventReader()
    read = [reader.heard(packet.timestamp, packet.payload) for _, packet in pressed(digits, 2000)]
    assert "".join(filter(None, read)) == digits


def test_what_is_no_key_is_left_out_and_too_much_is_not_kept() -> None:
    presser = KeyPresser()
    presser.press("x y,p")
    assert not presser.is_pressing
    presser.press("1" * 40)
    presser.press("1" * 10_000)
    count = 0
    while presser.is_pressing:
        packet = presser.next(count * 160)
        count += packet is not None and packet.marker
    assert count == MOST_WAITING_DIGITS
