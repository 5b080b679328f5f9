"""The little RTCP that a telephone needs: reports out, reports in, goodbye (RFC 3550 §6, RFC 3551).

Compound packets are read piece by piece; what does not fit is left out, and nothing raises.
"""

import struct
from collections.abc import Iterable
from dataclasses import dataclass

SENDER_REPORT, RECEIVER_REPORT, DESCRIPTION, GOODBYE = 200, 201, 202, 203
LONGEST_COMPOUND_BYTES = 1500
MOST_PACKETS = 16
"""In one datagram; a telephone sends two or three."""
SECONDS_PER_NTP_UNIT = 1 / 65536
"""Of the middle 32 bits of an NTP time."""

_CNAME, _END = 1, 0
_HEAD = struct.Struct("!BBH")
_SENDER = struct.Struct("!IQIII")
_BLOCK = struct.Struct("!IB3sIIII")


@dataclass(frozen=True, slots=True)
class ReportBlock:
    """What the other side received of one source (RFC 3550 §6.4.1)."""

    ssrc: int
    fraction_lost: int
    """Since the report before, of 256."""
    packets_lost: int
    """Since the beginning; negative when duplicates came."""
    highest_sequence: int
    jitter: int
    """In samples."""
    last_sender_report: int = 0
    """Middle 32 bits of the NTP time in the last report from us; 0 for none."""
    since_last_sender_report: int = 0
    """In 65536ths of a second."""


@dataclass(frozen=True, slots=True)
class SenderReport:
    """What a sender says it sent."""

    ssrc: int
    ntp_time: int
    """64 bits; ours count from the start of the clock that the engine gives us, which §6.4.1 allows."""
    timestamp: int
    packets: int
    octets: int
    blocks: tuple[ReportBlock, ...] = ()


@dataclass(frozen=True, slots=True)
class ReceiverReport:
    """What somebody who sends nothing has received."""

    ssrc: int
    blocks: tuple[ReportBlock, ...] = ()


@dataclass(frozen=True, slots=True)
class Description:
    """The name that a source keeps when its SSRC changes."""

    ssrc: int
    cname: bytes


@dataclass(frozen=True, slots=True)
class Goodbye:
    """These sources will send nothing more."""

    ssrcs: tuple[int, ...]


Rtcp = SenderReport | ReceiverReport | Description | Goodbye


def ntp_time(seconds: float) -> int:
    """64 bits, of which the upper 32 are whole seconds."""
    return int(seconds * (1 << 32)) & 0xFFFFFFFFFFFFFFFF


def middle_of(ntp: int) -> int:
    """The 32 bits that reports quote."""
    return ntp >> 16 & 0xFFFFFFFF


def read_compound(data: bytes) -> list[Rtcp]:
    """What is understood of a datagram, in order; what is not RTCP, or is cut off, is left out.  Never raises."""
    found: list[Rtcp] = []
    place = 0
    if len(data) > LONGEST_COMPOUND_BYTES:
        return found
    for _ in range(MOST_PACKETS):
        if place + _HEAD.size > len(data):
            break
        first, kind, words = _HEAD.unpack_from(data, place)
        end = place + 4 + 4 * words
        if first >> 6 != 2 or end > len(data):
            break
        body = data[place + 4 : end]
        if first & 0x20:
            # Padding: the last byte counts it, itself included (§6.4.1).
            body = body[: len(body) - body[-1]] if body and body[-1] <= len(body) else b""
        packet = _read_one(kind, first & 0x1F, body)
        if packet is not None:
            found.append(packet)
        place = end
    return found


def _read_one(kind: int, count: int, body: bytes) -> Rtcp | None:
    if kind == SENDER_REPORT and len(body) >= _SENDER.size:
        ssrc, ntp, timestamp, packets, octets = _SENDER.unpack_from(body)
        blocks = _read_blocks(body, _SENDER.size, count)
        return SenderReport(ssrc, ntp, timestamp, packets, octets, blocks)
    if kind == RECEIVER_REPORT and len(body) >= 4:
        return ReceiverReport(int.from_bytes(body[:4], "big"), _read_blocks(body, 4, count))
    if kind == DESCRIPTION and count:
        return _read_description(body)
    if kind == GOODBYE:
        return Goodbye(struct.unpack_from(f"!{min(count, len(body) // 4)}I", body))
    return None


def _read_blocks(body: bytes, place: int, count: int) -> tuple[ReportBlock, ...]:
    whole = min(count, (len(body) - place) // _BLOCK.size)
    blocks = []
    for number in range(whole):
        ssrc, fraction, lost, *rest = _BLOCK.unpack_from(body, place + number * _BLOCK.size)
        blocks.append(ReportBlock(ssrc, fraction, int.from_bytes(lost, "big", signed=True), *rest))
    return tuple(blocks)


def _read_description(body: bytes) -> Description | None:
    """The CNAME of the first source (§6.5)."""
    ssrc, place = int.from_bytes(body[:4], "big"), 4
    while place + 2 <= len(body) and body[place] != _END:
        item, length = body[place], body[place + 1]
        text = body[place + 2 : place + 2 + length]
        if item == _CNAME and len(text) == length:
            return Description(ssrc, text)
        place += 2 + length
    return None


def write_compound(packets: Iterable[Rtcp]) -> bytes:
    """One datagram; a report stands first (§6.1)."""
    return b"".join(map(_write_one, packets))


def _write_one(packet: Rtcp) -> bytes:
    match packet:
        case SenderReport(ssrc, ntp, timestamp, count, octets, blocks):
            body = _SENDER.pack(ssrc, ntp, timestamp, count & 0xFFFFFFFF, octets & 0xFFFFFFFF)
            return _with_head(SENDER_REPORT, len(blocks), body + b"".join(map(_write_block, blocks)))
        case ReceiverReport(ssrc, blocks):
            body = ssrc.to_bytes(4, "big") + b"".join(map(_write_block, blocks))
            return _with_head(RECEIVER_REPORT, len(blocks), body)
        case Description(ssrc, cname):
            chunk = ssrc.to_bytes(4, "big") + bytes((_CNAME, len(cname[:255]))) + cname[:255]
            # At least one zero ends the items, and the chunk ends on 32 bits.
            return _with_head(DESCRIPTION, 1, chunk + bytes(4 - len(chunk) % 4))
        case Goodbye(ssrcs):
            return _with_head(GOODBYE, len(ssrcs), struct.pack(f"!{len(ssrcs)}I", *ssrcs))


def _write_block(block: ReportBlock) -> bytes:
    lost = max(-0x800000, min(0x7FFFFF, block.packets_lost)).to_bytes(3, "big", signed=True)
    return _BLOCK.pack(
        block.ssrc,
        block.fraction_lost,
        lost,
        block.highest_sequence & 0xFFFFFFFF,
        min(block.jitter, 0xFFFFFFFF),
        block.last_sender_report,
        block.since_last_sender_report,
    )


def _with_head(kind: int, count: int, body: bytes) -> bytes:
    return _HEAD.pack(0x80 | count, kind, len(body) // 4) + body
