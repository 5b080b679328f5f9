"""What tests of the engine's sound need: packets written by hand, a tone, and a network that delays them."""

import math
import random
import struct
from array import array
from collections.abc import Iterable, Iterator

from tests.peers.g711 import to_a_law

BOX = ("192.0.2.1", 7078)
PHONE = ("192.0.2.7", 5004)
STRANGER = ("203.0.113.9", 4000)
FRAME_SECONDS = 0.02


def an_rtp(
    payload: bytes = b"\xd5" * 160,
    payload_type: int = 8,
    sequence: int = 1,
    timestamp: int = 160,
    ssrc: int = 0x1234,
    marker: bool = False,
) -> bytes:
    """A packet as RFC 3550 §5.1 draws it, without our own writer."""
    second = payload_type | (0x80 if marker else 0)
    return struct.pack("!BBHII", 0x80, second, sequence & 0xFFFF, timestamp & 0xFFFFFFFF, ssrc) + payload


def an_event(event: int, duration: int, end: bool = False) -> bytes:
    """The payload of a telephone event (RFC 4733 §2.3)."""
    return struct.pack("!BBH", event, (0x80 if end else 0) | 10, duration)


def fields(datagram: bytes) -> tuple[int, bool, int, int, int, bytes]:
    """Payload type, marker, sequence, timestamp, SSRC and payload, without our own reader."""
    _, second, sequence, timestamp, ssrc = struct.unpack_from("!BBHII", datagram)
    return second & 0x7F, bool(second & 0x80), sequence, timestamp, ssrc, datagram[12:]


def a_tone(frames: int, hz: float = 400.0, loudness: int = 8000) -> bytes:
    """PCM of a sine, without a zero in it: strangers code that otherwise than ITU-T does."""
    samples = (loudness * math.sin(2 * math.pi * hz * place / 8000 + 0.3) for place in range(frames * 160))
    return struct.pack(f"<{frames * 160}h", *map(int, samples))


def coded_frames(pcm: bytes) -> list[bytes]:
    """A-law by the tests' own tables, 20 ms each."""
    coded = to_a_law(array("h", pcm))
    return [coded[start : start + 160] for start in range(0, len(coded), 160)]


def numbered(count: int, size: int = 160) -> list[bytes]:
    """Payloads that can be told apart: each of one code of its own (loud ones among them)."""
    return [bytes(((number * 7 + 1) % 250,)) * size for number in range(count)]


def arrivals(
    count: int,
    *,
    every_seconds: float = FRAME_SECONDS,
    delay_ms: Iterable[float] | None = None,
    jitter_ms: float = 0.0,
    chance: random.Random | None = None,
) -> list[tuple[float, int]]:
    """When each of `count` packets arrives (from second 100 on), and which it is, in the order they arrive."""
    dice = chance or random.Random(1)
    delays: Iterator[float] | None = iter(delay_ms) if delay_ms is not None else None
    moments = []
    for number in range(count):
        late = next(delays) if delays is not None else dice.uniform(0, jitter_ms)
        moments.append((100.0 + number * every_seconds + late / 1000, number))
    return sorted(moments)
