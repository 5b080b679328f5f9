"""One leg's RTCP: a report about every five seconds, theirs taken in, goodbye at the end (RFC 3550 §6)."""

from agent.sip.media.reception import Reception
from agent.sip.media.rtcp import (
    Description,
    Goodbye,
    ReceiverReport,
    ReportBlock,
    Rtcp,
    SenderReport,
    middle_of,
    ntp_time,
    read_compound,
    write_compound,
)
from agent.sip.media.send import RtpSender
from agent.sip.media.symmetric_rtp import Address

EVERY_SECONDS = 5.0


class Reports:
    """RTCP of one leg."""

    def __init__(self, sender: RtpSender, reception: Reception, cname: bytes) -> None:
        """`cname`: nothing that tells a stranger anything (RFC 7022)."""
        self._sender = sender
        self._reception = reception
        self._cname = cname
        self._heard_from: Address | None = None
        self._due_at_seconds: float | None = None
        self._packets_reported = 0
        self.round_trip_ms: float | None = None
        """To the other side and back; None until it told us."""
        self.their_view: ReportBlock | None = None
        """What the other side says of our stream."""
        self.said_goodbye = False

    def due(self, now_seconds: float) -> bytes | None:
        """A report, when its time has come; the first about two seconds after the beginning."""
        if self._due_at_seconds is None:
            self._due_at_seconds = now_seconds + self._pause_seconds() / 2
        if now_seconds < self._due_at_seconds:
            return None
        self._due_at_seconds = now_seconds + self._pause_seconds()
        return write_compound(self._report(now_seconds))

    def goodbye(self, now_seconds: float) -> bytes:
        """The last report."""
        return write_compound([*self._report(now_seconds), Goodbye((self._sender.ssrc,))])

    def destination(self, rtp: Address | None, rtcp_port: int | None) -> Address | None:
        """Back to where theirs come from; else the port that SDP names, or the one after that of RTP (§11)."""
        if self._heard_from is not None or rtp is None:
            return self._heard_from
        return rtp[0], rtcp_port or rtp[1] + 1

    def heard(self, data: bytes, source: Address, now_seconds: float) -> None:
        """A datagram of theirs came.  Never raises."""
        self._heard_from = source
        for packet in read_compound(data):
            if isinstance(packet, SenderReport):
                self._reception.sender_report(packet, now_seconds)
            if isinstance(packet, SenderReport | ReceiverReport):
                for block in packet.blocks:
                    self._take(block, now_seconds)
            elif isinstance(packet, Goodbye):
                self.said_goodbye = True

    def _take(self, block: ReportBlock, now_seconds: float) -> None:
        if block.ssrc != self._sender.ssrc:
            return
        self.their_view = block
        if block.last_sender_report:
            sent = block.last_sender_report + block.since_last_sender_report
            way = (middle_of(ntp_time(now_seconds)) - sent) & 0xFFFFFFFF
            if way < 1 << 22:
                # Above a minute it is no answer to a report of ours.
                self.round_trip_ms = way / 65536 * 1000

    def _report(self, now_seconds: float) -> list[Rtcp]:
        block = self._reception.block(now_seconds)
        blocks = () if block is None else (block,)
        sender = self._sender
        report: Rtcp
        if sender.packets_sent > self._packets_reported:
            self._packets_reported = sender.packets_sent
            report = SenderReport(
                sender.ssrc,
                ntp_time(now_seconds),
                sender.timestamp,
                sender.packets_sent,
                sender.octets_sent,
                blocks,
            )
        else:
            report = ReceiverReport(sender.ssrc, blocks)
        return [report, Description(sender.ssrc, self._cname)]

    def _pause_seconds(self) -> float:
        """Between half and one and a half times five seconds, another for each leg (§6.3.1)."""
        return EVERY_SECONDS * (0.5 + (self._sender.ssrc * 2654435761 % (1 << 32)) / (1 << 32))
