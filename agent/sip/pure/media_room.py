"""The sockets of all sound, and the one clock that paces it: RTP on even ports, RTCP on odd (RFC 3550 §11)."""

import secrets
import socket
import time
from collections.abc import Callable

from agent.sip.media.clock import MediaClock
from agent.sip.media.session import MediaSession
from agent.sip.media.symmetric_rtp import Address
from agent.sip.pure.poller import Poller

TRIES_FOR_PORTS = 64
MOST_AT_ONCE = 32
"""Datagrams read from one socket in one go: nobody may keep the others waiting."""
LONGEST_DATAGRAM_BYTES = 2048
REPORTS_EVERY_SECONDS = 1.0
_EXPEDITED = 0xB8
"""DSCP EF (RFC 3246): WLAN gives it the voice queue."""


class MediaEnd:
    """One leg's two sockets and its session."""

    def __init__(self, rtp: socket.socket, rtcp: socket.socket, session: MediaSession) -> None:
        self.rtp = rtp
        self.rtcp = rtcp
        self.session = session
        self.port: int = rtp.getsockname()[1]
        self.partner: MediaEnd | None = None
        """Whose packets leave our port when they are relayed."""
        self.heard_keys: Callable[[], None] = lambda: None
        """Called when there may be keys to fetch."""


class MediaRoom:
    """Belongs to the engine's thread."""

    def __init__(self, poller: Poller) -> None:
        self._poller = poller
        self._clock = MediaClock()
        self._ends: dict[MediaSession, MediaEnd] = {}
        self._report_at_seconds = 0.0

    def open(self, address: str) -> MediaEnd:
        """Two sockets on this address of ours, served from now on.  Raises OSError when there are none."""
        rtp, rtcp = _two_ports(address)
        session = MediaSession(secrets.randbits(32), secrets.randbits(16), secrets.randbits(32), b"-")
        end = MediaEnd(rtp, rtcp, session)
        self._ends[session] = end
        self._poller.add(rtp.fileno(), lambda: self._read_rtp(end))
        self._poller.add(rtcp.fileno(), lambda: self._read_rtcp(end))
        self._clock.add(session, time.monotonic())
        return end

    def close(self, end: MediaEnd, now_seconds: float) -> None:
        """Nothing more comes or goes here; twice does no harm."""
        if self._ends.pop(end.session, None) is None:
            return
        for data, to in end.session.goodbye(now_seconds):
            _send(end.rtcp, data, to)
        self._clock.remove(end.session)
        if end.partner is not None:
            end.partner.partner = None
        end.session.close()
        for sock in (end.rtp, end.rtcp):
            self._poller.remove(sock.fileno())
            sock.close()

    def tick(self, now_seconds: float) -> None:
        """Send what leaves now."""
        for session, data, to in self._clock.tick(now_seconds):
            _send(self._ends[session].rtp, data, to)
        if now_seconds >= self._report_at_seconds:
            self._report_at_seconds = now_seconds + REPORTS_EVERY_SECONDS
            for session, end in self._ends.items():
                for data, to in session.report(now_seconds):
                    _send(end.rtcp, data, to)

    def seconds_until_due(self, now_seconds: float) -> float:
        """How long nothing needs to be sent; infinite without a leg."""
        return self._clock.seconds_until_due(now_seconds)

    def _read_rtp(self, end: MediaEnd) -> None:
        now_seconds = time.monotonic()
        for _ in range(MOST_AT_ONCE):
            try:
                data, source = end.rtp.recvfrom(LONGEST_DATAGRAM_BYTES)
            except OSError:
                break
            relayed = end.session.receive(data, (source[0], source[1]), now_seconds)
            if relayed is not None and end.partner is not None:
                _send(end.partner.rtp, *relayed)
        end.heard_keys()

    def _read_rtcp(self, end: MediaEnd) -> None:
        now_seconds = time.monotonic()
        for _ in range(MOST_AT_ONCE):
            try:
                data, source = end.rtcp.recvfrom(LONGEST_DATAGRAM_BYTES)
            except OSError:
                return
            end.session.receive_report(data, (source[0], source[1]), now_seconds)


def _send(sock: socket.socket, data: bytes, to: Address) -> None:
    try:
        sock.sendto(data, to)
    except (OSError, OverflowError):
        # A lost packet, as on any way; a port or an address that is none takes no other call along.
        return


def _two_ports(address: str) -> tuple[socket.socket, socket.socket]:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    last_error: OSError | None = None
    for _ in range(TRIES_FOR_PORTS):
        pair: list[socket.socket] = []
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.bind((address, 0))
                even = probe.getsockname()[1] & ~1
            for port in (even, even + 1):
                sock = socket.socket(family, socket.SOCK_DGRAM)
                pair.append(sock)
                sock.setblocking(False)
                sock.bind((address, port))
        except OSError as error:
            last_error = error
            for sock in pair:
                sock.close()
            continue
        if family == socket.AF_INET:
            pair[0].setsockopt(socket.IPPROTO_IP, socket.IP_TOS, _EXPEDITED)
        return pair[0], pair[1]
    raise last_error or OSError(f"no two ports in a row are free on {address}")
