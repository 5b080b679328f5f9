"""Two legs that hear each other without waiting: packets of one go on in the other's stream as soon as they come.

Nothing is decoded; between A-law and µ-law each byte is looked up once.  SSRC, sequence and timestamps are the
leg's own (each leg of a B2BUA is an RTP session of its own, RFC 3550 §7), but gaps and order stay as they came, so
that the other side's jitter buffer works as if nobody stood between.  When one falls silent, RTP still goes on.
"""

from agent.sip.media.comfort_noise import NoiseSource
from agent.sip.media.g711_frames import Law
from agent.sip.media.rtp import RtpPacket
from agent.sip.media.send import RtpSender

FILL_AFTER_FRAMES = 10
"""Nothing relayed for 200 ms: from here on the leg gets silence of our own."""


class Relay:
    """Into one leg."""

    def __init__(self, sender: RtpSender) -> None:
        self._sender = sender
        self._idle_frames = FILL_AFTER_FRAMES
        self._noise: NoiseSource | None = None

    def sound(self, packet: RtpPacket, law: Law, to_law: Law, payload_type: int) -> bytes:
        """The packet as it goes on."""
        self._idle_frames = 0
        self._noise = None
        return self._sender.relay(packet, payload_type, to_law.from_law(law, packet.payload), moves_on=True)

    def event(self, packet: RtpPacket, payload_type: int) -> bytes:
        """A telephone event as it goes on (RFC 4733)."""
        self._idle_frames = 0
        return self._sender.relay(packet, payload_type, packet.payload, moves_on=False)

    def falls_silent(self, to_law: Law, dbov: int) -> None:
        """The one who speaks says how loud its silence is and sends nothing more for now (RFC 3389)."""
        self._noise = NoiseSource(to_law, dbov)
        self._begin_filling()

    def carries_on(self) -> bool:
        """Twenty milliseconds went by.  True while the relay feeds the leg, False when it needs our frame."""
        if self._idle_frames >= FILL_AFTER_FRAMES:
            return False
        self._idle_frames += 1
        if self._idle_frames >= FILL_AFTER_FRAMES:
            self._begin_filling()
            return False
        return True

    def filler(self) -> bytes | None:
        """A frame of the silence there; None when nobody said how loud it is."""
        return self._noise.frame() if self._noise is not None else None

    def stop(self) -> None:
        """The legs part, or something else is to be heard."""
        self._noise = None
        self._idle_frames = FILL_AFTER_FRAMES

    def _begin_filling(self) -> None:
        if self._idle_frames > 1:
            self._sender.skip_frames(min(self._idle_frames, FILL_AFTER_FRAMES) - 1)
        self._idle_frames = FILL_AFTER_FRAMES
