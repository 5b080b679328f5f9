"""The real daemon (`python -m agent.house`) in a folder of its own, as a household runs it."""

import atexit
import functools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from agent.call.call_record import CallRecord
from agent.service.desk.call_history import last_calls
from agent.settings.config_file import load_settings
from agent.store.region_table import RegionTable
from tests import engines


class Footprint(NamedTuple):
    """Threads and open descriptors of the house and of its engine."""

    house_threads: int
    house_descriptors: int
    engine_threads: int
    engine_descriptors: int


def _held_by(pid: int) -> tuple[int, int]:
    process = Path("/proc", str(pid))
    return len(list((process / "task").iterdir())), len(list((process / "fd").iterdir()))


class Daemon:
    """Start it with TOML text; read its lines, its call log, its processes."""

    def __init__(
        self,
        folder: Path,
        config: str,
        allow: str = "",
        deny: str = "",
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """`environment`: variables that it finds changed."""
        self._environment = {**os.environ, "TRANQUILLE_LANGUAGE": "en", **(environment or {})}
        self.folder = folder
        self.config = folder / "config.toml"
        house = f'[house]\ndata_folder = "data"\nengine = "{engines.in_use().name}"\n'
        self.config.write_text(f"{house}{config}")
        if allow:
            (folder / "allow.txt").write_text(allow)
        if deny:
            (folder / "deny.txt").write_text(deny)
        self.lines: list[str] = []
        self._said_at: list[float] = []
        self._changed = threading.Condition()
        self._process: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None

    def start(self) -> "Daemon":
        table = self.folder / "data" / "regions.table"
        if not table.parent.exists():
            # Made once for all tests: making it takes a core for seconds, as a first start at home does.
            table.parent.mkdir(mode=0o700)
            shutil.copy(_regions_table(), table)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "agent.house", str(self.config)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=self._environment,
        )
        self._reader = threading.Thread(target=self._read, args=[self._process], daemon=True)
        self._reader.start()
        return self

    @property
    def process(self) -> subprocess.Popen[str]:
        assert self._process is not None
        return self._process

    @property
    def engine_pid(self) -> int:
        """The pid that the daemon said last."""
        return int(re.findall(r"engine (\d+): \S+ \S+, \d+ calls", "\n".join(self.lines))[-1])

    def wait_line(self, pattern: str, limit_seconds: float = 10, times: int = 1) -> re.Match[str]:
        """The line that matches, once `times` lines have; TimeoutError with what was said instead."""
        deadline = time.monotonic() + limit_seconds
        with self._changed:
            while True:
                found = [match for line in self.lines if (match := re.search(pattern, line))]
                if len(found) >= times:
                    return found[times - 1]
                if not self._changed.wait(deadline - time.monotonic()):
                    raise TimeoutError(f"nobody said {pattern!r}: {self.lines[-12:]}")

    def seconds_between(self, first: str, then: str, times: int = 1) -> float:
        """From the first line with one pattern to the `times`-th with the other, as they were read."""
        starts = [at for line, at in zip(self.lines, self._said_at, strict=False) if re.search(first, line)]
        ends = [at for line, at in zip(self.lines, self._said_at, strict=False) if re.search(then, line)]
        return ends[times - 1] - starts[0]

    def wait_open(self, line: str = "home", limit_seconds: float = 10) -> tuple[str, int]:
        """Where a line without registrar listens."""
        found = self.wait_line(rf"line {line}: open on ([\d.]+):(\d+)", limit_seconds)
        return found[1], int(found[2])

    def wait_registered(self, line: str = "home", limit_seconds: float = 10, times: int = 1) -> None:
        self.wait_line(rf"line {line}: registered at", limit_seconds, times)

    def records(self) -> list[CallRecord]:
        """The call log, newest first."""
        return last_calls(load_settings(self.config), 1000)

    def wait_record(self, call_id: str = "", ended: bool = True, limit_seconds: float = 8) -> CallRecord:
        """The newest record (of that call), once it is there."""
        deadline = time.monotonic() + limit_seconds
        pause = threading.Event()
        while time.monotonic() < deadline:
            for record in self.records():
                if (not call_id or record.call_id == call_id) and (record.ended_at or not ended):
                    return record
            pause.wait(0.05)
        raise TimeoutError(f"no record of {call_id or 'any call'}: {self.lines[-12:]}")

    def wait_records(self, count: int, limit_seconds: float = 8) -> list[CallRecord]:
        """The call log once it holds so many calls."""
        deadline = time.monotonic() + limit_seconds
        pause = threading.Event()
        while len(records := self.records()) < count:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{len(records)} of {count} calls are in the log: {self.lines[-12:]}")
            pause.wait(0.05)
        return records

    @property
    def footprint(self) -> "Footprint":
        """What both processes hold of the system right now."""
        return Footprint(*(count for pid in (self.process.pid, self.engine_pid) for count in _held_by(pid)))

    def wait_footprint(self, most: "Footprint | None" = None, limit_seconds: float = 8) -> "Footprint":
        """Once nothing has changed for a second, or once no more than `most` is held; AssertionError else."""
        deadline = time.monotonic() + limit_seconds
        pause = threading.Event()
        seen = self.footprint
        steady_since = time.monotonic()
        while True:
            pause.wait(0.05)
            now = self.footprint
            if now != seen:
                seen, steady_since = now, time.monotonic()
            if most is not None and all(a <= b for a, b in zip(now, most, strict=True)):
                return now
            if most is None and time.monotonic() - steady_since > 1.5:
                return now
            assert time.monotonic() < deadline, f"{now} is held, and not {most}"

    def ask(self, *words: str) -> Any:
        """`tranquille WORDS --json`, parsed."""
        answer = subprocess.run(
            [sys.executable, "-m", "agent", *words, "--json", "--config", str(self.config)],
            capture_output=True,
            text=True,
            check=True,
        )
        return json.loads(answer.stdout)

    def tell(self, *words: str) -> subprocess.CompletedProcess[str]:
        """`tranquille WORDS`."""
        return subprocess.run(
            [sys.executable, "-m", "agent", *words, "--config", str(self.config)],
            capture_output=True,
            text=True,
            check=False,
        )

    def stop(self, limit_seconds: float = 6) -> int:
        """SIGTERM; the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(limit_seconds)

    def wait_ended(self, limit_seconds: float = 10) -> int:
        """Its exit code once it has left by itself, and all it said has been read."""
        code = self.process.wait(limit_seconds)
        assert self._reader is not None
        self._reader.join(limit_seconds)
        return code

    def kill(self) -> None:
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def _read(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        for line in process.stdout:
            with self._changed:
                self.lines.append(line.rstrip())
                self._said_at.append(time.monotonic())
                self._changed.notify_all()

    def __enter__(self) -> "Daemon":
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.kill()


def _regions_table() -> Path:
    with _ONE_MAKES_IT:
        return _made_regions_table()


_ONE_MAKES_IT = threading.Lock()


@functools.cache
def _made_regions_table() -> Path:
    table = Path(tempfile.mkdtemp(prefix="regions-")) / "regions.table"
    atexit.register(shutil.rmtree, table.parent, ignore_errors=True)
    RegionTable.open(table).close()
    return table


TRUSTED = """
[[line]]
name = "home"
bind_address = "127.0.0.1"
trusted_peers = ["127.0.0.1"]
country = "FR"
"""
"""A line that takes calls from loopback, without a registrar."""


def beside_kamailio(port: int, password: str = "screenpw", own_port: int = 0) -> str:
    """A line registered at a Kamailio on loopback as user `screen`."""
    return f"""
[[line]]
name = "home"
registrar = "127.0.0.1:{port}"
user = "screen"
password = "{password}"
bind_address = "127.0.0.1"
port = {own_port}
country = "FR"
"""
