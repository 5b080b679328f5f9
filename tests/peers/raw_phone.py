"""A telephone made of plain SIP text: it registers, keeps every INVITE as it came, obeys at once."""

import hashlib
import re
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from types import TracebackType

from tests.peers.kamailio import DOMAIN
from tests.peers.sip_message import SipMessage
from tests.peers.sip_socket import SipSocket

LIMIT_SECONDS = 5.0


class RawPhone:
    """Rings (180) on every INVITE by itself, and says 487 when it is cancelled.

    with RawPhone("phone1", "secret", ("127.0.0.1", 5060)) as phone:
        invite = phone.wait_invite()
        phone.answer(invite, media_port=ear.port)
    """

    def __init__(self, user: str, password: str, registrar: tuple[str, int], host: str = "127.0.0.1") -> None:
        """`registrar`: the box; its domain is `fritz.box`."""
        self.user, self._password, self._registrar = user, password, registrar
        self.messages: list[SipMessage] = []
        """Everything received, in order."""
        self._tag = uuid.uuid4().hex[:10]
        self._cseq = 0
        self._register_call_id = uuid.uuid4().hex
        self.is_mute = False
        """Set: battery empty; it answers nothing any more."""
        self._changed = threading.Condition()
        self._socket = SipSocket(self._take, host)
        self.host, self.port = self._socket.host, self._socket.port

    def register(self, expires_seconds: int = 300) -> SipMessage:
        """Register with the password (RFC 2617, MD5 without qop); 0 seconds takes it back.

        Returns the box's last word.
        """
        challenge = self._send_register(expires_seconds)
        if challenge.status != 401:
            return challenge
        return self._send_register(expires_seconds, self._credentials(challenge.get("WWW-Authenticate")))

    def wait_invite(self, limit_seconds: float = LIMIT_SECONDS, times: int = 1) -> SipMessage:
        """The `times`th new call."""
        return self._wait(
            lambda each: each.method == "INVITE", limit_seconds, times, f"INVITE number {times}"
        )

    def wait_cancel(self, invite: SipMessage, limit_seconds: float = LIMIT_SECONDS) -> SipMessage:
        """The CANCEL of that call."""
        return self._wait_in(invite, "CANCEL", limit_seconds)

    def wait_bye(self, invite: SipMessage, limit_seconds: float = LIMIT_SECONDS) -> SipMessage:
        """The other side's BYE."""
        return self._wait_in(invite, "BYE", limit_seconds)

    def answer(self, invite: SipMessage, media_port: int) -> None:
        """Pick up: 200 with an SDP that asks for A-law at `media_port`."""
        self.respond(invite, 200, self._audio(media_port))

    def respond(self, request: SipMessage, status: int, body: str = "", contact: str = "") -> None:
        """Any response: 486 to say busy, 603 to decline, 302 with a `contact` to call instead …"""
        copied = [
            f"{name}: {value}{f';tag={self._tag}' if name.lower() == 'to' and ';tag=' not in value else ''}"
            for name, value in request.headers
            if name.lower() in ("via", "from", "to", "call-id", "cseq", "record-route")
        ]
        lines = [
            f"SIP/2.0 {status} Ours",
            *copied,
            f"Contact: <{contact or f'sip:{self.user}@{self.host}:{self.port}'}>",
            *(["Content-Type: application/sdp"] if body else []),
            f"Content-Length: {len(body)}",
            "",
            body,
        ]
        self._socket.send("\r\n".join(lines), request.source)

    def hang_up(self, invite: SipMessage) -> SipMessage:
        """BYE of a call it answered; returns the response."""
        return self._request(invite, "BYE")

    def reinvite(self, invite: SipMessage, media_port: int, direction: str) -> SipMessage:
        """Offer anew in a call it answered: `sendonly` holds, `sendrecv` resumes; the response, acknowledged."""
        body = self._audio(media_port, direction)
        answer = self._request(invite, "INVITE", body)
        self._send_in_dialog(invite, "ACK", answer.cseq)
        return answer

    def refer(self, invite: SipMessage, refer_to: str) -> SipMessage:
        """Ask the other side of a call it answered to call somebody else (RFC 3515); returns the response."""
        return self._request(invite, "REFER", headers=[f"Refer-To: <{refer_to}>"])

    def was_ended(self, invite: SipMessage, limit_seconds: float) -> bool:
        """Whether the other side ended that call, by CANCEL or BYE, within so long."""
        call_id = invite.get("Call-ID")
        try:
            self._wait(
                lambda each: each.method in ("CANCEL", "BYE") and each.get("Call-ID") == call_id,
                limit_seconds,
                1,
                "end of that call",
            )
        except TimeoutError:
            return False
        return True

    def close(self) -> None:
        """Gone without a word, as when the battery is empty."""
        self._socket.close()

    def _audio(self, media_port: int, direction: str = "sendrecv") -> str:
        return (
            f"v=0\r\no=- 1 {self._cseq + 1} IN IP4 {self.host}\r\ns=-\r\nc=IN IP4 {self.host}\r\nt=0 0\r\n"
            f"m=audio {media_port} RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\n"
            f"a=rtpmap:101 telephone-event/8000\r\na=ptime:20\r\na={direction}\r\n"
        )

    def _request(
        self, invite: SipMessage, method: str, body: str = "", headers: Sequence[str] = ()
    ) -> SipMessage:
        self._cseq += 1
        cseq, call_id = self._cseq, invite.get("Call-ID")
        self._send_in_dialog(invite, method, cseq, body, headers)
        return self._wait(
            lambda each: each.status >= 200 and each.cseq == cseq and each.get("Call-ID") == call_id,
            LIMIT_SECONDS,
            1,
            f"answer to {method}",
        )

    def _send_in_dialog(
        self, invite: SipMessage, method: str, cseq: int, body: str = "", headers: Sequence[str] = ()
    ) -> None:
        """From the called party's side: From and To change places (RFC 3261 §12.2.1.1)."""
        lines = [
            f"{method} {invite.contact_uri} SIP/2.0",
            f"Via: SIP/2.0/UDP {self.host}:{self.port};branch=z9hG4bK{uuid.uuid4().hex[:16]};rport",
            *[f"Route: {route}" for route in invite.all("Record-Route")],
            "Max-Forwards: 70",
            f"From: {invite.get('To')};tag={self._tag}",
            f"To: {invite.get('From')}",
            f"Call-ID: {invite.get('Call-ID')}",
            f"CSeq: {cseq} {method}",
            f"Contact: <sip:{self.user}@{self.host}:{self.port}>",
            *headers,
            *(["Content-Type: application/sdp"] if body else []),
            f"Content-Length: {len(body)}",
            "",
            body,
        ]
        self._socket.send("\r\n".join(lines), invite.source)

    def _take(self, message: SipMessage) -> None:
        is_new_call = message.method == "INVITE" and not message.status and not message.tag_to
        with self._changed:
            is_repeated = is_new_call and any(
                each.get("Via") == message.get("Via") for each in self.messages if each.method == "INVITE"
            )
            if not is_repeated:
                self.messages.append(message)
                self._changed.notify_all()
            invites = [each for each in self.messages if each.method == "INVITE" and not each.status]
        if self.is_mute:
            return
        if is_new_call and not is_repeated:
            self.respond(message, 180)
        elif message.start_line.startswith("CANCEL "):
            self.respond(message, 200)
            for invite in invites:
                if invite.get("Via") == message.get("Via"):
                    self.respond(invite, 487)
        elif message.start_line.startswith(("BYE ", "OPTIONS ", "INFO ")):
            self.respond(message, 200)

    def _wait_in(self, invite: SipMessage, method: str, limit_seconds: float) -> SipMessage:
        call_id = invite.get("Call-ID")
        return self._wait(
            lambda each: each.method == method and each.get("Call-ID") == call_id and not each.status,
            limit_seconds,
            1,
            f"{method} for that call",
        )

    def _wait(
        self, fits: Callable[[SipMessage], bool], limit_seconds: float, times: int, what: str
    ) -> SipMessage:
        deadline = time.monotonic() + limit_seconds
        with self._changed:
            while True:
                found = [each for each in self.messages if fits(each)]
                if len(found) >= times:
                    return found[times - 1]
                if not self._changed.wait(deadline - time.monotonic()):
                    came = [each.start_line for each in self.messages]
                    raise TimeoutError(f"{self.user}: no {what} in {limit_seconds:g} s; received: {came}")

    def _send_register(self, expires_seconds: int, *extra: str) -> SipMessage:
        self._cseq += 1
        cseq = self._cseq
        lines = [
            f"REGISTER sip:{DOMAIN} SIP/2.0",
            f"Via: SIP/2.0/UDP {self.host}:{self.port};branch=z9hG4bK{uuid.uuid4().hex[:16]};rport",
            "Max-Forwards: 70",
            f"From: <sip:{self.user}@{DOMAIN}>;tag={self._tag}",
            f"To: <sip:{self.user}@{DOMAIN}>",
            f"Call-ID: {self._register_call_id}",
            f"CSeq: {cseq} REGISTER",
            f"Contact: <sip:{self.user}@{self.host}:{self.port}>",
            f"Expires: {expires_seconds}",
            *extra,
            "Content-Length: 0",
            "",
            "",
        ]
        self._socket.send("\r\n".join(lines), self._registrar)
        return self._wait(
            lambda each: each.status >= 200 and each.method == "REGISTER" and each.cseq == cseq,
            LIMIT_SECONDS,
            1,
            "answer to REGISTER",
        )

    def _credentials(self, challenge: str) -> str:
        asked = dict(re.findall(r'(\w+)="([^"]*)"', challenge))
        uri = f"sip:{DOMAIN}"
        who = _md5(f"{self.user}:{asked['realm']}:{self._password}")
        proof = _md5(f"{who}:{asked['nonce']}:{_md5(f'REGISTER:{uri}')}")
        return (
            f'Authorization: Digest username="{self.user}", realm="{asked["realm"]}", '
            f'nonce="{asked["nonce"]}", uri="{uri}", response="{proof}", algorithm=MD5'
        )

    def __enter__(self) -> "RawPhone":
        answer = self.register()
        if answer.status != 200:
            self.close()
            raise ConnectionError(f"{self.user} could not register: {answer.start_line}")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
