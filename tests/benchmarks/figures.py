"""What every benchmark of the daemon needs to print honest figures: percentiles, and what a process holds."""

import os
import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least this share of all values do not exceed; NaN of nothing."""
    ordered = sorted(values)
    if not ordered:
        return float("nan")
    return ordered[max(0, -(-len(ordered) * percent // 100).__int__() - 1)]


def median(values: Sequence[float]) -> float:
    return statistics.median(values) if values else float("nan")


def be_heard() -> str:
    """Ask for a little priority, so that other work on the machine disturbs less; says what was got."""
    try:
        os.nice(-10)
    except OSError:
        return "at ordinary priority"
    return "at priority nice -10"


def how_busy() -> str:
    """The machine's load, since a figure from a busy machine is a worse figure."""
    return f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


@dataclass(frozen=True, slots=True)
class Held:
    """What a process holds of the machine."""

    rss_mb: float
    """Resident memory, shared pages counted in full."""
    pss_mb: float
    """The same, each shared page divided by how many share it."""
    threads: int
    descriptors: int


def held_by(process_id: int) -> Held:
    """Read from /proc (proc(5)); needs to be the process's user or root."""
    folder = Path("/proc", str(process_id))
    memory = (folder / "smaps_rollup").read_text()
    threads = re.search(r"^Threads:\s+(\d+)", (folder / "status").read_text(), re.MULTILINE)
    return Held(
        rss_mb=_kilobytes("Rss", memory) / 1024,
        pss_mb=_kilobytes("Pss", memory) / 1024,
        threads=int(threads[1]) if threads else 0,
        descriptors=len(list((folder / "fd").iterdir())),
    )


def _kilobytes(name: str, text: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+) kB", text, re.MULTILINE)
    return int(found[1]) if found else 0
