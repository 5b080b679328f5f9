"""Keeps strangers out of a talk: only whoever we talk with may send its sound.

PJSIP follows the packets: ten from elsewhere, and it sends the talk there ("RTP bleed").  So the kernel
drops, on the media sockets, all that does not come from the address in the other side's SDP or from whoever
sent its SIP.  A box whose sound comes from a third address is found out when nothing comes in the first
second: then the first who sends is the one (as RFC 4961 lets it be), and nobody after it.
"""

import socket
from collections.abc import Iterable, Set
from ipaddress import AddressValueError, IPv4Address

from agent.sip.source_lock import lock, own_sockets

PATIENCE_SECONDS = 1.0
ANYBODY = "0.0.0.0/0"


class SoundLock:
    """One call's; belongs to the engine's thread."""

    def __init__(self) -> None:
        self._port = 0
        self._allowed: frozenset[str] = frozenset()
        self._opens_at_seconds = 0.0

    @property
    def is_open(self) -> bool:
        """True while whoever sends first will be believed."""
        return ANYBODY in self._allowed

    def begin(self, port: int, named: Iterable[str], now_seconds: float) -> None:
        """The other side has named where its sound comes from (again, after a hold); `port`: our own for RTP."""
        allowed = frozenset(name for name in named if _is_address(name))
        if allowed and not (port == self._port and allowed <= self._allowed):
            self._port = port
            self._opens_at_seconds = now_seconds + PATIENCE_SECONDS
            self._allow(allowed)

    def feel(self, packets: int, now_seconds: float) -> None:
        """`packets` have been heard so far: open to anybody when there are none for too long."""
        if packets:
            self._opens_at_seconds = 0.0
        elif self._opens_at_seconds and now_seconds >= self._opens_at_seconds:
            self._opens_at_seconds = 0.0
            self._allow(frozenset((ANYBODY,)))

    def believe(self, source: str) -> None:
        """This is who sends; nobody else may from now on."""
        if _is_address(source):
            self._allow(frozenset((source,)))

    def _allow(self, allowed: Set[str]) -> None:
        self._allowed = frozenset(allowed)
        # RTP, and RTCP on the next port (RFC 3550 §11).
        for descriptor, (_, port) in own_sockets(socket.SOCK_DGRAM):
            if port in (self._port, self._port + 1):
                lock(descriptor, self._allowed)


def _is_address(name: str) -> bool:
    try:
        return not IPv4Address(name).is_unspecified
    except AddressValueError:
        return False
