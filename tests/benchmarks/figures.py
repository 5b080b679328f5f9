"""What every benchmark of the daemon needs to print honest figures: percentiles, and what a process holds."""

import os
import re
import statistics
import time
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


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
    """The machine's load, and what others on the same hardware took of it since it was last asked.

    A figure from a busy machine is a worse figure.
    """
    cores = os.cpu_count() or 1
    stolen, now = _stolen_seconds(), time.monotonic()
    (before, then), _asked[:] = _asked, (stolen, now)
    share = (stolen - before) / max(now - then, 0.001) / cores if then else 0.0
    taken = f", {share:.1%} of them taken by others" if then else ""
    return f"load average {os.getloadavg()[0]:.1f} on {cores} cores{taken}"


_asked = [0.0, 0.0]
"""Seconds stolen, and the moment (monotonic), when `how_busy` was last asked."""


def _stolen_seconds() -> float:
    """Time in which a virtual machine wanted to run and was not let (proc(5): steal), of all cores."""
    all_cores = Path("/proc/stat").read_text().splitlines()[0].split()
    return int(all_cores[8]) / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Held:
    """What a process holds of the machine."""

    anonymous_mb: float
    """What is in no file (RssAnon): what this process alone costs, which nobody else can take back or share."""
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
    status = (folder / "status").read_text()
    threads = re.search(r"^Threads:\s+(\d+)", status, re.MULTILINE)
    return Held(
        anonymous_mb=_kilobytes("RssAnon", status) / 1024,
        rss_mb=_kilobytes("Rss", memory) / 1024,
        pss_mb=_kilobytes("Pss", memory) / 1024,
        threads=int(threads[1]) if threads else 0,
        descriptors=len(list((folder / "fd").iterdir())),
    )


def together_mb(process_ids: Sequence[int]) -> float:
    """Resident memory of all of them, each page of the machine counted once; NaN without root.

    From /proc/PID/pagemap (Linux, Documentation/admin-guide/mm/pagemap.rst): bit 63 says that a page is
    present, bits 0 to 54 which page of the machine it is (0 when we may not know).
    """
    pages: set[int] = set()
    for process_id in process_ids:
        maps = Path("/proc", str(process_id), "maps").read_text()
        with Path("/proc", str(process_id), "pagemap").open("rb", buffering=0) as pagemap:
            for first, last in re.findall(r"^([0-9a-f]+)-([0-9a-f]+) ", maps, re.MULTILINE):
                begin, end = int(first, 16) // PAGE_BYTES, int(last, 16) // PAGE_BYTES
                try:
                    entries = array("Q", os.pread(pagemap.fileno(), (end - begin) * 8, begin * 8))
                except (OSError, OverflowError):
                    continue  # The kernel's own page at the end of the address space.
                pages.update(entry & (1 << 55) - 1 for entry in entries if entry >> 63)
    return float("nan") if pages <= {0} else len(pages) * PAGE_BYTES / 2**20


def _kilobytes(name: str, text: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+) kB", text, re.MULTILINE)
    return int(found[1]) if found else 0
