"""A caller made of plain SIP text: quick, exact, and free to do what no honest SIP stack would.

with RawSipCaller(("127.0.0.1", 5060)) as caller:
    call = caller.invite(from_user="+33162000001", to_user="0123456789", media_port=ear.port)
    assert call.wait_status(180).status == 180
    call.cancel()
    assert call.wait_final().status == 487
"""

import threading
import time
import uuid
from collections.abc import Iterable
from types import TracebackType

from tests.peers.raw_call import LIMIT_SECONDS, RawCall
from tests.peers.sip_message import SipMessage
from tests.peers.sip_socket import SipSocket


class RawSipCaller:
    """One socket that places any number of calls at once."""

    def __init__(
        self, target: tuple[str, int], host: str = "127.0.0.1", port: int = 0, transport: str = "udp"
    ) -> None:
        """`target`: where calls go; `transport`: `udp` or `tcp`; `host`: the address we call from."""
        self.target = target
        self.transport = transport.upper()
        self.calls: dict[str, RawCall] = {}
        self.strays: list[SipMessage] = []
        """Messages that belong to no call of ours."""
        self._changed = threading.Condition()
        self._socket = SipSocket(self._on_message, host, port, target if transport == "tcp" else None)
        self.host, self.port = self._socket.host, self._socket.port

    def invite(
        self,
        from_user: str = "+33612345678",
        to_user: str = "0123456789",
        *,
        display_name: str = "",
        from_header: str | None = None,
        headers: Iterable[str] = (),
        media_port: int = 40000,
        payload_types: str = "8 0 101",
        domain: str = "fritz.box",
        request_uri: str | None = None,
        call_id: str | None = None,
        sdp: str | None = None,
    ) -> "RawCall":
        """Place a call and return at once.

        `from_header`: the whole value as it is, but for the tag, instead of `from_user` and `display_name`.
        `headers`: whole header lines to add. `media_port`: where we want to hear. `sdp`: the whole body; `""`
        for an INVITE without offer.
        """
        call_id = call_id or f"{uuid.uuid4().hex}@{self.host}"
        quoted = f'"{display_name}" ' if display_name else ""
        caller = from_header if from_header is not None else f"{quoted}<sip:{from_user}@{domain}>"
        call = RawCall(
            self,
            call_id,
            from_value=f"{caller};tag={uuid.uuid4().hex[:10]}",
            to_value=f"<sip:{to_user}@{domain}>",
            request_uri=request_uri or f"sip:{to_user}@{self.target[0]}:{self.target[1]}",
            extra_headers=tuple(headers),
            sdp=self.offer(media_port, payload_types) if sdp is None else sdp,
        )
        with self._changed:
            self.calls[call_id] = call
        call.send_invite()
        return call

    def offer(self, media_port: int, payload_types: str = "8 0 101", direction: str = "sendrecv") -> str:
        """An SDP body that asks for audio at `media_port`."""
        lines = [
            "v=0",
            f"o=- 1 1 IN IP4 {self.host}",
            "s=-",
            f"c=IN IP4 {self.host}",
            "t=0 0",
            f"m=audio {media_port} RTP/AVP {payload_types}",
            *(_RTPMAPS[number] for number in payload_types.split() if number in _RTPMAPS),
            "a=ptime:20",
            f"a={direction}",
        ]
        return "\r\n".join(lines) + "\r\n"

    def request_outside_call(
        self,
        method: str,
        user: str = "0123456789",
        headers: Iterable[str] = (),
        limit_seconds: float = LIMIT_SECONDS,
    ) -> SipMessage:
        """Send one request of its own (OPTIONS, SUBSCRIBE, REFER …) and return its final response."""
        call = RawCall(
            self,
            f"{uuid.uuid4().hex}@{self.host}",
            from_value=f"<sip:stranger@{self.host}>;tag={uuid.uuid4().hex[:10]}",
            to_value=f"<sip:{user}@{self.target[0]}>",
            request_uri=f"sip:{user}@{self.target[0]}:{self.target[1]}",
        )
        with self._changed:
            self.calls[call.call_id] = call
        return call.request(method, headers, limit_seconds=limit_seconds)

    def send(self, text: str | bytes) -> None:
        """Put anything on the wire."""
        self._socket.send(text, self.target)

    def send_to(self, text: str | bytes, target: tuple[str, int]) -> None:
        """Put anything on the wire, to another address (UDP)."""
        self._socket.send(text, target)

    def wait_stray(self, limit_seconds: float) -> SipMessage:
        """The first message that belongs to no call; TimeoutError when there is none in time."""
        deadline = time.monotonic() + limit_seconds
        with self._changed:
            while not self.strays:
                if not self._changed.wait(deadline - time.monotonic()):
                    raise TimeoutError(f"nothing came to {self.host}:{self.port} in {limit_seconds:g} s")
            return self.strays[0]

    def close(self) -> None:
        """Stop reading and close the socket; calls that are still up are not ended."""
        self._socket.close()

    def _on_message(self, message: SipMessage) -> None:
        with self._changed:
            call = self.calls.get(message.get("Call-ID"))
            if call is None:
                self.strays.append(message)
                self._changed.notify_all()
        if call is not None:
            call.take(message)

    def __enter__(self) -> "RawSipCaller":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


_RTPMAPS = {
    "0": "a=rtpmap:0 PCMU/8000",
    "8": "a=rtpmap:8 PCMA/8000",
    "9": "a=rtpmap:9 G722/8000",
    "13": "a=rtpmap:13 CN/8000",
    "18": "a=rtpmap:18 G729/8000",
    "101": "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15",
}
