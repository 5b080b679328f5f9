"""How long a large shared list takes to come in, what memory it needs, and what calls feel meanwhile.

`python -m tests.benchmarks.list_sync [ENTRIES]` serves a list on loopback, lets the daemon's child sync
and index it, and judges calls all the while; then reads the same numbers in several formats.
"""

import contextlib
import io
import json
import queue
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from agent.call.incoming_call import IncomingCall
from agent.call.list_entry import ListEntry
from agent.identify.dial_plan import DialPlan
from agent.lists.exports.registry import export_named
from agent.lists.formats.number_reader import number_reader
from agent.lists.formats.registry import format_named
from agent.lists.index.number_index import NumberIndex
from agent.lists.sync.normalised import read_kept
from agent.service.judging.judge import Judge, build_judge
from agent.service.lists.index import index_for_calls
from agent.service.lists.index_watch import LOOK_EVERY_SECONDS, IndexWatch
from agent.settings.config_file import load_settings
from agent.store.call_log import CallLog
from tests.peers.http_peer import HttpPeer, reply

CHILD = (sys.executable, "-m", "agent.service.lists.sync_child")
FRENCH = DialPlan(country="FR")


def a_list(entries: int) -> bytes:
    chance = random.Random(1)
    lines = []
    for _ in range(entries):
        number = f"+33{chance.randrange(100_000_000, 999_999_999)}"
        kind = chance.random()
        if kind < 0.9:
            lines.append(f"{number} votes={chance.randrange(1, 100)}")
        else:
            lines.append(number[:9] + ("*" if kind < 0.99 else "###"))
    return "\n".join(lines).encode()


class Judging(threading.Thread):
    """A call every few milliseconds through the whole judge, noting how long each verdict took."""

    def __init__(self, judge: Judge, numbers: Sequence[str]) -> None:
        super().__init__(daemon=True)
        self.judge = judge
        self.numbers = numbers
        self.done = threading.Event()
        self.indexes: queue.SimpleQueue[NumberIndex] = queue.SimpleQueue()
        self.took_ms: list[float] = []

    def run(self) -> None:
        chance = random.Random(2)
        while not self.done.wait(0.005):
            call = IncomingCall(
                call_id="bench",
                line="home",
                received_at=datetime.now(UTC),
                from_header=f"<sip:{chance.choice(self.numbers)}@box>",
            )
            started = time.perf_counter()
            # As the switchboard does: a new index is taken between two calls, and its time counts.
            with contextlib.suppress(queue.Empty):
                self.judge.take_index(self.indexes.get_nowait())
            self.judge.judge(call)
            self.took_ms.append((time.perf_counter() - started) * 1000)

    def result(self) -> str:
        took = self.took_ms
        return (
            f"p50 {percentile(took, 0.5):.3f} ms, p99 {percentile(took, 0.99):.2f} ms, "
            f"worst {max(took):.1f} ms ({len(took)} verdicts)"
        )


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0


def own_peak_megabytes(command: Sequence[str], folder: Path) -> tuple[float, float]:
    """Run a program; the most memory of its own (not mapped from files) that it had, and its seconds."""
    started = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=folder)
    peak = 0
    while child.poll() is None:
        with contextlib.suppress(OSError, AttributeError):
            status = Path(f"/proc/{child.pid}/status").read_text()
            found = re.search(r"^RssAnon:\s+(\d+) kB", status, re.MULTILINE)
            peak = max(peak, int(found[1]) if found else 0)
        time.sleep(0.02)
    assert child.returncode == 0
    return peak / 1024, time.perf_counter() - started


