"""Hears what a caller hears: a UDP socket that keeps every RTP packet, with the moment it came (RFC 3550)."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
from array import array
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from tests.peers import rtp_pcap
from tests.peers.g711 import from_payload, to_a_law
from tests.peers.ports import free_port


@dataclass(frozen=True, slots=True)
class RtpPacket:
    """One packet as it came."""

    arrived_at: float
    """`time.monotonic()`."""
    payload_type: int
    sequence: int
    timestamp: int
    payload: bytes
    source: tuple[str, int]


class RtpEar:
    """Put `ear.port` in an SDP, and ask afterwards what was heard; it can speak from there too."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """`port` 0: a free even one."""
        self.host, self.port = host, port or free_port(2, host)
        self.packets: list[RtpPacket] = []
        self.talks_to: tuple[str, int] | None = None
        """Where `speak` and `press` send; None: to whoever we heard first."""
        self._changed = threading.Condition()
        self._closing = threading.Event()
        self._sequence, self._timestamp = 1000, 160_000
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((self.host, self.port))
        self._thread = threading.Thread(target=self._read, name=f"RTP ear {self.port}", daemon=True)
        self._thread.start()

    # Hearing

    def wait_packets(self, count: int, limit_seconds: float = 5) -> list[RtpPacket]:
        """Return once `count` packets have come."""
        return self._wait(lambda: len(self.packets) >= count, limit_seconds, f"{count} packets")

    def wait_sound(self, limit_seconds: float = 5, above: int = 200) -> RtpPacket:
        """The first packet with a sample louder than `above` (of 32768)."""

        def loud() -> RtpPacket | None:
            for packet in self.packets:
                sound = from_payload(packet.payload_type, packet.payload)
                if sound and max(abs(sample) for sample in sound) > above:
                    return packet
            return None

        self._wait(lambda: loud() is not None, limit_seconds, "sound")
        first = loud()
        assert first is not None
        return first

    def wait_silent(self, for_seconds: float = 0.3, limit_seconds: float = 30) -> None:
        """Return once no packet has come for `for_seconds` (the other side has stopped sending)."""
        deadline = time.monotonic() + limit_seconds
        with self._changed:
            while True:
                now = time.monotonic()
                if now >= deadline:
                    raise TimeoutError(f"packets still come to {self.port} after {limit_seconds:g} s")
                last = self.packets[-1].arrived_at if self.packets else None
                if last is not None and now - last >= for_seconds:
                    return
                self._changed.wait(min(deadline, last + for_seconds if last else deadline) - now)

    @property
    def samples(self) -> array[int]:
        """All sound heard, at 8 kHz, each packet at the place its timestamp says, silence where nothing came.

        A sender that starts anew (another SSRC after a transfer) should be given an ear of its own.
        """
        with self._changed:
            sounds = [
                (each.timestamp, from_payload(each.payload_type, each.payload)) for each in self.packets
            ]
        voiced = [(timestamp, sound) for timestamp, sound in sounds if sound]
        heard: array[int] = array("h")
        for timestamp, sound in voiced:
            place = (timestamp - voiced[0][0]) & 0xFFFFFFFF
            if place >= 1 << 31:
                continue  # Older than the first packet: it was overtaken on the way.
            missing = place + len(sound) - len(heard)
            if missing > 0:
                heard.frombytes(bytes(2 * missing))
            heard[place : place + len(sound)] = sound
        return heard

    def write_wav(self, path: Path) -> Path:
        """Save what was heard as 8 kHz mono 16-bit."""
        return rtp_pcap.write_wav(path, self.samples)

    # Speaking

    def speak(self, sound: Path | array[int], payload_type: int = 8) -> None:
        """Say a WAV (8 kHz mono 16-bit) or samples, A-law, a packet each 20 ms; returns when it is said."""
        samples = rtp_pcap.read_wav(sound) if isinstance(sound, Path) else sound
        coded = to_a_law(samples)
        frames = [coded[place : place + 160].ljust(160, b"\xd5") for place in range(0, len(coded), 160)]
        first_timestamp = self._timestamp
        self._pace(
            [
                (0x80 if i == 0 else 0, payload_type, first_timestamp + 160 * i, each)
                for i, each in enumerate(frames)
            ]
        )
        self._timestamp = first_timestamp + 160 * len(frames)

    def send_packet(self, packet: bytes, target: tuple[str, int]) -> None:
        """Send one whole RTP packet of the caller's own making."""
        with contextlib.suppress(ConnectionError):
            self._socket.sendto(packet, target)

    def press(self, digits: str, payload_type: int = 101) -> None:
        """Press keys by RFC 4733 events, 100 ms each; returns when the last is released."""
        for digit in digits:
            self._pace(rtp_pcap.digit_packets(digit, payload_type, self._timestamp))
            self._timestamp += 160 * 15
            self._closing.wait(0.06)  # The gap between two presses.

    def _pace(self, packets: list[tuple[int, int, int, bytes]]) -> None:
        target = self.talks_to or self.wait_packets(1)[0].source
        start = time.monotonic()
        for place, (marker, payload_type, timestamp, payload) in enumerate(packets):
            self._closing.wait(max(0.0, start + 0.02 * place - time.monotonic()))
            header = struct.pack(
                "!BBHII", 0x80, marker | payload_type, self._sequence & 0xFFFF, timestamp, 0x1EA5
            )
            self._sequence += 1
            with contextlib.suppress(ConnectionError):
                self._socket.sendto(header + payload, target)

    # Plumbing

    def close(self) -> None:
        """Stop listening."""
        self._closing.set()
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(2)
        self._socket.close()

    def _wait(self, done: Callable[[], bool], limit_seconds: float, what: str) -> list[RtpPacket]:
        deadline = time.monotonic() + limit_seconds
        with self._changed:
            while not done():
                if not self._changed.wait(deadline - time.monotonic()):
                    raise TimeoutError(
                        f"no {what} at port {self.port} in {limit_seconds:g} s ({len(self.packets)} came)"
                    )
            return list(self.packets)

    def _read(self) -> None:
        while not self._closing.is_set():
            try:
                raw, source = self._socket.recvfrom(2048)
            except ConnectionError:
                continue  # The ICMP answer to a packet we sent to a closed port.
            except OSError:
                return
            if len(raw) < 12 or raw[0] >> 6 != 2:
                continue
            _, second, sequence, timestamp, _ = struct.unpack("!BBHII", raw[:12])
            start = 12 + 4 * (raw[0] & 15)
            packet = RtpPacket(time.monotonic(), second & 0x7F, sequence, timestamp, raw[start:], source)
            with self._changed:
                self.packets.append(packet)
                self._changed.notify_all()

    def __enter__(self) -> RtpEar:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
