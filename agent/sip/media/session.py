"""The sound of one leg, whole: what comes in, what goes out, who listens, and with whom it is bridged.

Sans-IO: `receive` takes a datagram, `tick` gives those of these 20 ms.  All legs must be ticked with the same
`now_seconds` (`clock.MediaClock` does), because two that are bridged share their frames.
"""

from __future__ import annotations

from collections.abc import Callable

from agent.sip.media.comfort_noise import read_noise_dbov
from agent.sip.media.dtmf import INFO, read_info
from agent.sip.media.incoming import Incoming, Kind
from agent.sip.media.media_terms import Direction, ReceivedTypes, RemoteTerms
from agent.sip.media.outgoing import Outgoing
from agent.sip.media.playing import Playing, Sound
from agent.sip.media.recording import Recording
from agent.sip.media.reports import Reports
from agent.sip.media.rtp import RtpPacket, is_rtcp
from agent.sip.media.send import RtpSender
from agent.sip.media.symmetric_rtp import Address

Datagram = tuple[bytes, Address]
Deliver = Callable[[bytes], bool]
"""Takes 20 ms of PCM to the ear; False when it had no room."""


class MediaSession:
    """One leg's sound."""

    def __init__(
        self,
        ssrc: int,
        sequence: int,
        timestamp: int,
        cname: bytes = b"-",
        types: ReceivedTypes | None = None,
    ) -> None:
        """`ssrc`, `sequence`, `timestamp`: by chance.  `types`: as our own SDP has them."""
        self._out = Outgoing(RtpSender(ssrc, sequence, timestamp))
        self._in = Incoming(types or ReceivedTypes())
        self.reception = self._in.reception
        """What came: packets, lost ones, jitter."""
        self.reports = Reports(self._out.sender, self.reception, cname)
        """What the other side says of what it got, and how far away it is."""
        self._deliver: Deliver | None = None
        self.frames_dropped = 0
        """Frames that the ear did not get, since it was put on."""
        self.recording: Recording | None = None
        self._also_recorded: MediaSession | None = None
        self._recorded_by = 0
        """Recordings of other legs that want this one's sound."""
        self._partner: MediaSession | None = None

    # What SIP settled.

    def set_received_types(self, types: ReceivedTypes) -> None:
        """Our own SDP has other payload types now."""
        self._in.types = types

    def set_remote(self, terms: RemoteTerms, now_seconds: float) -> None:
        """An offer and its answer are through, the first or a later one (hold, resume, another place)."""
        self._out.terms = terms
        self._in.source.named(
            terms.address, terms.port, terms.sip_source, not terms.direction.may_hear, now_seconds
        )

    @property
    def direction(self) -> Direction:
        """Ours; inactive before there is an answer."""
        return self._out.terms.direction if self._out.terms is not None else Direction.INACTIVE

    # What comes in.

    def receive(self, data: bytes, source: Address, now_seconds: float) -> Datagram | None:
        """A datagram came to our RTP port.  What must leave *the partner's* port, if relayed.  Never raises."""
        if is_rtcp(data):
            self.receive_report(data, source, now_seconds)
            return None
        read = self._in.read(data, source, now_seconds)
        if read is None or not self.direction.may_hear:
            return None
        kind, packet = read
        partner = self._partner
        relayed = partner._relay(self._in, kind, packet) if partner is not None else None
        if kind is Kind.EVENT:
            self._in.keep_event(packet, now_seconds)
        elif self._wants_frames:
            if kind is Kind.SOUND:
                self._in.keep_sound(packet, now_seconds)
            else:
                self._in.keep_noise(packet)
        else:
            self._in.forget_sound()
        return relayed

    def receive_report(self, data: bytes, source: Address, now_seconds: float) -> None:
        """A datagram came to our RTCP port.  Never raises."""
        if self._in.source.is_known(source):
            self.reports.heard(data, source, now_seconds)

    def receive_info(self, content_type: str, body: bytes, now_seconds: float) -> bool:
        """A SIP INFO came in the dialog; False when it is none about a key.  Never raises."""
        digit = read_info(content_type, body)
        if digit is not None:
            self._in.pressed(digit, INFO, now_seconds)
        return digit is not None

    def take_digits(self) -> list[tuple[str, str]]:
        """Keys pressed since, each with the way it came (`rfc4733`, `sip-info`)."""
        digits = list(self._in.digits)
        self._in.digits.clear()
        return digits

    # What goes out.

    def tick(self, now_seconds: float) -> list[Datagram]:
        """Twenty milliseconds go by: ear and recording get theirs, and this is what leaves our RTP port."""
        if self._deliver is not None and not self._deliver(self._in.frame(now_seconds).pcm):
            self.frames_dropped += 1
        if self.recording is not None:
            other = self._also_recorded
            theirs = other._in.frame(now_seconds).pcm if other is not None else None
            self.recording.add(self._in.frame(now_seconds).pcm, theirs)
        destination = self._in.source.destination
        if destination is None:
            self._out.sender.skip_frames()
            return []
        partner = self._partner if self._out.mixes else None
        data = self._out.frame(partner._in.frame(now_seconds) if partner is not None else None)
        return [] if data is None else [(data, destination)]

    def report(self, now_seconds: float) -> list[Datagram]:
        """What leaves our RTCP port now; mostly nothing, so asking once a second is enough."""
        data = self.reports.due(now_seconds)
        to = self._report_destination()
        return [] if data is None or to is None else [(data, to)]

    def goodbye(self, now_seconds: float) -> list[Datagram]:
        """The last that leaves our RTCP port."""
        to = self._report_destination()
        return [] if to is None else [(self.reports.goodbye(now_seconds), to)]

    def press(self, digits: str) -> bool:
        """Press keys towards the other side (RFC 4733); False when it takes none that way."""
        return self._out.press(digits)

    # Greetings.

    @property
    def greeting(self) -> Playing | None:
        """What plays, also when it has come to its end and nobody stopped it."""
        return self._out.playing

    def start_greeting(self, sound: Sound, over_and_over: bool = False) -> Playing:
        """Play this instead of what plays; a partner is heard with it, and does not hear it."""
        self._out.playing = Playing(sound, over_and_over)
        return self._out.playing

    def stop_greeting(self) -> None:
        """Take it off, wherever it has come to."""
        self._out.playing = None

    # The ear and the recording.

    def start_tap(self, deliver: Deliver) -> None:
        """Give each frame of what this leg says to the ear, silence too."""
        self._deliver, self.frames_dropped = deliver, 0

    def stop_tap(self) -> None:
        """Let the ear go."""
        self._deliver = None

    @property
    def is_tapped(self) -> bool:
        """True while the ear is on."""
        return self._deliver is not None

    def start_recording(self, longest_seconds: float) -> Recording:
        """Record what this leg says; the PCM is fetched from `Recording.take`."""
        self.stop_recording()
        self.recording = Recording(longest_seconds)
        return self.recording

    def also_record(self, other: MediaSession) -> None:
        """Mix another leg into this one's recording."""
        if self.recording is not None and self._also_recorded is not other:
            self._stop_also_recording()
            self._also_recorded = other
            other._recorded_by += 1

    def stop_recording(self) -> None:
        """Nothing more is added; what was not fetched stays in the `Recording`."""
        self.recording = None
        self._stop_also_recording()

    def _stop_also_recording(self) -> None:
        if self._also_recorded is not None:
            self._also_recorded._recorded_by -= 1
            self._also_recorded = None

    # Two legs that hear each other.

    def connect(self, other: MediaSession) -> None:
        """Both hear each other; saying so twice changes nothing."""
        if self._partner is not other:
            self.disconnect()
            other.disconnect()
            self._partner, other._partner = other, self

    def disconnect(self) -> None:
        """Undo `connect`."""
        other, self._partner = self._partner, None
        self._out.relay.stop()
        if other is not None:
            other.disconnect()

    def close(self) -> None:
        """The leg is over: nothing hangs on it any more."""
        self.disconnect()
        self.stop_greeting()
        self.stop_recording()
        self.stop_tap()
        self._out.terms = None

    def _relay(self, incoming: Incoming, kind: Kind, packet: RtpPacket) -> Datagram | None:
        """A packet of the partner's, into our stream."""
        data: bytes | None = None
        destination = self._in.source.destination
        if destination is None:
            return None
        if kind is Kind.SOUND:
            data = self._out.relay_sound(packet, incoming.law_of(packet))
        elif kind is Kind.EVENT:
            data = self._out.relay_event(packet)
        elif (dbov := read_noise_dbov(packet.payload)) is not None:
            self._out.relay_noise(dbov)
        return None if data is None else (data, destination)

    @property
    def _wants_frames(self) -> bool:
        return (
            self._deliver is not None
            or self.recording is not None
            or self._recorded_by > 0
            or (self._partner is not None and self._partner._out.mixes)
        )

    def _report_destination(self) -> Address | None:
        rtcp_port = self._out.terms.rtcp_port if self._out.terms is not None else None
        return self.reports.destination(self._in.source.destination, rtcp_port)

    @property
    def packets_heard(self) -> int:
        """RTP packets received from whom we talk with."""
        return self.reception.packets_heard
