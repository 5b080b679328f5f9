"""How long a caller waits for the house's word: INVITE to 603 and to 180, beside others in the same run.

    python -m tests.benchmarks latency

- Tranquille: the whole daemon, both processes, a million numbers on a list it subscribes to.
- Bare pjsua2: the same SIP stack, one process, no questions asked.
- Kamailio: a program in C, its own list of a million numbers.

Times are from just before the INVITE is sent to the kernel's time stamp of the answer.  At 1 and 10 calls a
second everybody is called in the same seconds; at 50 they take turns, several rounds, so that a noisy
neighbour hits all alike.  "Calm p99" is the median of the rounds' own p99.
"""

import random
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.benchmarks.bare_process import BareProcess
from tests.benchmarks.figures import be_heard, how_busy, median, percentile
from tests.benchmarks.paced_caller import PacedCaller, Placed, Plan
from tests.peers.kamailio_list import KamailioList
from tests.peers.ports import free_port
from tests.walks.daemon import TRUSTED, Daemon

LISTED = 1_000_000
"""Numbers on our list and on Kamailio's."""
TOGETHER = ((1.0, 20), (10.0, 100))
"""Calls a second, and how many to each."""
IN_TURNS = (50.0, 150)
ROUNDS = 5
BURST_RATE, BURST_CALLS = 300.0, 600
TABLE_WITHIN_SECONDS = 60.0

LIST_WITHIN_SECONDS = 300.0

CONFIG = """
[[list]]
name = "million"
path = "million.txt"
role = "deny"
[rules]
reject_sip_status = 603
[rules.deny-list]
treatment = "reject"
"""


@dataclass(frozen=True, slots=True)
class Answerer:
    """Somebody who answers calls, and how to call him."""

    name: str
    address: tuple[str, int]
    status: int
    """What he should say."""
    to_user: str = "0123456789"
    first_number: int = 33145000000
    numbers: int = LISTED
    step: int = 1
    beside: str = ""
    """Whose figures his are compared with."""

    def plan(self, at_seconds: float, chance: random.Random) -> Plan:
        number = self.first_number + chance.randrange(self.numbers) * self.step
        return Plan(at_seconds, self.address, f"+{number}", self.to_user)


def main() -> None:
    """Start everybody, call everybody, print."""
    print(f"{be_heard()}, {how_busy()}")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="latency-")))
        daemon, address = _start_daemon(folder, stack)
        bare = stack.enter_context(BareProcess())
        us, them = "Tranquille", "bare pjsua2"
        # Strangers from everywhere: a block of neighbours would be a burst of calls.
        strangers = {"first_number": 33612000000, "numbers": 80_000, "step": 1000}
        answerers = [
            Answerer(f"{us}, 603", address, 603, beside=f"{them}, 603"),
            Answerer(f"{them}, 603", bare.address, 603),
            Answerer(f"{us}, 180", address, 180, beside=f"{them}, 180", **strangers),  # type: ignore[arg-type]
            Answerer(f"{them}, 180", bare.address, 180, to_user="ring", **strangers),  # type: ignore[arg-type]
        ]
        answerers += _kamailio(folder, stack)
        caller = PacedCaller()
        stack.callback(caller.close)
        chance = random.Random(1)
        _first_calls(caller, answerers, chance)
        for rate, count in TOGETHER:
            _print(f"{rate:g} calls/s, {count} each", _call_together(caller, answerers, rate, count, chance))
        rate, count = IN_TURNS
        heading = f"{rate:g} calls/s, {ROUNDS} rounds of {count} each"
        _print(heading, _call_in_turns(caller, answerers, rate, count, chance))
        _bursts(caller, [answerers[0], answerers[2], *answerers[4:]], daemon, chance)
    _burst_of_bare(chance)
    print(f"\nat the end: {how_busy()}")


def _start_daemon(folder: Path, stack: ExitStack) -> tuple[Daemon, tuple[str, int]]:
    (folder / "million.txt").write_text("".join(f"+{33145000000 + number}\n" for number in range(LISTED)))
    daemon = Daemon(folder, CONFIG + TRUSTED)
    sync = [sys.executable, "-m", "agent", "lists", "sync", "--config", str(daemon.config)]
    done = subprocess.run(sync, timeout=LIST_WITHIN_SECONDS, check=True, capture_output=True, text=True)
    print(done.stdout.strip())
    stack.enter_context(daemon)
    address = daemon.wait_open(limit_seconds=30)
    deadline = time.monotonic() + TABLE_WITHIN_SECONDS
    # The first start of all makes the table of regions on the side, with a whole core.
    while not (folder / "data" / "regions.table").exists() and time.monotonic() < deadline:
        time.sleep(0.2)
    return daemon, address


