"""Keeps strangers out of a talk: only whoever we talk with may send its sound.

PJSIP follows the packets: ten from elsewhere, and it sends the talk there ("RTP bleed").  So the kernel
drops, on the media sockets, all that does not come from the address in the other side's SDP or from whoever
sent its SIP.  A box whose sound comes from a third address is found out when nothing comes in the first
second: then the first who sends is the one (as RFC 4961 lets it be), and nobody after it.
"""

import math
import socket
from collections.abc import Iterable
from ipaddress import AddressValueError, IPv4Address

from agent.sip.packet_filter import lock, own_sockets

PATIENCE_SECONDS = 1.0
ANYBODY = "0.0.0.0/0"


class RtpFilter:
    """One call's; belongs to the engine's thread."""

    def __init__(self) -> None:
        self._port = 0
        self._allowed: frozenset[str] = frozenset()
        self._believed: frozenset[str] = frozenset()
        self._packets_before = 0
        self._opens_at_seconds = math.inf

    def begin(self, port: int, named: Iterable[str], packets: int, now_seconds: float) -> None:
        """The other side has named where its sound comes from (again, after a hold).

        `port`: our own for RTP; `packets`: how many have come so far.  Raises OSError when refused.
        """
        known = frozenset(name for name in named if _is_address(name))
        if known and not (port == self._port and known <= self._allowed):
            self._port, self._packets_before = port, packets
            self._opens_at_seconds = now_seconds + PATIENCE_SECONDS
            self._allow(known | self._believed)

    def feel(self, packets: int, now_seconds: float) -> bool:
        """`packets` have come so far.  True when it should be found out who sends them, for `believe`."""
        if packets > self._packets_before:
            self._opens_at_seconds = math.inf
            return ANYBODY in self._allowed
        if now_seconds >= self._opens_at_seconds:
            self._opens_at_seconds = math.inf
            self._allow(frozenset((ANYBODY,)))
        return False

    def believe(self, source: str) -> None:
        """This is who sends; nobody else may from now on."""
        if _is_address(source):
            self._believed = frozenset((source,))
            self._allow(self._believed)

    def _allow(self, allowed: frozenset[str]) -> None:
        self._allowed = allowed
        # RTP, and RTCP on the next port (RFC 3550 §11).
        for descriptor, (_, port) in own_sockets(socket.SOCK_DGRAM):
            if port in (self._port, self._port + 1):
                lock(descriptor, self._allowed)


def _is_address(name: str) -> bool:
    try:
        return not IPv4Address(name).is_unspecified
    except AddressValueError:
        return False
