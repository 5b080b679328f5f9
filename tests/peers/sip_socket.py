"""Carries raw SIP over UDP or TCP and hands every message to whoever listens for its call."""

import contextlib
import socket
import threading
from collections.abc import Callable

from tests.peers.sip_message import SipMessage, parse


class SipSocket:
    """One socket on loopback and the thread that reads it."""

    def __init__(
        self,
        on_message: Callable[[SipMessage], None],
        host: str = "127.0.0.1",
        port: int = 0,
        tcp_peer: tuple[str, int] | None = None,
    ) -> None:
        """`tcp_peer`: connect there by TCP; None: UDP. `port` 0: any."""
        self._on_message = on_message
        self.is_tcp = tcp_peer is not None
        kind = socket.SOCK_STREAM if self.is_tcp else socket.SOCK_DGRAM
        self._socket = socket.socket(socket.AF_INET, kind)
        self._socket.bind((host, port))
        if tcp_peer:
            self._socket.connect(tcp_peer)
        else:
            # A burst of calls is answered faster than Python reads.
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        self.host, self.port = self._socket.getsockname()
        self._closing = False
        self._thread = threading.Thread(
            target=self._read_stream if self.is_tcp else self._read_datagrams,
            name=f"SIP socket {self.port}",
            daemon=True,
        )
        self._thread.start()

    def send(self, text: str | bytes, target: tuple[str, int]) -> None:
        """Put a message on the wire as it is."""
        raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")
        try:
            if self.is_tcp:
                self._socket.sendall(raw)
            else:
                self._socket.sendto(raw, target)
        except OSError:
            # Answering somebody while it is being closed.
            if not self._closing:
                raise

    def close(self) -> None:
        """Close, and wait for the reading thread."""
        self._closing = True
        with contextlib.suppress(OSError):
            # Wakes a reader that is blocked; close alone would not.
            self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(2)
        self._socket.close()

    def _read_datagrams(self) -> None:
        while not self._closing:
            try:
                raw, source = self._socket.recvfrom(65535)
            except ConnectionError:
                continue  # The ICMP answer to a packet we sent to a closed port.
            except OSError:
                return
            self._hand_over(raw, source)

    def _read_stream(self) -> None:
        source = self._socket.getpeername()
        buffer = b""
        while True:
            try:
                chunk = self._socket.recv(65535)
            except OSError:
                return
            if not chunk:
                return
            buffer += chunk
            while b"\r\n\r\n" in buffer:
                buffer = buffer.lstrip(b"\r\n")  # RFC 5626 keep-alives stand between messages.
                end = buffer.find(b"\r\n\r\n") + 4
                if end < 4:
                    break
                length = int(parse(buffer[:end]).get("Content-Length") or 0)
                if len(buffer) < end + length:
                    break
                self._hand_over(buffer[: end + length], source)
                buffer = buffer[end + length :]

    def _hand_over(self, raw: bytes, source: tuple[str, int]) -> None:
        # Keep-alives and what is not SIP are of no interest here.
        with contextlib.suppress(ValueError):
            self._on_message(parse(raw, source))