def _kamailio(folder: Path, stack: ExitStack) -> list[Answerer]:
    port = free_port()
    numbers = (str(33145000000 + number) for number in range(LISTED))
    try:
        stack.enter_context(KamailioList(folder, port, numbers))
    except pytest.skip.Exception as missing:
        print(f"without Kamailio: {missing}")
        return []
    return [Answerer("Kamailio, 1 M, 603", ("127.0.0.1", port), 603)]


def _first_calls(caller: PacedCaller, answerers: list[Answerer], chance: random.Random) -> None:
    """Each one's very first call pays for opening things; it is told apart, then all are warm."""
    print("\nthe first call of all, ms")
    for answerer in answerers:
        [first] = caller.place([answerer.plan(0.0, chance)])
        print(f"  {answerer.name:22} {first.milliseconds:8.2f}")
        caller.place([answerer.plan(number / 10, chance) for number in range(10)])


Results = dict[str, list[list[Placed]]]


def _call_together(
    caller: PacedCaller, answerers: list[Answerer], rate: float, count: int, chance: random.Random
) -> Results:
    gap_seconds = 1 / rate
    plans = [
        (answerer, answerer.plan((number + place / len(answerers)) * gap_seconds, chance))
        for number in range(count)
        for place, answerer in enumerate(answerers)
    ]
    placed = caller.place([plan for _, plan in plans])
    results: Results = {answerer.name: [[]] for answerer in answerers}
    for (answerer, _), call in zip(plans, placed, strict=True):
        results[answerer.name][0].append(_checked(call, answerer))
    return results


def _call_in_turns(
    caller: PacedCaller, answerers: list[Answerer], rate: float, count: int, chance: random.Random
) -> Results:
    results: Results = {answerer.name: [] for answerer in answerers}
    for _ in range(ROUNDS):
        for answerer in answerers:
            placed = caller.place([answerer.plan(number / rate, chance) for number in range(count)])
            results[answerer.name].append([_checked(call, answerer) for call in placed])
    return results


def _checked(call: Placed, answerer: Answerer) -> Placed:
    if call.status != answerer.status:
        print(f"  {answerer.name} said {call.status or 'nothing'} to {call.plan.from_user}")
    return call


def _print(heading: str, results: Results) -> None:
    columns = f"{'p50 ms':>8} {'p99 ms':>8} {'calm p99':>9} {'worst':>8} {'repeated':>9}"
    print(f"\n{heading:36} {columns}  p50 and p99 against")
    for name, rounds in results.items():
        times = [[call.milliseconds for call in placed if call.heard_at_ns] for placed in rounds]
        all_times = [time for each in times for time in each]
        p50, p99 = percentile(all_times, 50), percentile(all_times, 99)
        calm = median([percentile(each, 99) for each in times])
        repeated = sum(call.invites - 1 for placed in rounds for call in placed)
        beside = name.replace("Tranquille", "bare pjsua2")
        against = ""
        if beside != name:
            theirs = [call.milliseconds for placed in results[beside] for call in placed]
            ratios = p50 / percentile(theirs, 50), p99 / percentile(theirs, 99)
            against = f"{ratios[0]:.1f} × and {ratios[1]:.1f} × {beside}"
        print(f"  {name:34} {p50:8.2f} {p99:8.2f} {calm:9.2f} {max(all_times):8.2f} {repeated:9}  {against}")


def _bursts(caller: PacedCaller, answerers: list[Answerer], daemon: Daemon, chance: random.Random) -> None:
    print(f"\nburst: {BURST_CALLS} calls at {BURST_RATE:g}/s")
    for answerer in answerers:
        plans = [answerer.plan(number / BURST_RATE, chance) for number in range(BURST_CALLS)]
        _print_burst(answerer.name, caller.place(plans, 40))
    deaths = sum("the engine died" in line for line in daemon.lines)
    house = "lives" if daemon.process.poll() is None else "died"
    print(f"  Tranquille's engine died {deaths} times, the house {house}")


def _burst_of_bare(chance: random.Random) -> None:
    """Last, because it does not survive it."""
    with BareProcess() as bare:
        caller = PacedCaller()
        answerer = Answerer("bare pjsua2, 603", bare.address, 603)
        plans = [answerer.plan(number / BURST_RATE, chance) for number in range(BURST_CALLS)]
        _print_burst(answerer.name, caller.place(plans, 3))
        caller.close()
        if bare.process.poll() is not None:
            print(f"  bare pjsua2 died of it (exit code {bare.process.returncode})")


def _print_burst(name: str, placed: list[Placed]) -> None:
    answered = [call for call in placed if call.final_at_ns]
    repeated = sum(call.invites - 1 for call in placed)
    last = (max(call.final_at_ns for call in answered) - placed[0].sent_at_ns) / 1e9 if answered else 0.0
    print(
        f"  {name:22} {len(answered)} of {len(placed)} got their final response, the last after "
        f"{last:.1f} s; {repeated} INVITEs repeated"
    )


if __name__ == "__main__":
    main()
