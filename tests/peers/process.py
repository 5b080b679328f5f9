"""Runs another program for the length of a test, reads along with what it says, and takes it down with us."""

import atexit
import contextlib
import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

_running: set["PeerProcess"] = set()


class PeerProcess:
    """A program in its own process group, so that its children go when it goes."""

    def __init__(
        self,
        command: Sequence[str],
        folder: Path,
        name: str = "",
        environment: Mapping[str, str] | None = None,
        is_told: bool = False,
    ) -> None:
        """`environment`: all that it sees of ours; `is_told`: it reads commands, one a line (`tell`)."""
        self.name = name or Path(command[0]).name
        self.lines: list[str] = []
        """What it has printed, standard output and errors together."""
        self._changed = threading.Condition()
        self._ended = False
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE if is_told else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        _running.add(self)
        self._reader = threading.Thread(target=self._read, name=f"{self.name} output", daemon=True)
        self._reader.start()

    def wait_line(self, pattern: str, limit_seconds: float, after: int = 0, count: int = 1) -> re.Match[str]:
        """The `count`th line from number `after` on that contains the pattern (a regular expression).

        Raises TimeoutError, with the last lines, when it does not come in time or the program ends first.
        """
        wanted = re.compile(pattern)
        deadline = time.monotonic() + limit_seconds
        with self._changed:
            while True:
                matches = [found for line in self.lines[after:] if (found := wanted.search(line))]
                if len(matches) >= count:
                    return matches[count - 1]
                left_seconds = deadline - time.monotonic()
                if self._ended or left_seconds <= 0:
                    how = "ended" if self._ended else f"waited {limit_seconds:g} s"
                    said = "\n".join(self.lines[-30:])
                    raise TimeoutError(f"{self.name} never said {pattern!r} ({how}); its last lines:\n{said}")
                self._changed.wait(left_seconds)

    def tell(self, command: str) -> None:
        """One line to what it reads."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{command}\n".encode())
        self.process.stdin.flush()

    def wait_end(self, limit_seconds: float) -> int:
        """Its exit code; raises TimeoutError when it is still running."""
        try:
            code = self.process.wait(limit_seconds)
        except subprocess.TimeoutExpired as error:
            said = "\n".join(self.lines[-30:])
            raise TimeoutError(
                f"{self.name} did not end in {limit_seconds:g} s; its last lines:\n{said}"
            ) from error
        self._reader.join(5)
        return code

    def stop(self, grace_seconds: float = 2) -> None:
        """End it politely, then not; nothing of its group is left."""
        self._signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(grace_seconds)
        self.kill()

    def freeze(self) -> None:
        """Power cut: its sockets stay, and nobody answers."""
        self._signal(signal.SIGSTOP)

    def kill(self) -> None:
        """End the whole group at once."""
        self._signal(signal.SIGKILL)
        self.process.wait(5)
        self._reader.join(5)
        _running.discard(self)

    def _signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    def _read(self) -> None:
        assert self.process.stdout is not None
        for raw in self.process.stdout:
            with self._changed:
                self.lines.append(raw.decode("utf-8", "replace").rstrip())
                self._changed.notify_all()
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def __enter__(self) -> "PeerProcess":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


@atexit.register
def _leave_nothing_behind() -> None:
    for process in list(_running):
        process.kill()
