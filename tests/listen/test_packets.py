"""The packets say which silence it is."""

from agent.listen.packets import Packets


def told(counts: dict[float, int]) -> Packets:
    packets = Packets()
    for now, count in counts.items():
        packets.seen(count, now)
    return packets


def test_nobody_counts() -> None:
    assert Packets().kind(3.0) is None
    assert Packets().words == "not counted"


def test_a_steady_stream_is_no_special_silence() -> None:
    assert told({0.2 * n: 10 * n for n in range(20)}).kind(3.8) is None


def test_no_packet_at_all() -> None:
    assert told({0.2 * n: 0 for n in range(20)}).kind(3.8) == "no-rtp"


def test_packets_that_stop() -> None:
    assert told({0.2 * n: min(50, 10 * n) for n in range(20)}).kind(3.8) == "no-rtp"


def test_a_few_packets_a_second_are_comfort_noise() -> None:
    assert told({0.2 * n: n for n in range(30)}).kind(5.8) == "comfort-noise"
