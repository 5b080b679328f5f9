"""What tests of the engine's sockets share: a poller that works until something is so, and what came."""

import time
from collections.abc import Callable

from agent.sip.pure.poller import Poller
from agent.sip.stack.hop import Hop
from agent.sip.stack.message import Request, Response
from agent.sip.stack.reading import Read

LIMIT_SECONDS = 5.0


class AtWork:
    """A poller, and everything that its sockets told."""

    def __init__(self) -> None:
        self.poller = Poller()
        self.came: list[tuple[Read, Hop]] = []
        self.failed: list[tuple[Hop, str]] = []

    def receive(self, read: Read, source: Hop) -> None:
        self.came.append((read, source))

    def way_failed(self, hop: Hop, why: str) -> None:
        self.failed.append((hop, why))

    @property
    def methods(self) -> list[str]:
        """Of what came: its method, or its status."""
        return [
            read.method if isinstance(read, Request) else str(read.status)
            for read, _ in self.came
            if isinstance(read, Request | Response)
        ]

    def until(self, done: Callable[[], object]) -> None:
        """Let the sockets work until that is so.  Raises TimeoutError."""
        deadline = time.monotonic() + LIMIT_SECONDS
        while not done():
            if time.monotonic() > deadline:
                raise TimeoutError(f"came: {self.came}, failed: {self.failed}")
            self.poller.wait(0.05)

    def for_a_moment(self) -> None:
        """Long enough for anything that is on its way on this machine."""
        for _ in range(5):
            self.poller.wait(0.02)


def options(number: int = 1, host: str = "127.0.0.1") -> bytes:
    """A whole request."""
    return (
        f"OPTIONS sip:t@{host} SIP/2.0\r\nVia: SIP/2.0/TCP {host};branch=z9hG4bK{number}\r\n"
        f"From: <sip:a@box>;tag=1\r\nTo: <sip:t@box>\r\nCall-ID: {number}\r\nCSeq: {number} OPTIONS\r\n"
        "Content-Length: 0\r\n\r\n"
    ).encode()
