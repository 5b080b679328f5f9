"""How long a large shared list takes to come in, what memory it needs, and what calls feel meanwhile.

`python -m tests.benchmarks.list_sync [ENTRIES]` serves a list on loopback, syncs it with the
index rebuilt, and looks numbers up all the while; then reads the same numbers in several formats.
"""

import io
import json
import random
import resource
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

from agent.call.list_entry import ListEntry
from agent.identify.dial_plan import DialPlan
from agent.lists.exports.registry import export_named
from agent.lists.formats.dialling import number_reader
from agent.lists.formats.registry import format_named
from agent.lists.hygiene import Protected
from agent.lists.index_build import build_index
from agent.lists.normalised import read_kept
from agent.lists.number_index import NumberIndex
from agent.lists.subscribed import index_inputs
from agent.lists.subscriptions import sync_all
from agent.settings.shared_list import SharedListSettings
from tests.peers.http_peer import HttpPeer, reply

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


def peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def current_megabytes() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / (1 << 20)


class LookingUp(threading.Thread):
    """Looks a number up every few milliseconds, as calls would, and notes how long each look took."""

    def __init__(self, index: NumberIndex) -> None:
        super().__init__(daemon=True)
        self.index = index
        self.done = threading.Event()
        self.took_ms: list[float] = []

    def run(self) -> None:
        chance = random.Random(2)
        while not self.done.wait(0.005):
            number = f"+33{chance.randrange(100_000_000, 999_999_999)}"
            started = time.perf_counter()
            self.index.lookup(number)
            self.took_ms.append((time.perf_counter() - started) * 1000)


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0


def bench_sync(entries: int) -> None:
    body = a_list(entries)
    with (
        tempfile.TemporaryDirectory() as name,
        HttpPeer(lambda asked, connection, stopping: connection.sendall(reply(body))) as peer,
    ):
        folder = Path(name)
        index_path = folder / "numbers.index"
        settings = SharedListSettings(
            name="large", url=peer.url("/list"), local=True, max_megabytes=512, max_unpacked_megabytes=512,
            max_seconds=600, max_entries=20_000_000,
        )  # fmt: skip
        took: dict[str, float] = {}

        def rebuild() -> None:
            started = time.perf_counter()
            build_index(index_inputs([settings], folder, datetime.now(UTC).date()), index_path)
            took["index"] = time.perf_counter() - started

        small = folder / "small.index"
        build_index([], small)
        looking = LookingUp(NumberIndex.open(small))
        looking.start()
        base = current_megabytes()
        started = time.perf_counter()
        (report,) = sync_all(
            [settings], folder, now=lambda: datetime.now(UTC), plan=FRENCH, keys={}, force=True,
            protected=Protected.of(numbers=["+33140000001"]), rebuild=rebuild,
        )  # fmt: skip
        whole = time.perf_counter() - started
        looking.done.set()
        looking.join(5)
        assert report.outcome == "new", report.text
        print(f"sync of {entries:,} lines ({len(body) / 1e6:.1f} MB) over loopback")
        print(f"  fetch, check, clean, keep   {whole - took['index']:7.2f} s")
        print(f"  index rebuilt               {took['index']:7.2f} s")
        over = peak_megabytes() - base
        print(
            f"  peak memory over base       {over:7.1f} MB (base {base:.0f} MB; the server's copy is in it)"
        )
        print(
            f"  look-ups meanwhile          p50 {percentile(looking.took_ms, 0.5):.3f} ms, "
            f"p99 {percentile(looking.took_ms, 0.99):.2f} ms, worst {max(looking.took_ms):.1f} ms "
            f"({len(looking.took_ms)} looks)"
        )
        kept = list(read_kept(folder / "large.txt"))
    bench_formats(kept)


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


if __name__ == "__main__":
    bench_sync(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
