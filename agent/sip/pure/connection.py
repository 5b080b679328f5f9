"""One TCP or TLS connection that carries SIP, without ever waiting (RFC 3261 §18; pings: RFC 5626 §4.4.1)."""

import contextlib
import os
import socket
import ssl
from collections.abc import Callable

from agent.sip.pure.poller import READ, WRITE, Poller
from agent.sip.stack.hop import Hop
from agent.sip.stack.reading import Read
from agent.sip.stack.stream import PONG, Ping, StreamReader

MOST_BYTES_AT_ONCE = 65_536
MOST_READS_AT_ONCE = 16
MOST_WAITING_BYTES = 1 << 20
"""Whoever reads nothing of what is said to them is let go."""
UNHEARD_MS = 15_000
"""TCP_USER_TIMEOUT (tcp(7)): so long sent bytes may go without an acknowledgement."""
PING = b"\r\n\r\n"

Receive = Callable[[Read, Hop], None]


class Connection:
    """Opened by us, or by them; `lost` is told once, when it is over."""

    def __init__(
        self,
        sock: socket.socket,
        hop: Hop,
        poller: Poller,
        receive: Receive,
        lost: Callable[["Connection"], None],
    ) -> None:
        self.hop = hop
        self._socket = sock
        self._poller = poller
        self._receive = receive
        self._lost = lost
        self._reader = StreamReader()
        self._waiting = bytearray()
        self._is_open = True
        self.why_lost = ""
        self.is_established = False
        """TCP, and TLS where it is wanted, are through: what is said now is sent."""
        sock.setblocking(False)
        with contextlib.suppress(OSError):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNHEARD_MS)
        # Writable as soon as the connection stands.
        poller.add(sock.fileno(), self._turn, READ | WRITE)

    def send(self, data: bytes) -> None:
        """Now, or as soon as there is room; never raises."""
        self._waiting += data
        if len(self._waiting) > MOST_WAITING_BYTES:
            self.close()
        elif self.is_established:
            # Nothing is read here: whoever answers a message is in the middle of what came before.
            self._guarded(self._write)

    def ping(self) -> None:
        """Keep routers on the way from forgetting the connection."""
        if self.is_established:
            self.send(PING)

    def close(self, why: str = "the connection is closed") -> None:
        """The end, whoever wanted it."""
        if not self._is_open:
            return
        self._is_open, self.why_lost = False, why
        self._poller.remove(self._socket.fileno())
        self._socket.close()
        self._lost(self)

    def _turn(self) -> None:
        self._guarded(self._write_and_read)

    def _write_and_read(self) -> None:
        if self.is_established or self._establish():
            self._write()
            self._read()

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError, BlockingIOError, InterruptedError):
            if self._is_open:
                self._poller.change(self._socket.fileno(), READ | WRITE if self._waiting else READ)
        except OSError as error:
            self.close(str(error.strerror or error))

    def _establish(self) -> bool:
        """True once TCP and TLS are through.  Raises OSError where they fail."""
        number = self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if number:
            raise OSError(number, os.strerror(number))
        try:
            self._socket.getpeername()
        except OSError:
            return False
        if isinstance(self._socket, ssl.SSLSocket):
            try:
                self._socket.do_handshake()
            except ssl.SSLWantReadError:
                self._poller.change(self._socket.fileno(), READ)
                return False
        self.is_established = True
        return True

    def _write(self) -> None:
        while self._waiting:
            sent = self._socket.send(self._waiting)
            del self._waiting[:sent]

    def _read(self) -> None:
        for _ in range(MOST_READS_AT_ONCE):
            data = self._socket.recv(MOST_BYTES_AT_ONCE)
            if not data:
                self.close()
                return
            for one in self._reader.feed(data):
                if isinstance(one, Ping):
                    self.send(PONG)
                else:
                    self._receive(one, self.hop)
                if not self._is_open:
                    return
            if self._reader.is_broken:
                self.close()
                return
        # There may be more, perhaps decrypted already, where epoll does not see it.
        self._poller.change(self._socket.fileno(), READ | WRITE)
