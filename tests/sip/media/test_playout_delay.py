"""How long sound waits: short where packets come evenly, longer where they do not, and soon short again."""

from agent.sip.media.playout_delay import LONGEST_SAMPLES, SHORTEST_SAMPLES, PlayoutDelay
from tests.sip.media.media_parts import arrivals


def after_packets(delay: PlayoutDelay, moments: list[tuple[float, int]], playing: bool = True) -> list[bool]:
    return [delay.arrived(number * 160, at_seconds, not playing) for at_seconds, number in moments]


def test_even_packets_wait_twenty_ms() -> None:
    delay = PlayoutDelay()
    assert all(after_packets(delay, arrivals(200)))
    assert delay.target_samples == SHORTEST_SAMPLES


def test_uneven_packets_wait_a_little_longer_than_the_latest_of_them() -> None:
    delay = PlayoutDelay()
    after_packets(delay, arrivals(300, jitter_ms=50))
    assert 45 <= delay.target_samples / 8 <= 70


def test_one_late_packet_is_forgotten_in_seconds() -> None:
    delay = PlayoutDelay()
    delays = [0.0] * 100 + [90.0] + [0.0] * 900
    moments = arrivals(1001, delay_ms=delays)
    after_packets(delay, moments[:120])
    assert delay.target_samples > 80 * 8
    after_packets(delay, moments[120:])
    assert delay.target_samples == SHORTEST_SAMPLES


def test_nobody_waits_longer_than_about_120_ms() -> None:
    delay = PlayoutDelay()
    after_packets(delay, arrivals(300, jitter_ms=155))
    assert delay.target_samples == LONGEST_SAMPLES


def test_a_way_that_became_longer_is_taken_for_the_way() -> None:
    delay = PlayoutDelay()
    answers = after_packets(delay, arrivals(100, delay_ms=[0.0] * 50 + [500.0] * 50))
    assert answers.count(False) == 1
    # What is played follows: the newest packet is where it would be on an even way.
    assert abs(delay.position(100 + 99 * 0.02 + 0.5) - (99 * 160 - delay.target_samples)) < 8


def test_between_talkspurts_the_first_late_packet_is_enough() -> None:
    delay = PlayoutDelay()
    after_packets(delay, arrivals(10))
    assert not delay.arrived(10 * 160, 100 + 10 * 0.02 + 0.4, True)


def test_a_clock_that_runs_slower_than_ours_is_followed() -> None:
    delay = PlayoutDelay()
    # 500 millionths slow: after a minute 30 ms, which would look like lateness.
    for number in range(3000):
        delay.arrived(number * 160, 100 + number * 0.02 * 1.0005, False)
    assert delay.target_samples <= SHORTEST_SAMPLES + 8


def test_a_clock_that_runs_faster_than_ours_is_followed() -> None:
    delay = PlayoutDelay()
    for number in range(3000):
        delay.arrived(number * 160, 100 + number * 0.02 * 0.9995, False)
    at_seconds = 100 + 2999 * 0.02 * 0.9995
    assert abs(delay.position(at_seconds) - (2999 * 160 - delay.target_samples)) < 2
