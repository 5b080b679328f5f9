"""How long a word takes between house and engine, and how long a command waits for the engine's poll.

    python -m tests.benchmarks wire

The yardstick is a process that only reads words and sends one back: the same socket pair and msgpack,
no SIP stack.  What the engine takes longer is the wait for its loop, which sleeps in PJSIP's select().
"""

import random
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from agent.call.commands import ByeAfterCrash, Command, OpenLine, Reject
from agent.call.events import CallArrived, LineChanged, Trouble
from agent.sip.pjsip.limits import LINES_LIMIT
from agent.sip.wire import FrameReader, Word, events_reader, pack, receive
from tests.benchmarks.figures import be_heard, how_busy, percentile
from tests.benchmarks.paced_caller import PacedCaller, Plan

PINGS = 150
CALLS, CALLS_PER_SECOND = 200, 20.0

ECHO = """
import socket, sys
from agent.call.events import Trouble
from agent.sip.wire import commands_reader, pack, receive
link, reader = socket.socket(fileno=int(sys.argv[1])), commands_reader()
while (words := receive(link, reader)) is not None:
    for word in words:
        link.sendall(pack(Trouble("echo", "")))
"""
# A BYE that cannot be sent: the engine says so at once, and nothing goes to the network.
PING = ByeAfterCrash("line-0", ())


class Other:
    """A process at the other end of a socket pair; one thread here reads and writes."""

    def __init__(self, *command: str) -> None:
        self.link, theirs = socket.socketpair()
        self._reader: FrameReader[Any] = events_reader()
        self._words: list[Word] = []
        self._process = subprocess.Popen(
            [sys.executable, *command, str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        theirs.close()

    def send(self, command: Command) -> None:
        self.link.sendall(pack(command))

    def next_word(self) -> Word:
        while not self._words:
            words = receive(self.link, self._reader)
            if words is None:
                raise RuntimeError("the other process is gone")
            self._words = words
        return self._words.pop(0)

    def wait(self, kind: type[Word]) -> Word:
        while not isinstance(word := self.next_word(), kind):
            pass
        return word

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()
        self.link.close()


def main() -> None:
    """Ping, call, print."""
    print(f"{be_heard()}, {how_busy()}")
    print(f"{'':44} {'p50 ms':>8} {'p99 ms':>8} {'ratio':>7}")
    echo = Other("-c", ECHO)
    bare = _pings(echo)
    echo.stop()
    _print("round trip to a process that only echoes", bare, bare)
    engine = Other("-m", "agent.sip", "pjsua2")
    port = _open_lines(engine, range(1))
    _print("round trip to the engine, one line", _pings(engine), bare)
    to_house, to_caller = _calls(engine, port)
    _print("INVITE → the house hears of it", to_house, bare)
    _print("the house says 603 → the caller has it", to_caller, bare)
    _open_lines(engine, range(1, LINES_LIMIT))
    _print("round trip, 8 lines (no socket to wake it)", _pings(engine), bare)
    engine.stop()
    print(f"at the end: {how_busy()}")


def _open_lines(engine: Other, numbers: range) -> int:
    port = 0
    for name in (f"line-{number}" for number in numbers):
        engine.send(
            OpenLine(line=name, bind_address="127.0.0.1", trusted_peers=("127.0.0.1",), contact_user=name)
        )
        change = engine.wait(LineChanged)
        assert isinstance(change, LineChanged) and change.port, change
        port = change.port
    return port


def _pings(other: Other) -> list[float]:
    chance = random.Random(1)
    taken = []
    for number in range(PINGS + 5):
        # At any moment of the engine's sleep.
        time.sleep(chance.uniform(0.02, 0.08))
        start = time.perf_counter()
        other.send(PING)
        other.wait(Trouble)
        if number >= 5:
            taken.append((time.perf_counter() - start) * 1000)
    return taken


def _calls(engine: Other, port: int) -> tuple[list[float], list[float]]:
    """Milliseconds from INVITE to house, and from the house's word to the caller, by the clock of both."""
    caller = PacedCaller()
    plans = [
        Plan(number / CALLS_PER_SECOND, ("127.0.0.1", port), f"+33145{number:06}") for number in range(CALLS)
    ]
    heard_at_ns: dict[str, int] = {}
    said_at_ns: dict[str, int] = {}

    def answer() -> None:
        while len(said_at_ns) < CALLS:
            word = engine.wait(CallArrived)
            assert isinstance(word, CallArrived)
            heard_at_ns[word.call.call_id] = time.time_ns()
            said_at_ns[word.call.call_id] = time.time_ns()
            engine.send(Reject(word.call.call_id, 603))

    answering = _in_background(answer)
    placed = caller.place(plans)
    answering.join(5)
    caller.close()
    return (
        [(heard_at_ns[call.call_id] - call.sent_at_ns) / 1e6 for call in placed],
        [(call.final_at_ns - said_at_ns[call.call_id]) / 1e6 for call in placed],
    )


def _in_background(act: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=act, daemon=True)
    thread.start()
    return thread


def _print(what: str, taken: list[float], bare: list[float]) -> None:
    p50, p99 = percentile(taken, 50), percentile(taken, 99)
    print(f"{what:44} {p50:8.2f} {p99:8.2f} {p50 / percentile(bare, 50):7.1f}")


if __name__ == "__main__":
    main()
