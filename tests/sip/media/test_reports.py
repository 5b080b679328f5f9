"""A report about every five seconds says what came and went (RFC 3550 §6), and tells how long the way is."""

from itertools import pairwise

import pytest

from agent.sip.media.reception import Reception
from agent.sip.media.reports import Reports
from agent.sip.media.rtcp import (
    Description,
    Goodbye,
    ReceiverReport,
    ReportBlock,
    SenderReport,
    middle_of,
    ntp_time,
    read_compound,
    write_compound,
)
from agent.sip.media.rtp import RtpPacket
from agent.sip.media.send import RtpSender
from tests.sip.media.media_parts import BOX

THEIRS = (BOX[0], BOX[1] + 1)


class AStream:
    """A sender, a reception and their reports."""

    def __init__(self, ssrc: int = 77) -> None:
        self.sender = RtpSender(ssrc, 1, 1000)
        self.reception = Reception()
        self.reports = Reports(self.sender, self.reception, b"tq")


def test_a_report_is_due_now_and_then() -> None:
    for ssrc in (0, 77, 0x12345678, 0xFFFFFFFF):
        stream = AStream(ssrc)
        moments = [tick * 0.1 for tick in range(1200) if stream.reports.due(tick * 0.1) is not None]
        assert 1.2 <= moments[0] <= 4
        pauses = [later - before for before, later in pairwise(moments)]
        assert all(2.4 <= pause <= 7.6 for pause in pauses)


def test_legs_do_not_report_all_at_once() -> None:
    firsts = set()
    for ssrc in range(1000, 1020):
        reports = AStream(ssrc).reports
        firsts.add(next(tick for tick in range(100) if reports.due(tick * 0.1) is not None))
    assert len(firsts) > 10


def test_who_sent_something_says_how_much_and_who_did_not_only_what_came() -> None:
    stream = AStream()
    stream.sender.frame(8, b"\xd5" * 160)
    stream.reception.heard(RtpPacket(8, False, 9, 0, 5, b""), 0.0)
    first = read_compound(stream.reports.goodbye(1.0))
    assert isinstance(first[0], SenderReport)
    assert (first[0].ssrc, first[0].packets, first[0].octets) == (77, 1, 160)
    assert [block.ssrc for block in first[0].blocks] == [5]
    assert first[1:] == [Description(77, b"tq"), Goodbye((77,))]
    second = read_compound(stream.reports.goodbye(2.0))
    assert isinstance(second[0], ReceiverReport)


def test_the_way_there_and_back_is_known_from_what_they_quote() -> None:
    stream = AStream()
    sent_at = middle_of(ntp_time(100.0))
    # They held our report for half a second; it came back 80 ms after what that explains.
    block = ReportBlock(77, 3, 4, 5, 6, sent_at, 0x8000)
    stream.reports.heard(write_compound([ReceiverReport(5, (block,))]), THEIRS, 100.58)
    assert stream.reports.round_trip_ms == pytest.approx(80, abs=1)
    assert stream.reports.their_view == block


def test_what_they_say_of_another_stream_is_not_about_us() -> None:
    stream = AStream()
    block = ReportBlock(78, 3, 4, 5, 6, 1, 1)
    stream.reports.heard(write_compound([ReceiverReport(5, (block,))]), THEIRS, 100.0)
    assert stream.reports.their_view is None


def test_a_quote_of_no_report_of_ours_is_no_way() -> None:
    stream = AStream()
    block = ReportBlock(77, 3, 4, 5, 6, middle_of(ntp_time(900.0)), 0)
    stream.reports.heard(write_compound([ReceiverReport(5, (block,))]), THEIRS, 100.0)
    assert stream.reports.round_trip_ms is None


def test_their_goodbye_is_noted() -> None:
    stream = AStream()
    assert not stream.reports.said_goodbye
    stream.reports.heard(write_compound([Goodbye((5,))]), THEIRS, 1.0)
    assert stream.reports.said_goodbye


def test_reports_go_to_the_next_port_or_where_sdp_says_or_back_where_theirs_come_from() -> None:
    stream = AStream()
    assert stream.reports.destination(None, None) is None
    assert stream.reports.destination(BOX, None) == THEIRS
    assert stream.reports.destination(BOX, 9000) == (BOX[0], 9000)
    stream.reports.heard(b"", (BOX[0], 41_000), 1.0)
    assert stream.reports.destination(BOX, 9000) == (BOX[0], 41_000)
