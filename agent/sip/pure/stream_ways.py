"""SIP over TCP and TLS (RFC 3261 §18): the connections of one line, those we open and those that come.

Answers go on the connection that their request came on; requests of ours to a host go on whichever connection to
it stands, and where there is none a new one is opened (RFC 5923 keeps one where it can).
"""

import contextlib
import errno
import os
import socket
import ssl
from collections.abc import Callable
from dataclasses import replace

from agent.sip.pure.connection import Connection, Receive
from agent.sip.pure.poller import Poller
from agent.sip.pure.welcome import Welcome
from agent.sip.stack.hop import Hop, Transport

Failed = Callable[[Hop, str], None]
"""The way, and what the system says of it."""

MOST_CONNECTIONS = 32
CONNECT_WITHIN_SECONDS = 5.0
PING_EVERY_SECONDS = 30.0
BACKLOG = 16
MOST_AT_ONCE = 16


class StreamWays:
    """A line's.  Raises OSError when its port cannot be had."""

    def __init__(
        self,
        address: str,
        port: int,
        transport: Transport,
        welcome: Welcome,
        poller: Poller,
        receive: Receive,
        failed: Failed,
        tls: ssl.SSLContext | None = None,
        server_name: str = "",
    ) -> None:
        """`tls` and `server_name`: for connections of ours; over TLS nobody calls us: we hold no certificate."""
        self._address = address
        self._transport = transport
        self._welcome = welcome
        self._poller = poller
        self._receive = receive
        self._failed = failed
        self._tls = tls
        self._server_name = server_name
        self._connections: dict[int, Connection] = {}
        self._ours: set[int] = set()
        self._began_at_seconds: dict[int, float] = {}
        self._last_number = 0
        self._ping_at_seconds = 0.0
        self._family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self._listener = socket.socket(self._family, socket.SOCK_STREAM)
        try:
            self._listener.setblocking(False)
            self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if self._family == socket.AF_INET6:
                self._listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            welcome.guard(self._listener)
            self._listener.bind((address, port))
            if transport is Transport.TCP:
                self._listener.listen(BACKLOG)
                poller.add(self._listener.fileno(), self._accept)
        except OSError:
            self._listener.close()
            raise
        self.port: int = self._listener.getsockname()[1]

    def welcome(self, welcome: Welcome) -> None:
        """Hear from these, and no more from the ones before."""
        self._welcome = welcome
        welcome.guard(self._listener)
        for connection in list(self._connections.values()):
            if not welcome.includes(connection.hop.address):
                connection.close()

    def hop_to(self, address: str, port: int) -> Hop:
        """The way to a host: a connection that stands, or else the next one that is opened."""
        for number, connection in self._connections.items():
            if number in self._ours and (connection.hop.address, connection.hop.port) == (address, port):
                return connection.hop
        self._last_number += 1
        return Hop(address, port, self._transport, self._last_number)

    def send(self, data: bytes, hop: Hop, now_seconds: float) -> None:
        """Send, or note that the way is broken; never raises."""
        connection = self._connections.get(hop.connection) or self._other_way(hop)
        if connection is None:
            connection = self._connect(hop, now_seconds)
        if connection is not None:
            connection.send(data)

    def send_raw(self, data: bytes, address: tuple[str, int]) -> None:
        """Nothing: what has no connection cannot be said over one."""

    def tick(self, now_seconds: float) -> None:
        """Give up on connections that do not come about, and keep those that stand."""
        for number, began in list(self._began_at_seconds.items()):
            connection = self._connections.get(number)
            if connection is None or connection.is_established:
                del self._began_at_seconds[number]
            elif now_seconds - began > CONNECT_WITHIN_SECONDS:
                connection.close("no connection came about")
        if now_seconds >= self._ping_at_seconds:
            self._ping_at_seconds = now_seconds + PING_EVERY_SECONDS
            for number in list(self._ours):
                if number in self._connections:
                    self._connections[number].ping()

    def close(self) -> None:
        self._poller.remove(self._listener.fileno())
        self._listener.close()
        for connection in list(self._connections.values()):
            connection.close()

    def _other_way(self, hop: Hop) -> Connection | None:
        """A connection was lost: another one to that host does as well (RFC 3261 §18.2.2)."""
        at_host = [one for one in self._connections.values() if one.hop.address == hop.address]
        return next((one for one in at_host if one.hop.port == hop.port), at_host[-1] if at_host else None)

    def _connect(self, hop: Hop, now_seconds: float) -> Connection | None:
        sock = socket.socket(self._family, socket.SOCK_STREAM)
        try:
            sock.setblocking(False)
            with contextlib.suppress(OSError):
                sock.bind((self._address, 0))
            if self._tls is not None:
                name = self._server_name or hop.address
                sock = self._tls.wrap_socket(sock, server_hostname=name, do_handshake_on_connect=False)
            number = sock.connect_ex((hop.address, hop.port))
            if number not in (0, errno.EINPROGRESS):
                raise OSError(number, os.strerror(number))
        except (OSError, ValueError, OverflowError) as error:
            sock.close()
            self._failed(hop, str(error))
            return None
        if not hop.connection:
            self._last_number += 1
        connection = self._hold(sock, replace(hop, connection=hop.connection or self._last_number))
        self._ours.add(connection.hop.connection)
        self._began_at_seconds[connection.hop.connection] = now_seconds
        return connection

    def _accept(self) -> None:
        for _ in range(MOST_AT_ONCE):
            try:
                sock, source = self._listener.accept()
            except OSError:
                return
            if not self._welcome.includes(source[0]) or len(self._connections) >= MOST_CONNECTIONS:
                sock.close()
                continue
            self._last_number += 1
            self._hold(sock, Hop(source[0], source[1], self._transport, self._last_number))

    def _hold(self, sock: socket.socket, hop: Hop) -> Connection:
        connection = Connection(sock, hop, self._poller, self._receive, self._lost)
        self._connections[hop.connection] = connection
        return connection

    def _lost(self, connection: Connection) -> None:
        number = connection.hop.connection
        self._connections.pop(number, None)
        self._ours.discard(number)
        self._began_at_seconds.pop(number, None)
        self._failed(connection.hop, connection.why_lost)
