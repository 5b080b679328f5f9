"""What it costs to talk through the house: delay, lost frames, CPU and memory of bridged calls.

    python -m tests.benchmarks.bridge --minutes 10

The whole daemon on a line in front; callers are let through and a phone of the house picks up.  Both sides send
numbered frames, and each frame's way through the bridge is timed: from the moment its packet should leave the
sender until the moment its first sample can be played on the other side.  A sender that is late (jitter) is
counted against the bridge, as its jitter buffer has to make up for it.  "Direct" is the same without a bridge.
"""

import argparse
import contextlib
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.figures import Held, be_heard, held_by, how_busy, median, percentile
from tests.benchmarks.marked_sound import End, Journey, journey, open_end, talk
from tests.peers.ports import free_port
from tests.peers.raw_call import RawCall
from tests.peers.raw_phone import RawPhone
from tests.peers.raw_sip import RawSipCaller
from tests.walks.daemon import TRUSTED, Daemon

AIM_MS = 60.0
DIRECT_SECONDS = 5.0
IDLE_SECONDS = 5.0
JITTERS_MS = (0, 10, 30)
"""Added to each packet at random, up to so much; for a quarter of the time each but the first."""
MORE_THAN_FIT = 3
TICKS_PER_SECOND = 100


@dataclass(frozen=True, slots=True)
class Connection:
    """A caller and the phone that picked up."""

    call: RawCall
    at_caller: End
    at_home: End


def main() -> None:
    """Connect, talk, count, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=0.5, help="how long each number of calls talks")
    seconds = parser.parse_args().minutes * 60
    print(f"{be_heard()}, {how_busy()}; each talk lasts {seconds:.0f} s\n")
    _print_head()
    _direct()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bridge-")))
        phone = RawPhone("phone", "", ("127.0.0.1", 1))
        stack.callback(phone.close)
        ring = f'ring = ["sip:phone@127.0.0.1:{phone.port}"]\n'
        daemon = stack.enter_context(Daemon(folder, f'{ring}{TRUSTED}kind = "front"\n', allow="06*\n"))
        caller = stack.enter_context(RawSipCaller(daemon.wait_open(limit_seconds=60)))
        time.sleep(IDLE_SECONDS)
        costs = [("no call", *_idle(daemon))]
        connections: list[Connection] = []
        for number in range(1, MORE_THAN_FIT):
            connections.append(_connect(caller, phone, number))
            for jitter_ms in JITTERS_MS if number == 1 else JITTERS_MS[:1]:
                lasting_seconds = seconds if not jitter_ms else max(10.0, seconds / 4)
                cpu, held = _talk(daemon, connections, lasting_seconds, jitter_ms)
                if not jitter_ms:
                    costs.append((f"{number} bridged", cpu, held))
        waits = caller.invite(f"06123456{MORE_THAN_FIT:02}", media_port=free_port(2))
        time.sleep(1.0)
        met = [status for status, _ in waits.statuses]
        for connection in connections:
            connection.call.bye()
        seconds_until_it_rings = _repeat_until_it_rings(waits)
        waits.cancel()
    _print_costs(costs)
    print(
        f"\nA third caller beside two bridged ones met {met or 'no answer at all'}, so that a box's phones "
        f"ring on; {seconds_until_it_rings:.1f} s after the others had hung up it rang here too.\n"
        f"at the end: {how_busy()}"
    )


def _connect(caller: RawSipCaller, phone: RawPhone, number: int) -> Connection:
    at_caller, at_home = open_end(), open_end()
    call = caller.invite(f"06123456{number:02}", media_port=at_caller.port)
    phone.answer(phone.wait_invite(times=number), at_home.port)
    call.wait_answered()
    return Connection(call, at_caller, at_home)


def _repeat_until_it_rings(call: RawCall) -> float:
    """INVITEs again twice a second, as callers over UDP repeat them at first; seconds until 180 came."""
    began = time.monotonic()
    while not call.statuses and time.monotonic() < began + 10:
        call.retransmit_invite()
        with contextlib.suppress(TimeoutError):
            call.wait_status(180, 0.5)
    return time.monotonic() - began


def _direct() -> None:
    one, other = open_end(), open_end()
    one.target, other.target = ("127.0.0.1", other.port), ("127.0.0.1", one.port)
    talk([one, other], DIRECT_SECONDS)
    _print_journey("direct", "→", journey(one, other))


def _idle(daemon: Daemon) -> tuple[float, Held]:
    before, began = _cpu_seconds(daemon), time.monotonic()
    time.sleep(IDLE_SECONDS)
    return _percent(daemon, before, began), held_by(daemon.engine_pid)


def _talk(
    daemon: Daemon, connections: list[Connection], lasting_seconds: float, jitter_ms: int
) -> tuple[float, Held]:
    ends = [end for connection in connections for end in (connection.at_caller, connection.at_home)]
    for end in ends:
        end.begin_anew()
        end.jitter_seconds = jitter_ms / 1000
    before, began = _cpu_seconds(daemon), time.monotonic()
    talk(ends, lasting_seconds)
    cost = _percent(daemon, before, began), held_by(daemon.engine_pid)
    name = f"{len(connections)} bridged" + (f", jitter {jitter_ms} ms" if jitter_ms else "")
    for connection in connections:
        _print_journey(name, "→", journey(connection.at_caller, connection.at_home))
        _print_journey("", "←", journey(connection.at_home, connection.at_caller))
    return cost


def _cpu_seconds(daemon: Daemon) -> float:
    ticks = 0
    for pid in (daemon.process.pid, daemon.engine_pid):
        fields = Path("/proc", str(pid), "stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / TICKS_PER_SECOND


def _percent(daemon: Daemon, before_seconds: float, began: float) -> float:
    return 100 * (_cpu_seconds(daemon) - before_seconds) / (time.monotonic() - began)


def _print_head() -> None:
    titles = ("p1 ms", "median", "p99", "most", f"> {AIM_MS:.0f} ms", "sent", "lost", "put in", "gaps")
    print(f"{'':24} " + " ".join(f"{title:>8}" for title in titles))


def _print_journey(name: str, direction: str, way: Journey) -> None:
    delays = way.delays_ms
    figures = [
        percentile(delays, 1),
        median(delays),
        percentile(delays, 99),
        max(delays, default=float("nan")),
    ]
    counts = [sum(delay > AIM_MS for delay in delays), way.sent, way.lost, way.filled_in, way.gaps_over_40_ms]
    cells = [f"{figure:8.1f}" for figure in figures] + [f"{count:8}" for count in counts]
    print(f"{name:22} {direction} " + " ".join(cells), flush=True)


def _print_costs(costs: list[tuple[str, float, Held]]) -> None:
    idle = costs[0][1]
    print(f"\n{'':24} {'CPU %':>8} {'× idle':>8} {'engine PSS MB':>14} {'threads':>8} {'descriptors':>12}")
    for name, cpu, held in costs:
        ratio = cpu / idle if idle else float("nan")
        print(f"{name:24} {cpu:8.1f} {ratio:8.1f} {held.pss_mb:14.1f} {held.threads:8} {held.descriptors:12}")


if __name__ == "__main__":
    main()
