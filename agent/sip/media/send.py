"""Numbers what goes out: one SSRC a leg, sequence and timestamps that a receiver can rely on (RFC 3550 §5.1).

Whatever is sent (a greeting, a mix, a relayed packet, a key) goes through one `RtpSender`, so that the other side
hears one stream.  In a frame without a packet the timestamp goes on, and the next packet bears the marker.
"""

from agent.sip.media.g711_frames import FRAME_SAMPLES
from agent.sip.media.rtp import HEADER_BYTES, RtpPacket, after, write_packet
from agent.sound.rates import SAMPLE_RATE_HZ

MOST_STEP_PACKETS = 100
MOST_STEP_SAMPLES = 2 * SAMPLE_RATE_HZ
"""A relayed source that steps further than these is given new places in our stream."""


class RtpSender:
    """One leg's stream out."""

    def __init__(self, ssrc: int, sequence: int, timestamp: int) -> None:
        """Where it begins: by chance, so that it can't be guessed (RFC 3550 §5.1)."""
        self.ssrc = ssrc
        self.sequence = sequence & 0xFFFF
        """Of the next packet."""
        self.timestamp = timestamp & 0xFFFFFFFF
        """Of the next frame."""
        self.packets_sent = 0
        self.octets_sent = 0
        """Of payload (RFC 3550 §6.4.1)."""
        self._begins = True
        self._relayed_ssrc: int | None = None
        self._sequence_step = self._timestamp_step = 0

    def frame(self, payload_type: int, payload: bytes) -> bytes:
        """The packet of these 20 ms."""
        data = self._packet(payload_type, self._begins, self.sequence, self.timestamp, payload)
        self._begins = False
        self.sequence = (self.sequence + 1) & 0xFFFF
        self._pass_frame()
        return data

    def event(self, payload_type: int, payload: bytes, timestamp: int, marker: bool) -> bytes:
        """A packet of a telephone event that began at `timestamp` (RFC 4733 §2.3)."""
        data = self._packet(payload_type, marker, self.sequence, timestamp, payload)
        self.sequence = (self.sequence + 1) & 0xFFFF
        self._pass_frame()
        return data

    def skip_frames(self, count: int = 1) -> None:
        """Nothing is sent for so many times 20 ms."""
        self._begins = True
        self._pass_frame(count)

    def relay(self, packet: RtpPacket, payload_type: int, payload: bytes, moves_on: bool) -> bytes:
        """A packet of somebody else's stream in ours: gaps and order stay as they came.

        `moves_on`: False for telephone events, whose timestamp stands still while they last.
        """
        if self._relayed_ssrc != packet.ssrc or not self._fits(packet):
            self._relayed_ssrc = packet.ssrc
            self._sequence_step = self.sequence - packet.sequence
            self._timestamp_step = self.timestamp - packet.timestamp
            self._begins = True
        sequence = (packet.sequence + self._sequence_step) & 0xFFFF
        timestamp = (packet.timestamp + self._timestamp_step) & 0xFFFFFFFF
        data = self._packet(payload_type, packet.marker or self._begins, sequence, timestamp, payload)
        self._begins = False
        if after(sequence, self.sequence, 16) >= 0:
            self.sequence = (sequence + 1) & 0xFFFF
        end = timestamp + (len(payload) if moves_on else 0)
        if after(end, self.timestamp, 32) > 0:
            self.timestamp = end & 0xFFFFFFFF
        return data

    def _fits(self, packet: RtpPacket) -> bool:
        """False when the relayed stream no longer goes on where ours is."""
        steps = after(packet.sequence + self._sequence_step, self.sequence, 16)
        samples = after(packet.timestamp + self._timestamp_step, self.timestamp, 32)
        return abs(steps) <= MOST_STEP_PACKETS and abs(samples) <= MOST_STEP_SAMPLES

    def _pass_frame(self, count: int = 1) -> None:
        self._relayed_ssrc = None
        self.timestamp = (self.timestamp + count * FRAME_SAMPLES) & 0xFFFFFFFF

    def _packet(
        self, payload_type: int, marker: bool, sequence: int, timestamp: int, payload: bytes
    ) -> bytes:
        data = write_packet(RtpPacket(payload_type, marker, sequence, timestamp, self.ssrc, payload))
        self.packets_sent += 1
        self.octets_sent += len(data) - HEADER_BYTES
        return data
