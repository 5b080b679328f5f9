"""One RTP packet as bytes and back, and the count of those that came (RFC 3550 §5.1, §5.3.1, A.1)."""

import struct
from typing import NamedTuple

HEADER_BYTES = 12
LONGEST_PACKET_BYTES = 1500
"""More than an Ethernet frame holds is no telephone."""
MOST_MISSING = 3000
MOST_MISORDERED = 100
"""RFC 3550 A.1: a step further than these is a sender that began anew."""

_HEADER = struct.Struct("!BBHII")
_EXTENSION_LENGTH = struct.Struct("!2xH")


class RtpPacket(NamedTuple):
    """What a packet says; contributing sources, header extension and padding are left out."""

    payload_type: int
    marker: bool
    sequence: int
    timestamp: int
    ssrc: int
    payload: bytes


def read_packet(data: bytes) -> RtpPacket | None:
    """The packet, or None when these bytes are none.  Never raises."""
    if not HEADER_BYTES <= len(data) <= LONGEST_PACKET_BYTES:
        return None
    first, second, sequence, timestamp, ssrc = _HEADER.unpack_from(data)
    if first == 0x80:
        payload = data[HEADER_BYTES:]
    else:
        begin, end = _payload_place(data, first)
        if begin > end:
            return None
        payload = data[begin:end]
    return RtpPacket(second & 0x7F, second > 0x7F, sequence, timestamp, ssrc, payload)


def _payload_place(data: bytes, first: int) -> tuple[int, int]:
    """Where the payload of an unusual packet begins and ends; the other way round when there is none."""
    nowhere = 1, 0
    if first >> 6 != 2:
        return nowhere
    begin, end = HEADER_BYTES + 4 * (first & 0x0F), len(data)
    if first & 0x10:
        if begin + 4 > end:
            return nowhere
        begin += 4 + 4 * int(_EXTENSION_LENGTH.unpack_from(data, begin)[0])
    if first & 0x20:
        padding = data[-1]
        if not padding:
            return nowhere
        end -= padding
    return begin, end


def write_packet(packet: RtpPacket) -> bytes:
    """The bytes of it; sequence, timestamp and SSRC count around."""
    second = packet.payload_type & 0x7F | (0x80 if packet.marker else 0)
    return (
        _HEADER.pack(
            0x80, second, packet.sequence & 0xFFFF, packet.timestamp & 0xFFFFFFFF, packet.ssrc & 0xFFFFFFFF
        )
        + packet.payload
    )


def is_rtcp(data: bytes) -> bool:
    """True for RTCP that came on the port of RTP (RFC 5761 §4)."""
    return len(data) >= 8 and data[0] >> 6 == 2 and 192 <= data[1] <= 223


def after(value: int, reference: int, bits: int) -> int:
    """How far `value` lies after `reference` on a counter of so many bits; negative when before."""
    half = 1 << (bits - 1)
    return (value - reference + half) % (1 << bits) - half


class SequenceCounter:
    """Extended sequence numbers of one source, and how many packets should have come."""

    def __init__(self, first: int) -> None:
        self._begin(first)

    def _begin(self, sequence: int) -> None:
        self.base = self.highest = sequence
        """Extended numbers: they do not wrap."""
        self._restart_at: int | None = None

    def extended(self, sequence: int) -> int | None:
        """The number that does not wrap; None for one far off, but two such in a row begin all anew."""
        step = after(sequence, self.highest & 0xFFFF, 16)
        if -MOST_MISORDERED <= step < MOST_MISSING:
            self._restart_at = None
            number = self.highest + step
            self.highest = max(self.highest, number)
            return number
        if sequence == self._restart_at:
            self._begin(sequence)
            return sequence
        self._restart_at = (sequence + 1) & 0xFFFF
        return None

    @property
    def expected(self) -> int:
        """Packets that should have come so far."""
        return self.highest - self.base + 1
