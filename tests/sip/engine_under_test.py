"""The real engine in its own process, with the test in the house's place at the other end of the wire."""

import os
import queue
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any, TypeVar

from agent.call.commands import Command, OpenLine
from agent.call.events import CallArrived, EngineWord, LineChanged
from agent.sip.wire import events_reader, pack, receive
from tests import engines

Kind = TypeVar("Kind")

LIMIT_SECONDS = 8.0


class EngineUnderTest:
    """Start it, open a line, send commands, wait for events.

    `on_arrival` answers every CallArrived at once, on the reading thread; `command` starts the engine, by
    default the one that this test is run for.
    """

    def __init__(
        self,
        on_arrival: Callable[[CallArrived], list[Command]] | None = None,
        command: Sequence[str] | None = None,
    ) -> None:
        self.events: list[EngineWord] = []
        self.port = 0
        self._on_arrival = on_arrival
        self._changed = threading.Condition()
        self._gone = threading.Event()
        self._link, theirs = socket.socketpair()
        self.process = subprocess.Popen(
            [*(command or engines.in_use().command), str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        theirs.close()
        self._errors: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()
        threading.Thread(target=self._read_errors, daemon=True).start()

    def open_line(self, line: str = "home", **settings: Any) -> LineChanged:
        """Open a line for peers on 127.0.0.1 (or what `settings` say) and wait for news of it."""
        values: dict[str, Any] = {
            "trusted_peers": ("127.0.0.1",),
            "bind_address": "127.0.0.1",
            "contact_user": f"t{line}",
            **settings,
        }
        self.send(OpenLine(line=line, **values))
        change = self.wait_for(LineChanged, lambda event: event.line == line)
        self.port = self.port or change.port
        return change

    @property
    def target(self) -> tuple[str, int]:
        return ("127.0.0.1", self.port)

    def send(self, *commands: Command) -> None:
        for command in commands:
            self._link.sendall(pack(command))

    def wait_for(
        self,
        kind: type[Kind],
        fits: Callable[[Kind], bool] = lambda event: True,
        limit_seconds: float = LIMIT_SECONDS,
    ) -> Kind:
        """The first event of this kind that fits; TimeoutError with what came instead."""
        deadline = time.monotonic() + limit_seconds
        with self._changed:
            while True:
                for event in self.events:
                    if isinstance(event, kind) and fits(event):
                        return event
                left = deadline - time.monotonic()
                if left <= 0 or self._gone.is_set():
                    raise TimeoutError(f"no {kind.__name__}; came: {self.events[-8:]}; {self.last_words()}")
                self._changed.wait(min(left, 0.5))

    def wait_arrivals(self, count: int) -> list[CallArrived]:
        deadline = time.monotonic() + LIMIT_SECONDS
        with self._changed:
            while True:
                arrived = [event for event in self.events if isinstance(event, CallArrived)]
                if len(arrived) >= count:
                    return arrived
                if not self._changed.wait(deadline - time.monotonic()):
                    raise TimeoutError(f"{len(arrived)} of {count} calls arrived")

    def wait_gone(self, limit_seconds: float = LIMIT_SECONDS) -> int:
        """Exit code of the engine."""
        return self.process.wait(limit_seconds)

    @property
    def is_alive(self) -> bool:
        return self.process.poll() is None

    def last_words(self) -> str:
        words = b""
        while not self._errors.empty():
            words += self._errors.get()
        return words.decode(errors="replace")

    def close_link(self) -> None:
        """The house dies."""
        self._link.shutdown(socket.SHUT_RDWR)

    def _read(self) -> None:
        reader = events_reader()
        while (words := receive(self._link, reader)) is not None:
            for word in words:
                if isinstance(word, CallArrived) and self._on_arrival is not None:
                    self.send(*self._on_arrival(word))
            with self._changed:
                self.events.extend(words)
                self._changed.notify_all()
        self._gone.set()

    def _read_errors(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self._errors.put(line)

    def __enter__(self) -> "EngineUnderTest":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.is_alive:
            os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._link.close()
