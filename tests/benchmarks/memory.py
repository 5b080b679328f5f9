"""What the daemon holds of a small computer, whether it stays so, and how soon it is at the door.

    python -m tests.benchmarks memory

Memory of both processes after the start and after thousands of calls (most rejected, many let ring and
cancelled, some answered, listened to and hung up on), beside the bare SIP stack in the same run; then the
seconds until a Kamailio knows us, at a first start, at later ones, and after the engine was killed.

The figure that counts is anonymous memory (RssAnon of proc_pid_status(5)): what only this daemon costs.  Pages
of programs and libraries, which RSS counts too, go by themselves when somebody else needs the room.
"""

import os
import signal
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.benchmarks.bare_process import BareProcess
from tests.benchmarks.figures import Held, be_heard, held_by, how_busy, median, together_mb
from tests.benchmarks.paced_caller import PacedCaller, Placed, Plan
from tests.peers.kamailio import Kamailio
from tests.peers.ports import free_port
from tests.walks.daemon import TRUSTED, Daemon, beside_kamailio

STAGES = (20, 1000, 5000)
"""Calls so far when we look."""
CALLS_PER_SECOND = 30.0
SETTLED_AFTER_SECONDS = 3.0
REST_SECONDS = 15.0
"""PJSIP forgets a call after 8 s, and the engine gives back what is free after 12 s of quiet."""
TABLE_WITHIN_SECONDS = 60.0
STARTS = 7
CONFIG = '[rules]\nreject_sip_status = 603\n[rules.deny-list]\ntreatment = "reject"\n' + TRUSTED
DENY = "+33145*\n"
# Of twenty callers: twelve on the deny list, seven strangers, one from a telemarketing range (ARCEP 0162).
REJECTED, RUNG = 12, 7


def main() -> None:
    """Call, look, start, kill, print."""
    print(f"{be_heard()}, {how_busy()}; {CALLS_PER_SECOND:g} calls a second")
    # An installed daemon has its bytecode; compiling it anew at each start would be measured too.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory(prefix="memory-") as name:
        _memory(Path(name))
    try:
        _starts()
    except pytest.skip.Exception as missing:
        print(f"without the seconds to a registration: {missing}")
    print(f"at the end: {how_busy()}")


def _memory(folder: Path) -> None:
    print(
        f"\n{'':34} {'anonymous MB':>12} {'× bare':>7} {'RSS MB':>7} {'once MB':>8} {'threads':>8} "
        f"{'descriptors':>12}\n{'':34} {'':28} once: pages that both processes share are counted once"
    )
    with BareProcess() as bare:
        caller = PacedCaller()
        caller.place([Plan(number / 20, bare.address, "+33145000000") for number in range(20)])
        caller.close()
        baseline, once = held_by(bare.process.pid), together_mb([bare.process.pid])
    _print_held("bare pjsua2, after 20 calls", [baseline], once, baseline)
    daemon = Daemon(folder, CONFIG, deny=DENY)
    for start in ("first start ever", "later start"):
        with daemon:
            address = daemon.wait_open(limit_seconds=30)
            # The first start of all makes the table of regions in a process that ends.
            deadline = time.monotonic() + TABLE_WITHIN_SECONDS
            while not (folder / "data" / "regions.table").exists() and time.monotonic() < deadline:
                time.sleep(0.2)
            time.sleep(SETTLED_AFTER_SECONDS)
            _look(daemon, start, baseline)
            if start == "later start":
                _many_calls(daemon, address, baseline)
            daemon.stop()
            daemon.lines.clear()


def _many_calls(daemon: Daemon, address: tuple[str, int], baseline: Held) -> None:
    caller = PacedCaller()
    placed: list[Placed] = []
    for stage in STAGES:
        plans = [
            _plan(number, (number - len(placed)) / CALLS_PER_SECOND, address)
            for number in range(len(placed), stage)
        ]
        placed += caller.place(plans)
        time.sleep(SETTLED_AFTER_SECONDS)
        _look(daemon, f"after {stage} calls", baseline)
    caller.close()
    time.sleep(REST_SECONDS)
    _look(daemon, f"{REST_SECONDS:.0f} s later", baseline)
    print(f"{'':34} {_what_happened(placed)}")
    deaths = sum("the engine died" in line for line in daemon.lines)
    print(f"{'':34} the engine died {deaths} times")


def _plan(number: int, at_seconds: float, address: tuple[str, int]) -> Plan:
    place = number % 20
    if place < REJECTED:
        from_user = f"+33145{number:06}"
    elif place < REJECTED + RUNG:
        from_user = f"+336{12000000 + number * 1000 % 80_000_000:08}"
    else:
        from_user = f"+33162{number:06}"
    return Plan(at_seconds, address, from_user, talk_seconds=0.4)


def _what_happened(placed: Sequence[Placed]) -> str:
    counts = {
        "rejected": sum(call.final_status == 603 for call in placed),
        "let ring": sum(call.status == 180 for call in placed),
        "answered": sum(call.final_status == 200 for call in placed),
        "without a word": sum(not call.heard_at_ns for call in placed),
    }
    return ", ".join(f"{count} {what}" for what, count in counts.items())


def _look(daemon: Daemon, when: str, baseline: Held) -> None:
    processes = {"house": daemon.process.pid, "engine": daemon.engine_pid}
    held = {name: held_by(process_id) for name, process_id in processes.items()}
    for name, process_id in processes.items():
        _print_held(f"{when}: {name}", [held[name]], together_mb([process_id]), baseline)
    _print_held(f"{when}: both", list(held.values()), together_mb(list(processes.values())), baseline)


def _print_held(what: str, held: Sequence[Held], once_mb: float, baseline: Held) -> None:
    anonymous_mb, rss_mb = sum(each.anonymous_mb for each in held), sum(each.rss_mb for each in held)
    threads, descriptors = sum(each.threads for each in held), sum(each.descriptors for each in held)
    print(
        f"{what:34} {anonymous_mb:12.1f} {anonymous_mb / baseline.anonymous_mb:7.2f} {rss_mb:7.1f} {once_mb:8.1f} "
        f"{threads:8} {descriptors:12}"
    )


def _starts() -> None:
    first: list[float] = []
    later: list[float] = []
    again: list[float] = []
    with tempfile.TemporaryDirectory(prefix="starts-") as name:
        folder = Path(name)
        port, own_port = free_port(), free_port()
        for number in range(STARTS):
            with Kamailio(folder, port, {"screen": "screenpw"}) as box:
                config = beside_kamailio(port, own_port=own_port)
                began = time.monotonic()
                with Daemon(folder, config, deny=DENY) as daemon:
                    box.wait_registered("screen", 30)
                    (later if number else first).append(time.monotonic() - began)
                    daemon.wait_registered()
                    known = sum("BOX REGISTERED" in line for line in box.lines)
                    killed = time.monotonic()
                    os.kill(daemon.engine_pid, signal.SIGKILL)
                    box.wait_registered("screen", 30, times=known + 1)
                    again.append(time.monotonic() - killed)
                    daemon.stop()
    print(f"\n{'seconds until Kamailio knows us':34} {'median':>7} {'least':>7} {'most':>7} {'times':>6}")
    _print_seconds("first start, empty data folder", first)
    _print_seconds("later starts", later)
    _print_seconds("engine killed (SIGKILL)", again)


def _print_seconds(what: str, taken: Sequence[float]) -> None:
    print(f"{what:34} {median(taken):7.2f} {min(taken):7.2f} {max(taken):7.2f} {len(taken):6}")


if __name__ == "__main__":
    main()
