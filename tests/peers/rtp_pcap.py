"""Writes sound and key presses as packet captures, the form in which sipp can play them."""

from __future__ import annotations

import struct
import wave
from array import array
from collections.abc import Iterable
from pathlib import Path

from tests.peers.g711 import to_a_law

KEYS = "0123456789*#ABCD"


def sound_pcap(sound: Path | array[int], target: Path) -> Path:
    """A WAV (8 kHz mono 16-bit) or samples as A-law RTP, a packet each 20 ms."""
    coded = to_a_law(read_wav(sound) if isinstance(sound, Path) else sound)
    packets = []
    for place in range(0, len(coded), 160):
        number = place // 160
        header = _header(0x80 if number == 0 else 0, 8, 100 + number, 1000 + place)
        packets.append((0.02 * number, header + coded[place : place + 160].ljust(160, b"\xd5")))
    return _write(target, packets)


def frames_pcap(frames: Iterable[array[int] | None], target: Path, payload_type: int = 8) -> Path:
    """Slices of 20 ms as A-law RTP, each at its moment; None where none is sent or it was lost."""
    packets: list[tuple[float, bytes]] = []
    for number, frame in enumerate(frames):
        if frame is not None:
            header = _header(0x80 if not packets else 0, payload_type, 100 + number, 1000 + 160 * number)
            packets.append((0.02 * number, header + to_a_law(frame)))
    return _write(target, packets)


def digits_pcap(digits: str, target: Path, payload_type: int = 101) -> Path:
    """Key presses as RFC 4733 events, 200 ms apart."""
    packets = []
    sequence = 9000
    for number, digit in enumerate(digits):
        events = digit_packets(digit, payload_type, 800_000 + 3200 * number)
        for place, (marker, kind, timestamp, payload) in enumerate(events):
            packets.append(
                (0.3 * number + 0.02 * place, _header(marker, kind, sequence, timestamp) + payload)
            )
            sequence += 1
    return _write(target, packets)


def digit_packets(digit: str, payload_type: int, timestamp: int) -> list[tuple[int, int, int, bytes]]:
    """One key press of 100 ms: (marker bit, payload type, timestamp, payload) of each packet, 20 ms apart.

    RFC 4733, section 2.5: growing durations, then the end packet three times.
    """
    packets = []
    for step in range(1, 8):
        lasted, end = 160 * min(step, 5), 0x80 if step >= 5 else 0
        payload = struct.pack("!BBH", KEYS.index(digit), end | 10, lasted)
        packets.append((0x80 if step == 1 else 0, payload_type, timestamp, payload))
    return packets


def read_wav(path: Path) -> array[int]:
    """The samples of an 8 kHz mono 16-bit WAV."""
    with wave.open(str(path), "rb") as recording:
        kind = (recording.getframerate(), recording.getnchannels(), recording.getsampwidth())
        if kind != (8000, 1, 2):
            raise ValueError(f"{path} is {kind}, not 8 kHz mono 16-bit")
        return array("h", recording.readframes(recording.getnframes()))


def write_wav(path: Path, samples: array[int]) -> Path:
    """Save samples as an 8 kHz mono 16-bit WAV."""
    with wave.open(str(path), "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(2)
        recording.setframerate(8000)
        recording.writeframes(samples.tobytes())
    return path


def _header(marker: int, payload_type: int, sequence: int, timestamp: int) -> bytes:
    return struct.pack("!BBHII", 0x80, marker | payload_type, sequence & 0xFFFF, timestamp, 0x51DE)


def _write(target: Path, packets: Iterable[tuple[float, bytes]]) -> Path:
    """Classic pcap (version 2.4, Ethernet); addresses and ports are placeholders that sipp replaces."""
    with target.open("wb") as capture:
        capture.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
        for seconds, rtp in packets:
            datagram = struct.pack("!HHHH", 6000, 6000, 8 + len(rtp), 0) + rtp
            addresses = bytes((127, 0, 0, 1)) * 2
            packet = (
                struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(datagram), 0, 0, 64, 17, 0) + addresses + datagram
            )
            frame = bytes(12) + b"\x08\x00" + packet
            whole, part = divmod(round(seconds * 1e6), 1_000_000)
            capture.write(struct.pack("<IIII", whole, part, len(frame), len(frame)) + frame)
    return target
