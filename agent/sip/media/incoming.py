"""What one leg sends us, sorted: strangers refused, packets counted, sound and keys each to where they belong."""

from collections import deque
from enum import Enum, auto

from agent.sip.media.comfort_noise import read_noise_dbov
from agent.sip.media.dtmf import RFC4733, EventReader, PressedOnce
from agent.sip.media.g711_frames import A_LAW, Law
from agent.sip.media.heard_frame import HeardFrame
from agent.sip.media.media_terms import ReceivedTypes
from agent.sip.media.receive import JitterBuffer
from agent.sip.media.reception import Reception
from agent.sip.media.rtp import RtpPacket, read_packet
from agent.sip.media.symmetric_rtp import Address, RemoteSource

MOST_UNFETCHED_DIGITS = 64


class Kind(Enum):
    """What a packet holds."""

    SOUND = auto()
    EVENT = auto()
    NOISE = auto()


class Incoming:
    """One leg's."""

    def __init__(self, types: ReceivedTypes) -> None:
        self.types = types
        self.source = RemoteSource()
        self.reception = Reception()
        self.buffer = JitterBuffer(A_LAW)
        self._fills_buffer = False
        self.digits: deque[tuple[str, str]] = deque(maxlen=MOST_UNFETCHED_DIGITS)
        """Digit and way (`rfc4733`, `sip-info`) of keys pressed and not fetched."""
        self._events = EventReader()
        self._pressed = PressedOnce()
        self._ssrc: int | None = None
        self._frame = HeardFrame(A_LAW, None)
        self._frame_at_seconds = -1.0

    def read(self, data: bytes, source: Address, now_seconds: float) -> tuple[Kind, RtpPacket] | None:
        """The packet and what it holds; None when it is none of theirs, or nothing we asked for."""
        packet = read_packet(data)
        if packet is None or not self.source.accepts(packet, source, now_seconds):
            return None
        if packet.ssrc != self._ssrc:
            self._ssrc = packet.ssrc
            self._events = EventReader()
            self._fills_buffer = False
        if self.reception.heard(packet, now_seconds) is None:
            return None
        if packet.payload_type in self.types.laws:
            return Kind.SOUND, packet
        if packet.payload_type == self.types.events:
            return Kind.EVENT, packet
        if packet.payload_type == self.types.comfort_noise:
            return Kind.NOISE, packet
        return None

    def law_of(self, packet: RtpPacket) -> Law:
        """How a packet of sound is coded."""
        return self.types.laws[packet.payload_type]

    def keep_sound(self, packet: RtpPacket, now_seconds: float) -> None:
        """Somebody will take it frame by frame."""
        law = self.law_of(packet)
        if not self._fills_buffer:
            self._fills_buffer = True
            self.buffer.begin(law)
        self.buffer.put(packet.timestamp, packet.payload, law, now_seconds)

    def keep_noise(self, packet: RtpPacket) -> None:
        """The other side falls silent, and says how loud that is."""
        dbov = read_noise_dbov(packet.payload)
        if dbov is None:
            return
        if not self._fills_buffer:
            self._fills_buffer = True
            self.buffer.begin(self.buffer.law)
        self.buffer.put_noise(packet.timestamp, dbov)

    def forget_sound(self) -> None:
        """Nobody takes frames any more."""
        self._fills_buffer = False

    def keep_event(self, packet: RtpPacket, now_seconds: float) -> None:
        """A packet of a key."""
        digit = self._events.heard(packet.timestamp, packet.payload)
        if digit is not None:
            self.pressed(digit, RFC4733, now_seconds)

    def pressed(self, digit: str, way: str, now_seconds: float) -> None:
        """A key was pressed; it may come another way as well."""
        if self._pressed.counts(digit, way, now_seconds):
            self.digits.append((digit, way))

    def frame(self, now_seconds: float) -> HeardFrame:
        """What is heard in the 20 ms of this tick; the same frame however often it is asked for."""
        if now_seconds != self._frame_at_seconds:
            self._frame_at_seconds = now_seconds
            coded = self.buffer.take(now_seconds) if self._fills_buffer else None
            self._frame = HeardFrame(self.buffer.law, coded)
        return self._frame
