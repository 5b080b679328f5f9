"""How well the other side's packets come: counted, lost, and how unevenly (RFC 3550 §6.4.1, A.3, A.8)."""

from agent.sip.media.rtcp import ReportBlock, SenderReport, middle_of
from agent.sip.media.rtp import RtpPacket, SequenceCounter, after
from agent.sound.rates import SAMPLE_RATE_HZ

MOST_JITTER_SAMPLES = 0xFFFF


class Reception:
    """Statistics of one source; a new SSRC begins anew, `packets_heard` goes on."""

    def __init__(self) -> None:
        self.packets_heard = 0
        """Of all sources together."""
        self._ssrc: int | None = None
        self._sequence = SequenceCounter(0)
        self._received = 0
        self._jitter_samples = 0.0
        self._last_transit = 0
        self._reported = (0, 0)
        """Packets expected and received when the last report was made."""
        self._report_heard = (0, 0.0)
        """Middle of the NTP time of their last report, and when it came."""

    def heard(self, packet: RtpPacket, now_seconds: float) -> int | None:
        """Count a packet; its extended sequence number, or None when that is far off (RFC 3550 A.1)."""
        self.packets_heard += 1
        arrived = int(now_seconds * SAMPLE_RATE_HZ)
        if packet.ssrc != self._ssrc:
            self._ssrc, self._received, self._reported = packet.ssrc, 0, (0, 0)
            self._sequence = SequenceCounter(packet.sequence)
            self._jitter_samples, self._last_transit = 0.0, arrived - packet.timestamp
        base_before = self._sequence.base
        number = self._sequence.extended(packet.sequence)
        if self._sequence.base != base_before:
            self._received, self._reported = 0, (0, 0)
        self._received += 1
        transit = arrived - packet.timestamp
        step = min(abs(after(transit, self._last_transit, 32)), MOST_JITTER_SAMPLES)
        self._last_transit = transit
        self._jitter_samples += (step - self._jitter_samples) / 16
        return number

    def sender_report(self, report: SenderReport, now_seconds: float) -> None:
        """Their report came: ours will quote it, so that they can tell how long the way is."""
        if report.ssrc == self._ssrc:
            self._report_heard = middle_of(report.ntp_time), now_seconds

    def block(self, now_seconds: float) -> ReportBlock | None:
        """What we say of it in a report; None before anything came.  Counts the fraction lost since the last."""
        if self._ssrc is None:
            return None
        expected, received = self._sequence.expected, self._received
        expected_since, received_since = expected - self._reported[0], received - self._reported[1]
        self._reported = expected, received
        lost_since = max(expected_since - received_since, 0)
        last_report, heard_at_seconds = self._report_heard
        since = int((now_seconds - heard_at_seconds) * 65536) if last_report else 0
        return ReportBlock(
            self._ssrc,
            min(255, (lost_since << 8) // expected_since) if expected_since > 0 else 0,
            expected - received,
            self._sequence.highest,
            int(self._jitter_samples),
            last_report,
            max(0, min(since, 0xFFFFFFFF)),
        )

    @property
    def packets_lost(self) -> int:
        """Of the source that sends now; late ones are not lost."""
        return max(self._sequence.expected - self._received, 0) if self._ssrc is not None else 0

    @property
    def jitter_ms(self) -> float:
        """Smoothed as RFC 3550 §6.4.1 has it."""
        return self._jitter_samples / SAMPLE_RATE_HZ * 1000
