"""Starts the bare pjsua2 answerer (`bare_pjsua2.py`) and takes it down again."""

import subprocess
import sys
from types import TracebackType

from tests.peers.ports import free_port


class BareProcess:
    """Listens at `address` once entered."""

    def __init__(self) -> None:
        self.address = ("127.0.0.1", free_port())

    def __enter__(self) -> "BareProcess":
        command = [sys.executable, "-m", "tests.benchmarks.bare_pjsua2", str(self.address[1])]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert self.process.stdout is not None
        # PJSIP says a few lines before it can be told to be quiet.
        if not any("READY" in line for line in iter(self.process.stdout.readline, "")):
            raise RuntimeError("bare pjsua2 did not start")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.kill()
        self.process.wait()
