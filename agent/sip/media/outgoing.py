"""What one leg is sent in each 20 ms: a key, what is played, what its partner says, or silence.

RTP goes on while nothing is heard: routers forget who is silent, and telephones hang up on it.
"""

from agent.sip.media.bridge import Relay
from agent.sip.media.dtmf import KeyPresser
from agent.sip.media.g711_frames import Law
from agent.sip.media.heard_frame import HeardFrame
from agent.sip.media.media_terms import RemoteTerms
from agent.sip.media.mixer import mix
from agent.sip.media.playing import Playing
from agent.sip.media.rtp import RtpPacket
from agent.sip.media.send import RtpSender


class Outgoing:
    """One leg's."""

    def __init__(self, sender: RtpSender) -> None:
        self.sender = sender
        self.terms: RemoteTerms | None = None
        """None until an offer or answer came."""
        self.playing: Playing | None = None
        self.keys = KeyPresser()
        self.relay = Relay(sender)

    @property
    def may_send(self) -> bool:
        """False before there is an answer, and on hold."""
        return self.terms is not None and self.terms.direction.may_send

    @property
    def mixes(self) -> bool:
        """True while something is heard beside the partner: then nothing is relayed."""
        return self.playing is not None and not self.playing.is_over

    @property
    def takes_relay(self) -> bool:
        """True when a partner's packet may go on at once."""
        return self.may_send and not self.mixes and not self.keys.is_pressing

    def press(self, digits: str) -> bool:
        """Press keys; False when the other side takes none by RTP."""
        if self.terms is None or self.terms.events is None:
            return False
        self.keys.press(digits)
        return True

    def relay_sound(self, packet: RtpPacket, law: Law) -> bytes | None:
        """The partner's packet in our stream; None when it can't go on."""
        if self.terms is None or not self.takes_relay:
            return None
        return self.relay.sound(packet, law, self.terms.law, self.terms.sound_type)

    def relay_event(self, packet: RtpPacket) -> bytes | None:
        """The partner's key in our stream; None when the other side takes none."""
        if self.terms is None or self.terms.events is None or not self.takes_relay:
            return None
        return self.relay.event(packet, self.terms.events)

    def relay_noise(self, dbov: int) -> None:
        """The partner falls silent."""
        if self.terms is not None:
            self.relay.falls_silent(self.terms.law, dbov)

    def frame(self, partner: HeardFrame | None) -> bytes | None:
        """The packet of these 20 ms; None when none goes.  `partner`: what it says, where it is not relayed."""
        terms = self.terms
        if terms is None or not terms.direction.may_send:
            self.sender.skip_frames()
            return None
        if terms.events is None:
            # A later offer may take keys away.
            self.keys.stop()
        elif self.keys.is_pressing:
            self.relay.stop()
            event = self.keys.next(self.sender.timestamp)
            if event is not None:
                return self.sender.event(terms.events, event.payload, event.timestamp, event.marker)
        if not self.mixes and self.relay.carries_on():
            return None
        return self.sender.frame(terms.sound_type, self._sound(terms.law, partner))

    def _sound(self, law: Law, partner: HeardFrame | None) -> bytes:
        played = self.playing.next_frame() if self.playing is not None else None
        if played is None:
            return self.relay.filler() or law.idle_frame
        self.relay.stop()
        if partner is None or partner.coded is None:
            return played.coded(law)
        return law.encode(mix(played.pcm(), partner.pcm))