def bench_sync(entries: int) -> None:
    """The daemon's way: a process beside the judge syncs and indexes, the judge takes the new index."""
    body = a_list(entries)
    with (
        tempfile.TemporaryDirectory() as name,
        HttpPeer(lambda asked, connection, stopping: connection.sendall(reply(body))) as peer,
    ):
        folder = Path(name)
        base_mb, _ = own_peak_megabytes([*CHILD, "--config", str(settings_file(folder, ""))], folder)
        config = settings_file(
            folder,
            f'[[list]]\nname = "large"\nurl = "{peer.url("/list")}"\nlocal = true\nmax_entries = 20000000\n'
            "max_megabytes = 512\nmax_unpacked_megabytes = 1024\nmax_seconds = 600\n",
        )
        settings = load_settings(config)
        log = CallLog(settings.call_log_path)
        judge = build_judge(
            settings, index_for_calls(settings, datetime.now(UTC).date()), log, lambda: datetime.now(UTC)
        )
        numbers = [line.split()[0].rstrip("*#") for line in body[:200_000].decode().splitlines()[:5000]]
        before = Judging(judge, numbers)
        before.start()
        time.sleep(3)
        before.done.set()
        before.join()
        judging = Judging(judge, numbers)
        watch = IndexWatch(
            settings.index_path,
            settings.contacts_path,
            post=judging.indexes.put,
            is_damaged=lambda: False,
            renew=lambda: None,
            each_look=lambda: None,
            each_minute=lambda: None,
        )
        watch.start()
        judging.start()
        peak_mb, seconds = own_peak_megabytes([*CHILD, "--config", str(config)], folder)
        time.sleep(2 * LOOK_EVERY_SECONDS)
        judging.done.set()
        judging.join()
        watch.stop()
        verdict = judge.judge(
            IncomingCall(
                call_id="last",
                line="home",
                received_at=datetime.now(UTC),
                from_header=f"<sip:{body.split()[0].decode()}@box>",
            )
        )[1]
        # The base of a sync is the same child with nothing to sync.
        megabytes = len(body) / 1e6
        print(f"sync of {entries:,} lines ({megabytes:.1f} MB) over loopback, in a process beside the judge")
        print(f"  fetched, cleaned, kept and indexed in  {seconds:7.2f} s")
        print(
            f"  memory of its own at its peak          {peak_mb:7.1f} MB ({peak_mb - base_mb:.1f} over base)"
        )
        print(f"  index file                             {settings.index_path.stat().st_size / 1e6:7.1f} MB")
        print(f"  verdicts before        {before.result()}")
        print(f"  verdicts meanwhile     {judging.result()}")
        print(f"  and then the first number of the list meets: {verdict.because[:60]}")
        kept = list(read_kept(settings.shared_lists_folder / "large.txt"))
        log.close()
    bench_formats(kept)


def settings_file(folder: Path, block: str) -> Path:
    path = folder / "config.toml"
    path.write_text(
        '[house]\ndata_folder = "data"\n[[line]]\nname = "home"\ntrusted_peers = ["127.0.0.1"]\n' + block
    )
    return path


def bench_formats(kept: list[ListEntry]) -> None:
    numbers = number_reader(FRENCH)
    exact = [entry for entry in kept if entry.kind == "exact"]
    raws: dict[str, bytes] = {}
    for name in ("plain", "csv", "phoneblock-binary", "vcard", "freepbx"):
        out = io.BytesIO()
        export_named(name).write(exact, out, "bench")
        raws[name] = out.getvalue()
    phones = [{"phone": entry.value, "votes": entry.votes, "rating": "G_FRAUD"} for entry in exact]
    raws["phoneblock"] = json.dumps({"numbers": phones, "version": 1}).encode()
    print(f"\nreading {len(exact):,} numbers\n  format              MB   seconds   ratio")
    baseline = 0.0
    for name, raw in raws.items():
        started = time.perf_counter()
        count = sum(1 for _ in format_named(name).parse(io.BytesIO(raw), numbers))
        seconds = time.perf_counter() - started
        baseline = baseline or seconds
        assert count >= len(exact) * 0.99
        print(f"  {name:18} {len(raw) / 1e6:5.1f} {seconds:9.2f} {seconds / baseline:7.2f}")


def main() -> None:
    """Sync a list of a million lines, or of as many as asked for."""
    bench_sync(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)


if __name__ == "__main__":
    main()
