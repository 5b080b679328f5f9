"""A registrar that speaks TCP, as a FRITZ!Box does: it calls on the connection that the REGISTER came on."""

import contextlib
import re
import socket
import threading
import time

LIMIT_SECONDS = 8.0


def cut(connection: socket.socket) -> None:
    """End a connection that another thread may be reading from."""
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()


class TcpBox(threading.Thread):
    """Takes every REGISTER; whatever else comes is kept."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        self.connections: list[socket.socket] = []
        self.messages: list[str] = []
        self._changed = threading.Condition()
        self.start()

    def run(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.connections.append(connection)
            threading.Thread(target=self._read, args=(connection,), daemon=True).start()

    def _read(self, connection: socket.socket) -> None:
        waiting = b""
        while True:
            try:
                data = connection.recv(65_536)
            except OSError:
                return
            if not data:
                return
            waiting += data
            while b"\r\n\r\n" in waiting.lstrip(b"\r\n"):
                head, _, waiting = waiting.lstrip(b"\r\n").partition(b"\r\n\r\n")
                length = int(re.search(rb"Content-Length: *(\d+)", head, re.IGNORECASE)[1])  # type: ignore[index]
                body, waiting = waiting[:length], waiting[length:]
                self._take(connection, head.decode(), body.decode())

    def _take(self, connection: socket.socket, head: str, body: str) -> None:
        if head.startswith("REGISTER "):
            copied = re.findall(r"^(?:Via|From|To|Call-ID|CSeq|Contact): .*$", head, re.MULTILINE)
            lines = [
                "SIP/2.0 200 OK",
                *(line.strip() for line in copied),
                "Expires: 300",
                "Content-Length: 0",
            ]
            connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        with self._changed:
            self.messages.append(f"{head}\r\n\r\n{body}")
            self._changed.notify_all()

    def wait(self, begins: str, times: int = 1) -> str:
        """The last of so many messages that begin like that.  Raises TimeoutError."""
        deadline = time.monotonic() + LIMIT_SECONDS
        with self._changed:
            while len(found := [each for each in self.messages if each.startswith(begins)]) < times:
                if not self._changed.wait(deadline - time.monotonic()):
                    raise TimeoutError(f"no {begins}; came: {self.messages}")
            return found[times - 1]

    def close(self) -> None:
        self.listener.close()
        for connection in self.connections:
            cut(connection)
