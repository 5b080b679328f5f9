"""Loss and jitter as RFC 3550 counts them (A.3, A.8)."""

import pytest

from agent.sip.media.reception import Reception
from agent.sip.media.rtcp import SenderReport, ntp_time
from agent.sip.media.rtp import RtpPacket


def heard(reception: Reception, sequence: int, at_seconds: float, ssrc: int = 5) -> None:
    packet = RtpPacket(8, False, sequence & 0xFFFF, sequence * 160 & 0xFFFFFFFF, ssrc, b"")
    reception.heard(packet, at_seconds)


def test_nothing_is_said_of_nobody() -> None:
    assert Reception().block(1.0) is None


def test_a_lost_packet_counts_once_in_the_fraction_and_always_in_the_sum() -> None:
    reception = Reception()
    for number in range(0, 8):
        if number != 3:
            heard(reception, number, number * 0.02)
    first = reception.block(1.0)
    assert first is not None
    assert (first.packets_lost, first.fraction_lost, first.highest_sequence) == (1, 256 // 8, 7)
    assert reception.packets_lost == 1
    for number in range(8, 16):
        heard(reception, number, number * 0.02)
    second = reception.block(2.0)
    assert second is not None
    assert (second.packets_lost, second.fraction_lost) == (1, 0)


def test_duplicates_make_the_sum_negative_and_the_fraction_zero() -> None:
    reception = Reception()
    for number in (0, 1, 1, 1):
        heard(reception, number, number * 0.02)
    block = reception.block(1.0)
    assert block is not None
    assert (block.packets_lost, block.fraction_lost) == (-2, 0)
    assert reception.packets_lost == 0


def test_a_steady_sender_has_no_jitter_and_an_unsteady_one_what_the_formula_says() -> None:
    reception = Reception()
    for number in range(5000, 5050):
        heard(reception, number, 100 + number * 0.02)
        assert reception.jitter_ms < 0.2
    # One packet 16 ms late: 128 samples, of which a sixteenth counts.
    heard(reception, 5050, 100 + 5050 * 0.02 + 0.016)
    assert reception.jitter_ms == pytest.approx(1.0, abs=0.2)


def test_the_sequence_wraps_without_a_loss() -> None:
    reception = Reception()
    for number in range(0xFFF0, 0x10010):
        heard(reception, number, number * 0.02)
    block = reception.block(9.0)
    assert block is not None
    assert (block.packets_lost, block.highest_sequence) == (0, 0x1000F)


def test_another_source_is_counted_anew_and_packets_go_on() -> None:
    reception = Reception()
    heard(reception, 1, 0.0)
    heard(reception, 9, 0.1)
    heard(reception, 40_000, 0.2, ssrc=6)
    block = reception.block(1.0)
    assert block is not None
    assert (block.ssrc, block.packets_lost) == (6, 0)
    assert reception.packets_heard == 3


def test_a_restart_of_the_same_source_is_no_loss_of_thousands() -> None:
    reception = Reception()
    heard(reception, 1, 0.0)
    for number in range(30_000, 30_010):
        heard(reception, number, number * 0.02)
    assert reception.packets_lost == 0


def test_their_last_report_is_quoted_with_its_age() -> None:
    reception = Reception()
    heard(reception, 1, 10.0)
    reception.sender_report(SenderReport(5, ntp_time(77.5), 0, 0, 0), 10.0)
    block = reception.block(11.5)
    assert block is not None
    assert (block.last_sender_report, block.since_last_sender_report) == (0x4D8000, 0x18000)


def test_the_report_of_somebody_else_is_not_quoted() -> None:
    reception = Reception()
    heard(reception, 1, 10.0)
    reception.sender_report(SenderReport(99, ntp_time(77.5), 0, 0, 0), 10.0)
    block = reception.block(11.5)
    assert block is not None
    assert block.last_sender_report == 0
