"""One call of the raw caller: what it sends, what came back, and when."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from tests.peers.sip_message import SipMessage

if TYPE_CHECKING:
    from tests.peers.raw_sip import RawSipCaller

LIMIT_SECONDS = 5.0


class RawCall:
    """A dialog, or the attempt at one. Failed INVITEs are acknowledged by itself, as they must be."""

    def __init__(
        self,
        caller: RawSipCaller,
        call_id: str,
        from_value: str,
        to_value: str,
        request_uri: str,
        extra_headers: tuple[str, ...] = (),
        sdp: str = "",
    ) -> None:
        """Built by `RawSipCaller.invite`."""
        self.caller = caller
        self.call_id = call_id
        self.messages: list[SipMessage] = []
        """Everything received for this call, in order."""
        self.sent_at = 0.0
        """`time.monotonic()` when the INVITE left."""
        self.answers_requests_with: dict[str, int] = dict.fromkeys(
            ("BYE", "NOTIFY", "UPDATE", "INFO", "OPTIONS"), 200
        )
        """Status we give to a request inside the call; a method that is absent gets no answer."""
        self._from, self._to, self._uri = from_value, to_value, request_uri
        self._extra, self._sdp = extra_headers, sdp
        self._cseq = 0
        self._invite_cseq = 0
        self._invite_branch = ""
        self._routes: list[str] = []
        self._remote_target = ""
        self._changed = threading.Condition()

    # Sending

    def send_invite(self) -> None:
        """The INVITE that opens the call."""
        self.sent_at = time.monotonic()
        self._invite()

    def retransmit_invite(self) -> None:
        """The same INVITE again, byte for byte, as UDP callers do when nobody answers (timer A)."""
        self.caller.send(self._last_invite)

    def reinvite(self, media_port: int | None = None, sdp: str | None = None) -> SipMessage:
        """Offer anew inside the call; returns the final response, acknowledged."""
        if sdp is not None:
            self._sdp = sdp
        elif media_port is not None:
            self._sdp = self.caller.offer(media_port)
        self._invite()
        final = self.wait_final()
        if final.status < 300:
            self.ack()
        return final

    def ack(self, sdp: str = "") -> None:
        """Acknowledge a 200 (RFC 3261, section 13.2.2.4), with an answer where the 200 made the offer."""
        headers = ["Content-Type: application/sdp"] if sdp else []
        self._send("ACK", cseq=self._invite_cseq, headers=headers, body=sdp)

    def cancel(self) -> None:
        """Give the call up before it is answered."""
        to_value, self._to = self._to, self._to.partition(";tag=")[0]
        self._send("CANCEL", cseq=self._invite_cseq, branch=self._invite_branch, in_dialog=False)
        self._to = to_value

    def bye(self, limit_seconds: float = LIMIT_SECONDS) -> SipMessage:
        """Hang up; returns the response."""
        return self.request("BYE", limit_seconds=limit_seconds)

    def refer(self, refer_to: str) -> SipMessage:
        """Ask the other side to call somebody else (RFC 3515); returns the response."""
        return self.request("REFER", [f"Refer-To: <{refer_to}>"])

    def subscribe(self, event: str = "presence") -> SipMessage:
        """Ask for notifications (RFC 6665); returns the response."""
        return self.request("SUBSCRIBE", [f"Event: {event}", "Expires: 60"])

    def info_digit(self, digit: str) -> SipMessage:
        """Press a key by SIP INFO (application/dtmf-relay); returns the response."""
        body = f"Signal={digit}\r\nDuration=160\r\n"
        return self.request("INFO", ["Content-Type: application/dtmf-relay"], body)

    def request(
        self, method: str, headers: Iterable[str] = (), body: str = "", limit_seconds: float = LIMIT_SECONDS
    ) -> SipMessage:
        """Any request; returns its final response."""
        self._cseq += 1
        cseq = self._cseq
        self._send(method, cseq=cseq, headers=headers, body=body)
        return self.wait(
            lambda each: each.status >= 200 and each.cseq == cseq and each.method == method,
            limit_seconds,
            f"final response to {method}",
        )

    # Waiting

    def wait_status(self, status: int, limit_seconds: float = LIMIT_SECONDS) -> SipMessage:
        """The response to the INVITE with that status; another final one ends the wait with an error."""
        found = self.wait(
            lambda each: self._answers_invite(each) and (each.status == status or each.status >= 200),
            limit_seconds,
            str(status),
        )
        if found.status != status:
            raise AssertionError(f"expected {status}, got {found.start_line!r}")
        return found

    def wait_final(self, limit_seconds: float = LIMIT_SECONDS) -> SipMessage:
        """The final response to the (latest) INVITE."""
        return self.wait(
            lambda each: self._answers_invite(each) and each.status >= 200, limit_seconds, "a final response"
        )

    def wait_answered(self, limit_seconds: float = LIMIT_SECONDS) -> SipMessage:
        """The 200 to the INVITE, acknowledged; AssertionError for another final response."""
        answer = self.wait_status(200, limit_seconds)
        self.ack()
        return answer

    def wait_request(self, method: str, limit_seconds: float = LIMIT_SECONDS) -> SipMessage:
        """A request from the other side, a BYE for example; it has been answered already."""
        return self.wait(
            lambda each: not each.status and each.method == method,
            limit_seconds,
            f"a {method} from the other side",
        )

    def wait(
        self, fits: Callable[[SipMessage], bool], limit_seconds: float, what: str = "that message"
    ) -> SipMessage:
        """The first message received that fits; TimeoutError, with all that came, when none does in time."""
        deadline = time.monotonic() + limit_seconds
        with self._changed:
            while True:
                for message in self.messages:
                    if fits(message):
                        return message
                left_seconds = deadline - time.monotonic()
                if left_seconds <= 0:
                    came = [message.start_line for message in self.messages]
                    raise TimeoutError(f"no {what} in {limit_seconds:g} s; received: {came}")
                self._changed.wait(left_seconds)

    @property
    def statuses(self) -> list[tuple[int, float]]:
        """Every response to the first INVITE: status, and seconds since the INVITE left."""
        with self._changed:
            return [
                (each.status, each.arrived_at - self.sent_at)
                for each in self.messages
                if each.status and each.method == "INVITE" and each.cseq == 1
            ]

    # Receiving, on the thread of the socket

    def take(self, message: SipMessage) -> None:
        """Keep a message; acknowledge and answer what cannot wait for the test."""
        if self._answers_invite(message):
            if message.status > 100 and message.tag_to:
                self._to = message.get("To")
            if message.status < 300 and message.contact_uri:
                self._remote_target = message.contact_uri
                # The way stays what it was when the dialog began (RFC 3261 §12.2).
                if message.cseq == 1:
                    self._routes = list(reversed(message.all("Record-Route")))
            if message.status >= 300:
                self._send("ACK", cseq=self._invite_cseq, branch=self._invite_branch, in_dialog=False)
        elif not message.status and message.method in self.answers_requests_with:
            self._respond(message, self.answers_requests_with[message.method])
        with self._changed:
            self.messages.append(message)
            self._changed.notify_all()

    def _answers_invite(self, message: SipMessage) -> bool:
        return message.status > 0 and message.method == "INVITE" and message.cseq == self._invite_cseq

    def _respond(self, request: SipMessage, status: int) -> None:
        copied = [
            f"{name}: {value}"
            for name, value in request.headers
            if name.lower() in ("via", "v", "from", "f", "to", "t", "call-id", "i", "cseq")
        ]
        lines = [f"SIP/2.0 {status} Ours", *copied, "Content-Length: 0", "", ""]
        self.caller.send_to("\r\n".join(lines), request.source)

    def _invite(self) -> None:
        self._cseq += 1
        self._invite_cseq = self._cseq
        self._invite_branch = _new_branch()
        headers = list(self._extra)
        if self._sdp:
            headers.append("Content-Type: application/sdp")
        self._last_invite = self._text("INVITE", self._cseq, self._invite_branch, headers, self._sdp)
        self.caller.send(self._last_invite)

    def _send(
        self,
        method: str,
        cseq: int,
        branch: str = "",
        headers: Iterable[str] = (),
        body: str = "",
        in_dialog: bool = True,
    ) -> None:
        self.caller.send(self._text(method, cseq, branch or _new_branch(), headers, body, in_dialog))

    def _text(
        self, method: str, cseq: int, branch: str, headers: Iterable[str], body: str, in_dialog: bool = True
    ) -> str:
        caller = self.caller
        uri = self._remote_target if in_dialog and self._remote_target else self._uri
        routes = [f"Route: {route}" for route in self._routes] if in_dialog else []
        lines = [
            f"{method} {uri} SIP/2.0",
            f"Via: SIP/2.0/{caller.transport} {caller.host}:{caller.port};branch={branch};rport",
            *routes,
            "Max-Forwards: 70",
            f"From: {self._from}",
            f"To: {self._to}",
            f"Call-ID: {self.call_id}",
            f"CSeq: {cseq} {method}",
            f"Contact: <sip:caller@{caller.host}:{caller.port};transport={caller.transport.lower()}>",
            *headers,
            f"Content-Length: {len(body.encode('utf-8', 'surrogateescape'))}",
            "",
            body,
        ]
        return "\r\n".join(lines)


def _new_branch() -> str:
    return f"z9hG4bK{uuid.uuid4().hex[:16]}"
