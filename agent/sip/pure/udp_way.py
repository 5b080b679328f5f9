"""SIP over one UDP socket (RFC 3261 §18): whatever comes is read, whatever fails is noted, nothing raises.

`IP_RECVERR` (ip(7)) makes the kernel say which host refused a packet, so that a telephone that is switched off
ends its leg at once (RFC 3261 §18.4).
"""

import contextlib
import errno
import os
import socket
import sys
from collections.abc import Callable

from agent.sip.pure.poller import Poller
from agent.sip.pure.welcome import Welcome
from agent.sip.stack.hop import Hop
from agent.sip.stack.reading import Read, read_datagram

MOST_AT_ONCE = 64
"""Datagrams read in one go: a burst must not keep the sound waiting."""
LONGEST_DATAGRAM_BYTES = HIGHEST_PORT = 65_535
QUEUE_BYTES = 4 << 20
"""The kernel may grant less; a household's line never needs it, a burst does."""

_IP_RECVERR, _IPV6_RECVERR, _MSG_ERRQUEUE = 11, 25, 0x2000
_NOBODY_THERE = frozenset((errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN))

Receive = Callable[[Read, Hop], None]
Failed = Callable[[Hop, str], None]
"""The host, and what the system says of it."""


class UdpWay:
    """A line's socket.  Raises OSError when it cannot be opened."""

    def __init__(
        self, address: str, port: int, welcome: Welcome, poller: Poller, receive: Receive, failed: Failed
    ) -> None:
        """`failed` hears of hosts where nobody listens."""
        self._welcome = welcome
        self._poller = poller
        self._receive = receive
        self._failed = failed
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self._socket = socket.socket(family, socket.SOCK_DGRAM)
        try:
            self._socket.setblocking(False)
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, QUEUE_BYTES)
            if family == socket.AF_INET6:
                self._socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            # Nobody gets in before it is known who may.
            welcome.guard(self._socket)
            self._socket.bind((address, port))
        except OSError:
            self._socket.close()
            raise
        with contextlib.suppress(OSError):
            if family == socket.AF_INET6:
                self._socket.setsockopt(socket.IPPROTO_IPV6, _IPV6_RECVERR, 1)
            else:
                self._socket.setsockopt(socket.IPPROTO_IP, _IP_RECVERR, 1)
        self.port: int = self._socket.getsockname()[1]
        poller.add(self._socket.fileno(), self._read)

    def welcome(self, welcome: Welcome) -> None:
        """Hear from these, and no more from the ones before."""
        self._welcome = welcome
        welcome.guard(self._socket)

    def hop_to(self, address: str, port: int) -> Hop:
        """The way to a host."""
        return Hop(address, port)

    def tick(self, now_seconds: float) -> None:
        """A socket without connections keeps nothing alive."""

    def send(self, data: bytes, hop: Hop, now_seconds: float) -> None:
        """Send, or note that nobody is there; never raises."""
        try:
            self.send_raw(data, (hop.address, hop.port))
        except OSError as error:
            if error.errno in _NOBODY_THERE:
                self._failed(hop, error.strerror or str(error))

    def send_raw(self, data: bytes, address: tuple[str, int]) -> None:
        """Send.  Raises OSError."""
        if not 0 < address[1] <= HIGHEST_PORT:
            raise OSError(errno.EINVAL, f"{address[1]} is no port")
        try:
            self._socket.sendto(data, address)
        except BlockingIOError:
            # As lost on the way: it is sent again where that matters.
            return
        except OSError:
            # The error of a packet before stands in the way of this one, once.
            self._read_errors()
            self._socket.sendto(data, address)

    def close(self) -> None:
        self._poller.remove(self._socket.fileno())
        self._socket.close()

    def _read(self) -> None:
        for _ in range(MOST_AT_ONCE):
            try:
                data, source = self._socket.recvfrom(LONGEST_DATAGRAM_BYTES)
            except BlockingIOError:
                break
            except OSError:
                self._read_errors()
                continue
            # Port 0 is nobody's: whoever forged it would have us answer nowhere.
            if source[1] and self._welcome.includes(source[0]):
                self._receive(read_datagram(data), Hop(source[0], source[1]))
        self._read_errors()

    def _read_errors(self) -> None:
        """What the kernel has to say of packets of ours; each is about the host they were for."""
        for _ in range(MOST_AT_ONCE):
            try:
                _, extras, _, address = self._socket.recvmsg(0, 512, _MSG_ERRQUEUE)
            except OSError:
                return
            number = next(
                (int.from_bytes(value[:4], sys.byteorder) for _, _, value in extras if len(value) >= 4), 0
            )
            if number in _NOBODY_THERE and address:
                self._failed(Hop(address[0], address[1]), os.strerror(number))
