"""Answers programs of this computer that ask how the house stands, on one thread that nobody can hold up.

Every client has the same few seconds from its connection to the last byte of its answer, a question has room for
a few hundred bytes, and when too many are connected the one that has been there longest goes.
"""

import contextlib
import logging
import os
import selectors
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from agent.call.sentence import said, say
from agent.net.local_socket import listen_at

log = logging.getLogger(__name__)

LONGEST_QUESTION_BYTES = 512
CLIENT_SECONDS = 2.0
MOST_CLIENTS = 16
RETRY_SECONDS = 15.0


class StatusSocket:
    """Start it, close it.  Without it calls go on as ever, and nobody can look in."""

    def __init__(
        self,
        path: Path,
        answer: Callable[[bytes], bytes],
        client_seconds: float = CLIENT_SECONDS,
        retry_seconds: float = RETRY_SECONDS,
    ) -> None:
        """`answer` gets a question without its line's end, of any bytes, and gives a whole line; never raises."""
        self._path = path
        self._answer = answer
        self._client_seconds = client_seconds
        self._retry_seconds = retry_seconds
        self._stopping = threading.Event()
        self._open = threading.Event()
        self._wake, self._woken = socket.socketpair()
        self._thread = threading.Thread(target=self._run, name="status", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wait_open(self, limit_seconds: float) -> bool:
        """Until it can be asked; False when the limit came first."""
        return self._open.wait(limit_seconds)

    def close(self, limit_seconds: float = 1.0) -> None:
        """Answer nobody any more."""
        self._stopping.set()
        with contextlib.suppress(OSError):
            self._wake.send(b"x")
        if self._thread.ident is not None:
            self._thread.join(limit_seconds)
        self._wake.close()
        if not self._thread.is_alive():
            self._woken.close()

    def _run(self) -> None:
        trouble = ""
        while not self._stopping.is_set():
            try:
                with listen_at(self._path) as listener:
                    inode = os.stat(self._path).st_ino
                    self._open.set()
                    self._serve(listener)
                self._take_away(inode)
            except OSError as error:
                if str(error) != trouble:
                    trouble = str(error)
                    why = said(error.strerror or error)
                    told = say(
                        "tranquille status cannot ask this house: {path}: {why}", path=self._path, why=why
                    )
                    log.warning("%s", told)
                self._stopping.wait(self._retry_seconds)

    def _serve(self, listener: socket.socket) -> None:
        clients: list[_Client] = []
        listener.setblocking(False)
        with selectors.DefaultSelector() as selector:
            selector.register(self._woken, selectors.EVENT_READ)
            selector.register(listener, selectors.EVENT_READ)
            try:
                while not self._stopping.is_set():
                    ready = selector.select(_patience_seconds(clients))
                    asking = [key.data for key, _ in ready if isinstance(key.data, _Client)]
                    over = [client for client in asking if not client.go_on(self._answer)]
                    for client in asking:
                        selector.modify(client.link, client.waits_for, client)
                    if any(key.fileobj is listener for key, _ in ready):
                        for link in self._accept(listener):
                            client = _Client(link, time.monotonic() + self._client_seconds)
                            clients.append(client)
                            selector.register(link, client.waits_for, client)
                    over += [client for client in clients if client.until_seconds <= time.monotonic()]
                    over += clients[: max(0, len(clients) - MOST_CLIENTS)]
                    for client in set(over):
                        clients.remove(client)
                        selector.unregister(client.link)
                        client.link.close()
            finally:
                for client in clients:
                    client.link.close()

    def _accept(self, listener: socket.socket) -> Iterator[socket.socket]:
        """Whoever knocks, if they still do."""
        try:
            link, _ = listener.accept()
        except (BlockingIOError, ConnectionError):
            return
        except OSError:
            # No descriptors are left: who waits must not turn this thread into a busy one.
            self._stopping.wait(0.2)
            return
        link.setblocking(False)
        yield link

    def _take_away(self, inode: int) -> None:
        """Remove our socket, and not that of a house that has started since."""
        with contextlib.suppress(OSError):
            if os.stat(self._path).st_ino == inode:
                self._path.unlink()


class _Client:
    """Somebody who asks: first their question comes, then their answer goes, in whatever pieces."""

    def __init__(self, link: socket.socket, until_seconds: float) -> None:
        self.until_seconds = until_seconds
        self.link = link
        self._asked = bytearray()
        self._answer = memoryview(b"")

    @property
    def waits_for(self) -> int:
        """What the selector is to look for."""
        return selectors.EVENT_WRITE if self._answer else selectors.EVENT_READ

    def go_on(self, answer: Callable[[bytes], bytes]) -> bool:
        """Read or write what can be without waiting; False when there is nothing left to do."""
        try:
            if self._answer:
                self._answer = self._answer[self.link.send(self._answer) :]
                return bool(self._answer)
            received = self.link.recv(LONGEST_QUESTION_BYTES)
        except (BlockingIOError, InterruptedError):
            return True
        except OSError:
            return False
        self._asked += received
        line, end, _ = self._asked.partition(b"\n")
        if end or len(self._asked) > LONGEST_QUESTION_BYTES:
            self._answer = memoryview(answer(bytes(line[:LONGEST_QUESTION_BYTES])))
            return True
        return bool(received)


def _patience_seconds(clients: list[_Client]) -> float | None:
    if not clients:
        return None
    return max(0.0, clients[0].until_seconds - time.monotonic())  # the oldest stands first
