"""Two ends of a leg for tests: our `MediaSession`, and the telephone or box it talks with, written by hand."""

from agent.sip.media.g711_frames import A_LAW, Law
from agent.sip.media.media_terms import Direction, ReceivedTypes, RemoteTerms
from agent.sip.media.session import Datagram, MediaSession
from tests.sip.media.media_parts import an_rtp


class AnEar:
    """Keeps all that it is given."""

    def __init__(self) -> None:
        self.frames: list[bytes] = []

    def deliver(self, pcm: bytes) -> bool:
        """There is always room."""
        self.frames.append(pcm)
        return True


class ALeg:
    """A session, and the other side that sends to it."""

    def __init__(
        self,
        place: tuple[str, int],
        law: Law = A_LAW,
        ssrc: int = 1000,
        events: int | None = 101,
        types: ReceivedTypes | None = None,
    ) -> None:
        self.place, self.law, self.ssrc, self.events = place, law, ssrc, events
        self.session = MediaSession(ssrc, 0, 0, b"tq", types)
        self.says("sendrecv", 0.0)
        self.sequence, self.timestamp = 500, 80_000

    def says(self, direction: str, now_seconds: float, place: tuple[str, int] | None = None) -> None:
        """An offer and answer are through; `direction` is ours."""
        address, port = place or self.place
        terms = RemoteTerms(
            address=address, port=port, law=self.law, events=self.events, direction=Direction(direction)
        )
        self.session.set_remote(terms, now_seconds)

    def sends(
        self,
        payload: bytes,
        now_seconds: float,
        *,
        kind: int | None = None,
        samples: int = 160,
        source: tuple[str, int] | None = None,
    ) -> Datagram | None:
        """The next packet of the other side; what our session wants relayed."""
        payload_type = self.law.payload_type if kind is None else kind
        data = an_rtp(payload, payload_type, self.sequence, self.timestamp, self.ssrc + 1)
        self.sequence += 1
        self.timestamp += samples
        return self.session.receive(data, source or self.place, now_seconds)
