"""One stream for each leg, whatever it is made of: no gaps, and timestamps that keep time (RFC 3550 §5.1)."""

from agent.sip.media.rtp import RtpPacket
from agent.sip.media.send import RtpSender
from tests.sip.media.media_parts import fields

SOUND = b"\x11" * 160


def a_sender() -> RtpSender:
    return RtpSender(ssrc=0xABCD, sequence=0xFFFE, timestamp=0xFFFFFF00)


def theirs(sequence: int, timestamp: int, ssrc: int = 9, marker: bool = False) -> RtpPacket:
    return RtpPacket(8, marker, sequence & 0xFFFF, timestamp & 0xFFFFFFFF, ssrc, SOUND)


def test_frames_follow_each_other_and_wrap() -> None:
    sender = a_sender()
    sent = [fields(sender.frame(8, SOUND)) for _ in range(4)]
    assert [sequence for _, _, sequence, *_ in sent] == [0xFFFE, 0xFFFF, 0, 1]
    assert [timestamp for _, _, _, timestamp, *_ in sent] == [0xFFFFFF00, 0xFFFFFFA0, 0x40, 0xE0]
    assert {ssrc for *_, ssrc, _ in sent} == {0xABCD}


def test_the_first_packet_and_the_first_after_a_pause_bear_the_marker() -> None:
    sender = a_sender()
    before = [fields(sender.frame(8, SOUND)) for _ in range(2)]
    sender.skip_frames(3)
    after = [fields(sender.frame(8, SOUND)) for _ in range(2)]
    assert [marker for _, marker, *_ in before + after] == [True, False, True, False]
    assert (after[0][3] - before[1][3]) & 0xFFFFFFFF == 4 * 160
    assert after[0][2] == (before[1][2] + 1) & 0xFFFF


def test_packets_and_octets_of_payload_are_counted() -> None:
    sender = a_sender()
    sender.frame(8, SOUND)
    sender.event(101, b"1234", 5, True)
    sender.skip_frames()
    assert (sender.packets_sent, sender.octets_sent) == (2, 164)


def test_an_event_has_the_timestamp_of_its_beginning_and_time_goes_on() -> None:
    sender = a_sender()
    begins = sender.timestamp
    for number in range(3):
        kind, marker, _, timestamp, _, payload = fields(sender.event(101, b"1234", begins, number == 0))
        assert (kind, marker, timestamp, payload) == (101, number == 0, begins, b"1234")
    assert fields(sender.frame(8, SOUND))[3] == (begins + 3 * 160) & 0xFFFFFFFF


def test_a_relayed_stream_goes_on_where_ours_was() -> None:
    sender = a_sender()
    sender.frame(8, SOUND)
    first = fields(sender.relay(theirs(500, 70_000), 0, SOUND, True))
    assert first == (0, True, 0xFFFF, 0xFFFFFFA0, 0xABCD, SOUND)
    second = fields(sender.relay(theirs(501, 70_160), 0, SOUND, True))
    assert second[1:4] == (False, 0, 0x40)
    assert fields(sender.frame(8, SOUND))[2:4] == (1, 0xE0)


def test_gaps_and_order_of_a_relayed_stream_stay_as_they_came() -> None:
    sender = a_sender()
    order = [10, 11, 14, 13, 13, 15]
    sent = [fields(sender.relay(theirs(number, number * 160), 8, SOUND, True)) for number in order]
    assert [(sequence - 0xFFFE) & 0xFFFF for _, _, sequence, *_ in sent] == [0, 1, 4, 3, 3, 5]
    assert [(timestamp - 0xFFFFFF00) & 0xFFFFFFFF for _, _, _, timestamp, *_ in sent] == [
        160 * (number - 10) for number in order
    ]
    assert (sender.sequence - 0xFFFE) & 0xFFFF == 6


def test_a_relayed_source_that_jumps_or_changes_does_not_tear_our_stream() -> None:
    sender = a_sender()
    jumps = [theirs(10, 1600), theirs(40_000, 1760), theirs(40_001, 0x90000000), theirs(7, 1, ssrc=10)]
    sent = [fields(sender.relay(packet, 8, SOUND, True)) for packet in jumps]
    assert [(sequence - 0xFFFE) & 0xFFFF for _, _, sequence, *_ in sent] == [0, 1, 2, 3]
    assert [(timestamp - 0xFFFFFF00) & 0xFFFFFFFF for _, _, _, timestamp, *_ in sent] == [0, 160, 320, 480]
    assert all(marker for _, marker, *_ in sent)


def test_after_frames_of_our_own_a_relayed_stream_begins_anew_behind_them() -> None:
    sender = a_sender()
    sender.relay(theirs(10, 1600), 8, SOUND, True)
    for _ in range(50):
        sender.frame(8, SOUND)
    _, marker, sequence, timestamp, _, _ = fields(sender.relay(theirs(11, 1760), 8, SOUND, True))
    assert marker
    assert (sequence - 0xFFFE) & 0xFFFF == 51
    assert (timestamp - 0xFFFFFF00) & 0xFFFFFFFF == 51 * 160


def test_a_relayed_event_does_not_move_time() -> None:
    sender = a_sender()
    sent = [fields(sender.relay(theirs(number, 1600), 101, b"1234", False)) for number in (10, 11, 12)]
    assert len({timestamp for _, _, _, timestamp, *_ in sent}) == 1
    assert sender.timestamp == 0xFFFFFF00
