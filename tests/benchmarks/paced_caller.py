"""A caller for measuring: calls at an even pace from one thread, answers timed by the kernel.

The time of an answer is taken by the kernel when the datagram reaches our socket (SO_TIMESTAMPNS, socket(7)),
so neither Python's scheduling nor its garbage collector is measured.  The time of an INVITE is read just
before it is sent.  Everything else is what a plain UDP telephone does: it repeats an INVITE after 0.5, 1,
2, 4 … seconds (RFC 3261 §17.1.1.2) and acknowledges every final response.
"""

import heapq
import itertools
import os
import re
import select
import socket
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

_SO_TIMESTAMPNS = 35
_FIRST_REPEAT_SECONDS = 0.5
_GIVE_UP_SECONDS = 32.0
_STATUS = re.compile(rb"^SIP/2\.0 (\d{3})")
_CALL_ID = re.compile(rb"\r\nCall-ID: *([^\r]+)", re.IGNORECASE)
_CSEQ = re.compile(rb"\r\nCSeq: *\d+ (\w+)", re.IGNORECASE)
_TO = re.compile(rb"\r\nTo: *([^\r]+)", re.IGNORECASE)
_CONTACT = re.compile(rb"\r\nContact: *<([^>]+)>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Plan:
    """One call to place."""

    at_seconds: float
    """When, counted from the first."""
    target: tuple[str, int]
    from_user: str
    to_user: str = "0123456789"
    talk_seconds: float = 0.3
    """How long an answered call lasts before we hang up."""


@dataclass(slots=True)
class Placed:
    """What became of it.  A call that rings is cancelled at once, an answered one is hung up on."""

    plan: Plan
    number: int
    call_id: str
    branch: str
    sent_at_ns: int = 0
    heard_at_ns: int = 0
    """When the first 180 or final response came; 0 when none did."""
    status: int = 0
    """That response."""
    final_at_ns: int = 0
    final_status: int = 0
    invites: int = 0
    """How often the INVITE was sent."""
    finals: list[int] = field(default_factory=list)
    """Every final response that came, also repeated ones."""
    waits_for: str = "INVITE"
    """The request that is repeated until it is answered; empty when the call is over."""
    contact: str = ""
    to_header: str = ""

    @property
    def milliseconds(self) -> float:
        """From the INVITE to the first 180 or final response."""
        return (self.heard_at_ns - self.sent_at_ns) / 1e6


class PacedCaller:
    """One socket on loopback that places calls."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        self._socket.setblocking(False)
        self._socket.bind((host, 0))
        self._host, self._port = self._socket.getsockname()
        # Somebody must own the port that our SDP names, or the kernel answers audio with ICMP errors.
        self._audio = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._audio.bind((host, 0))
        self._sdp = _offer(host, self._audio.getsockname()[1])
        self._run = os.urandom(4).hex()
        self._numbers = itertools.count()
        self._calls: dict[bytes, Placed] = {}
        self._due: list[tuple[float, int, Placed, str, float]] = []

    def close(self) -> None:
        self._socket.close()
        self._audio.close()

    def place(self, plans: Sequence[Plan], limit_seconds: float = 60.0) -> list[Placed]:
        """Place them all, and return once each is over; `limit_seconds` counts from the last INVITE."""
        waiting = sorted(plans, key=lambda plan: plan.at_seconds)
        placed: list[Placed] = []
        start = time.monotonic()
        deadline = start + (waiting[-1].at_seconds if waiting else 0.0) + limit_seconds
        while True:
            now = time.monotonic()
            while len(placed) < len(waiting) and start + waiting[len(placed)].at_seconds <= now:
                placed.append(self._begin(waiting[len(placed)]))
            self._repeat(now)
            everybody_called = len(placed) == len(waiting)
            if now > deadline or (everybody_called and not any(call.waits_for for call in placed)):
                return placed
            moments = [deadline, now + 0.2]
            if not everybody_called:
                moments.append(start + waiting[len(placed)].at_seconds)
            if self._due:
                moments.append(self._due[0][0])
            if select.select([self._socket], [], [], max(0.0, min(moments) - now))[0]:
                self._take_answers()

    def _begin(self, plan: Plan) -> Placed:
        number = next(self._numbers)
        call = Placed(plan, number, f"{number}-{self._run}@bench", f"z9hG4bK{self._run}{number}")
        self._calls[call.call_id.encode()] = call
        self._invite(call)
        self._in(_FIRST_REPEAT_SECONDS, call, "INVITE", _FIRST_REPEAT_SECONDS)
        self._in(_GIVE_UP_SECONDS, call, "give up", 0.0)
        return call

    def _invite(self, call: Placed) -> None:
        lines = [f"Contact: <sip:caller@{self._host}:{self._port}>", "Content-Type: application/sdp"]
        text = self._text(call, "INVITE", lines, self._sdp)
        call.invites += 1
        sent_at_ns = time.time_ns()
        self._socket.sendto(text, call.plan.target)
        call.sent_at_ns = call.sent_at_ns or sent_at_ns

    def _in(self, seconds: float, call: Placed, what: str, pause_seconds: float) -> None:
        heapq.heappush(
            self._due, (time.monotonic() + seconds, next(self._numbers), call, what, pause_seconds)
        )

    def _repeat(self, now: float) -> None:
        while self._due and self._due[0][0] <= now:
            _, _, call, what, pause_seconds = heapq.heappop(self._due)
            if what == "give up":
                if call.waits_for in ("INVITE", "an answer"):
                    call.waits_for = ""
                continue
            if what == "hang up":
                call.waits_for = what = "BYE"
                pause_seconds = _FIRST_REPEAT_SECONDS / 2
            if call.waits_for != what:
                continue
            if pause_seconds > _GIVE_UP_SECONDS / 2:
                call.waits_for = ""
                continue
            if what == "INVITE":
                self._invite(call)
            else:
                self._socket.sendto(self._text(call, what), call.plan.target)
            self._in(pause_seconds * 2, call, what, pause_seconds * 2)

    def _take_answers(self) -> None:
        while True:
            try:
                message, extras, _, source = self._socket.recvmsg(65535, 128)
            except BlockingIOError:
                return
            arrived_at_ns = time.time_ns()
            for level, kind, value in extras:
                if level == socket.SOL_SOCKET and kind == _SO_TIMESTAMPNS:
                    seconds, nanoseconds = struct.unpack("ll", value[:16])
                    arrived_at_ns = seconds * 1_000_000_000 + nanoseconds
            status, call_id, method = _STATUS.match(message), _CALL_ID.search(message), _CSEQ.search(message)
            if status and call_id and method and call_id[1] in self._calls:
                self._take(
                    self._calls[call_id[1]], int(status[1]), method[1].decode(), message, arrived_at_ns
                )
            elif message.startswith(b"BYE"):
                self._end_by_callee(message, source)

    def _take(self, call: Placed, status: int, method: str, message: bytes, arrived_at_ns: int) -> None:
        if method == "BYE" and status >= 200:
            call.waits_for = ""
        if method != "INVITE":
            return
        if status == 100:
            # Heard: an INVITE is not repeated any more (RFC 3261 §17.1.1.2).
            if call.waits_for == "INVITE":
                call.waits_for = "an answer"
            return
        if not call.heard_at_ns:
            call.heard_at_ns, call.status = arrived_at_ns, status
        if found := _TO.search(message):
            call.to_header = found[1].decode()
        if status < 200:
            # Also when we had given up, or whoever took the call so late would ring for nobody.
            if call.waits_for != "CANCEL" and not call.final_at_ns:
                call.waits_for = "CANCEL"
                self._socket.sendto(self._text(call, "CANCEL"), call.plan.target)
                self._in(_FIRST_REPEAT_SECONDS, call, "CANCEL", _FIRST_REPEAT_SECONDS)
            return
        call.finals.append(status)
        if found := _CONTACT.search(message):
            call.contact = found[1].decode()
        self._socket.sendto(self._text(call, "ACK"), call.plan.target)
        if call.final_at_ns:
            return
        call.final_at_ns, call.final_status = arrived_at_ns, status
        call.waits_for = ""
        if status < 300:
            call.waits_for = "talking"
            self._in(call.plan.talk_seconds, call, "hang up", 0.0)

    def _end_by_callee(self, message: bytes, source: tuple[str, int]) -> None:
        head = message.decode("utf-8", "replace").split("\r\n\r\n")[0].split("\r\n")
        kept = [
            line for line in head if line.lower().startswith(("via:", "from:", "to:", "call-id:", "cseq:"))
        ]
        self._socket.sendto("\r\n".join(["SIP/2.0 200 OK", *kept, "", ""]).encode(), source)
        found = _CALL_ID.search(message)
        if found and found[1] in self._calls:
            self._calls[found[1]].waits_for = ""

    def _text(self, call: Placed, method: str, headers: Sequence[str] = (), body: str = "") -> bytes:
        """A request; ACK and CANCEL repeat the INVITE's branch, as RFC 3261 §17.1.1.3 and §9.1 ask."""
        host, port = call.plan.target
        answered = 200 <= call.final_status < 300
        is_own = method == "BYE" or (method == "ACK" and answered)
        branch = call.branch + (method if is_own else "")
        uri = call.contact if is_own and call.contact else f"sip:{call.plan.to_user}@{host}:{port}"
        to_header = f"<sip:{call.plan.to_user}@fritz.box>"
        if method in ("ACK", "BYE") and call.to_header:
            to_header = call.to_header
        lines = [
            f"{method} {uri} SIP/2.0",
            f"Via: SIP/2.0/UDP {self._host}:{self._port};branch={branch};rport",
            "Max-Forwards: 70",
            f"From: <sip:{call.plan.from_user}@fritz.box>;tag={call.number}",
            f"To: {to_header}",
            f"Call-ID: {call.call_id}",
            f"CSeq: {2 if method == 'BYE' else 1} {method}",
            *headers,
            f"Content-Length: {len(body)}",
            "",
            body,
        ]
        return "\r\n".join(lines).encode()


def _offer(host: str, port: int) -> str:
    lines = ["v=0", f"o=- 1 1 IN IP4 {host}", "s=-", f"c=IN IP4 {host}", "t=0 0"]
    lines += [f"m=audio {port} RTP/AVP 8 0 101", "a=rtpmap:8 PCMA/8000", "a=rtpmap:0 PCMU/8000"]
    lines += ["a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-15", "a=ptime:20", "a=sendrecv"]
    return "\r\n".join(lines) + "\r\n"
