"""How fast, how small, how long to build: the number index beside what else could answer.

    python tests/benchmarks/number_index.py 10_000 1_000_000 10_000_000

Each contestant builds in one process and answers in another, on the same entries (90 % whole numbers,
9 % prefixes, 1 % patterns, in five lists that overlap) and the same questions.  Only the index and
SQLite say which list, which line and how many votes; the dict and the trie know only that a number is
listed, and take a pattern for a prefix.  Where `marisa-trie` is not installed its row is left out.

Making the entries is no part of building, but happens while one builds: they are made some thousands at a
time, and the time that takes is measured in the same run and taken off.
"""

import json
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from array import array
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any

from agent.call.list_entry import ListEntry
from agent.lists.formats import plain
from agent.lists.index.build import build_index
from agent.lists.index.number_index import NumberIndex
from agent.lists.list_source import ListSource

LISTS = 5
OVERLAP = 0.05
"""Part of each list's whole numbers that another list has too."""
QUESTIONS = 20_000
ROUNDS = 12
"""Spread over seconds, so that a neighbour who is busy for one of them does not count."""
MADE_AT_ONCE = 4096
DEFAULT_SIZES = (10_000, 1_000_000, 10_000_000)
DAYS = [date(2025, 11, 1) + timedelta(days=day) for day in range(365)]
VOTES = (2, 4, 10, 20, 50, 100)
KINDS = ("", "", "", "", "fraud", "poll", "ping")
COUNTRIES = ("+49", "+33", "+44", "+1", "+39")


class Making:
    """How long it took to make the entries that one process has built from."""

    seconds = 0.0


def entries_of_list(place: int, size: int) -> Iterator[ListEntry]:
    """The entries of one of the lists, the same at every call."""
    waiting = _made_entries(place, size)
    while True:
        begun = time.perf_counter()
        some = list(islice(waiting, MADE_AT_ONCE))
        Making.seconds += time.perf_counter() - begun
        if not some:
            return
        yield from some


def _made_entries(place: int, size: int) -> Iterator[ListEntry]:
    chance = random.Random(place * 1_000_003 + size).random
    shared = random.Random(size).random
    for line_number in range(1, size // LISTS + 1):
        country = COUNTRIES[int(chance() * 5)]
        votes, day, kind = VOTES[int(chance() * 6)], DAYS[int(chance() * 365)], KINDS[int(chance() * 7)]
        sort = chance()
        # About one part in a hundred of what can be dialled is covered by some range, at each size.
        if sort < 0.90:
            drawn = shared() if sort < 0.90 * OVERLAP else chance()
            entry_kind, value = "exact", f"{country}{int(drawn * 10**10):010}"
        elif sort < 0.99:
            entry_kind, value = "prefix", f"{country}{int(chance() * 10**8):08}"
        else:
            entry_kind, value = "pattern", f"{country}{int(chance() * 10**8):08}##"
        tail = plain.written_votes(votes) + plain.written_date(day) + plain.written_words(kind, "", "")
        yield ListEntry(
            kind=entry_kind,  # type: ignore[arg-type]
            value=value,
            as_written=plain.shown_number(entry_kind, value) + tail,
            line_number=line_number,
            label=kind,
            votes=votes,
            last_reported_on=day,
        )


def all_entries(size: int) -> Iterator[tuple[int, ListEntry]]:
    """Every entry with the place of its list."""
    for place in range(LISTS):
        for entry in entries_of_list(place, size):
            yield place, entry


def write_questions(size: int, folder: Path) -> dict[str, float]:
    """Numbers that are listed, spread over all lists, and numbers of people nobody has listed."""
    chance = random.Random(7)
    every = max(1, size // QUESTIONS // 2)
    exact = (entry.value for _, entry in all_entries(size) if entry.kind == "exact")
    listed = [number for at, number in enumerate(exact) if at % every == 0]
    chance.shuffle(listed)
    strangers = [f"{chance.choice(COUNTRIES)}{chance.randrange(10**10):010}" for _ in range(QUESTIONS)]
    (folder / "questions").write_text(json.dumps([listed[:QUESTIONS], strangers]))
    return {}


# --- contestants: build(size, folder), then open(folder) gives a function that looks a number up ------

Lookup = Callable[[str], Any]


def build_number_index(size: int, folder: Path) -> None:
    sources = (
        (ListSource(name=f"list {place}", role="shared"), entries_of_list(place, size))
        for place in range(LISTS)
    )
    build_index(sources, folder / "index")


def open_number_index(folder: Path) -> Lookup:
    return NumberIndex.open(folder / "index").lookup


def open_number_index_verified(folder: Path) -> Lookup:
    index = NumberIndex.open(folder / "index")
    index.verify()
    return index.lookup


def build_sqlite(size: int, folder: Path) -> None:
    with sqlite3.connect(folder / "index") as database:
        database.execute("PRAGMA journal_mode=OFF")
        database.execute(
            "CREATE TABLE entry (number TEXT, kind INT, list INT, line INT, votes INT, last INT, label TEXT,"
            " PRIMARY KEY (number, kind, list, line)) WITHOUT ROWID"
        )
        rows = (
            (
                e.value.rstrip("#"),
                len(e.value) if e.kind == "pattern" else e.kind == "exact",
                place,
                e.line_number,
                e.votes,
                e.last_reported_on.toordinal() if e.last_reported_on else 0,
                e.label,
            )
            for place, e in all_entries(size)
        )
        database.executemany("INSERT OR IGNORE INTO entry VALUES (?,?,?,?,?,?,?)", rows)


def open_sqlite(folder: Path) -> Lookup:
    database = sqlite3.connect(f"file:{folder / 'index'}?mode=ro", uri=True)
    query = f"SELECT * FROM entry WHERE number IN ({','.join('?' * 14)})"

    def lookup(number: str) -> Any:
        probes = [number[:length] for length in range(2, 16)]
        return [
            row
            for row in database.execute(query, probes)
            if row[1] == 0 or (row[0] == number if row[1] == 1 else row[1] == len(number))
        ]

    return lookup


def build_dict(size: int, folder: Path) -> None:
    with open(folder / "index", "w") as file:
        for _, entry in all_entries(size):
            file.write(f"{entry.value.rstrip('#')}{'' if entry.kind == 'exact' else '*'}\n")


def open_dict(folder: Path) -> Lookup:
    with open(folder / "index") as file:
        known = {line.rstrip("\n"): True for line in file}

    def lookup(number: str) -> Any:
        return known.get(number) or any(f"{number[:length]}*" in known for length in range(10, 12))

    return lookup


def build_marisa(size: int, folder: Path) -> None:
    import marisa_trie

    marisa_trie.Trie(
        entry.value.rstrip("#") + ("$" if entry.kind == "exact" else "") for _, entry in all_entries(size)
    ).save(str(folder / "index"))


def open_marisa(folder: Path) -> Lookup:
    import marisa_trie

    trie = marisa_trie.Trie()
    trie.mmap(str(folder / "index"))
    return lambda number: trie.prefixes(number + "$")


MARISA = "marisa-trie, no say"
CONTESTANTS: dict[str, tuple[Callable[[int, Path], None], Callable[[Path], Lookup]]] = {
    "python dict": (build_dict, open_dict),
    "number index": (build_number_index, open_number_index),
    "  … verified first": (build_number_index, open_number_index_verified),
    "sqlite, prefix probes": (build_sqlite, open_sqlite),
    MARISA: (build_marisa, open_marisa),
}


# --- measuring ------------------------------------------------------------------------------------------


def memory_kilobytes() -> tuple[int, int]:
    """Memory of our own, and pages of mapped files, which the system takes back when it needs them."""
    kilobytes = _kilobytes("/proc/self/smaps_rollup")
    return kilobytes["Private_Dirty"], kilobytes["Rss"] - kilobytes["Private_Dirty"]


def _kilobytes(path: str) -> dict[str, int]:
    lines = Path(path).read_text().splitlines()
    return {line.split(":")[0]: int(line.split()[1]) for line in lines if line.endswith("kB")}


def percentiles(lookup: Lookup, numbers: list[str], rounds: int) -> tuple[float, float]:
    """Median and 99th percentile over the numbers, in microseconds, each number's best of some rounds.

    With several rounds what other programs on the machine do to single calls is left out.
    """
    best = array("Q", [1 << 62]) * len(numbers)
    for _ in range(rounds):
        for place, number in enumerate(numbers):
            begun = time.perf_counter_ns()
            lookup(number)
            took = time.perf_counter_ns() - begun
            if took < best[place]:
                best[place] = took
    ordered = sorted(best)
    return ordered[len(best) // 2] / 1000, ordered[len(best) * 99 // 100] / 1000


def same_work_us() -> float:
    """How long the machine takes for the same plain work, in microseconds: its host slows all of it at times."""
    best = 1 << 62
    for _ in range(20):
        begun, total = time.perf_counter_ns(), 0
        for number in range(5000):
            total += number * 3
        best = min(best, time.perf_counter_ns() - begun)
    return best / 1000


def measure_build(name: str, size: int, folder: Path) -> dict[str, float]:
    """How long one contestant builds, and how much memory it needs at most."""
    begun = time.perf_counter()
    CONTESTANTS[name][0](size, folder)
    build_seconds = time.perf_counter() - begun
    # Not getrusage: what a child's parent once held counts there as the child's.
    peak_mb = _kilobytes("/proc/self/status")["VmHWM"] / 1024
    return {
        "all_seconds": build_seconds,
        "making_seconds": Making.seconds,
        "build_seconds": build_seconds - Making.seconds,
        "peak_mb": peak_mb,
    }


def measure_answers(name: str, folder: Path) -> dict[str, float]:
    """How one contestant opens, how much memory that takes, and how fast it answers."""
    listed, strangers = json.loads((folder.parent / "questions").read_text())
    if name == MARISA:
        import marisa_trie  # noqa: F401  its own code is not what opening costs
    percentiles(sorted, listed, 1)  # so that measuring needs no more memory of its own
    own_before, mapped_before = memory_kilobytes()
    begun = time.perf_counter()
    lookup = CONTESTANTS[name][1](folder)
    open_ms = (time.perf_counter() - begun) * 1000
    first = percentiles(lookup, listed, 1)
    before_us = same_work_us()
    again = percentiles(lookup, listed, ROUNDS)
    after_us = same_work_us()
    others = percentiles(lookup, strangers, ROUNDS)
    own, mapped = memory_kilobytes()
    found = [lookup(number) for number in listed]
    if not all(found):
        raise AssertionError(f"{name} misses listed numbers")
    return {
        "open_ms": open_ms,
        "own_mb": (own - own_before) / 1024,
        "mapped_mb": (mapped - mapped_before) / 1024,
        "first_p50": first[0],
        "first_p99": first[1],
        "again_p50": again[0],
        "again_p99": again[1],
        "same_work_us": (before_us + after_us) / 2,
        "others_p50": others[0],
        "others_p99": others[1],
    }


def in_a_child(*arguments: str) -> dict[str, float]:
    done = subprocess.run([sys.executable, __file__, *arguments], stdout=subprocess.PIPE, check=True)
    return dict(json.loads(done.stdout))


COLUMNS = (
    ("all s", "all_seconds", 8, 1),
    ("making", "making_seconds", 8, 1),
    ("build s", "build_seconds", 8, 1),
    ("peak MB", "peak_mb", 8, 0),
    ("B/entry", "bytes_per_entry", 8, 1),
    ("open ms", "open_ms", 9, 2),
    ("own MB", "own_mb", 8, 1),
    ("mapped", "mapped_mb", 8, 1),
    ("hit p50", "first_p50", 9, 1),
    ("p99", "first_p99", 6, 1),
    ("again p50", "again_p50", 11, 1),
    ("p99", "again_p99", 6, 1),
    ("other p50", "others_p50", 11, 1),
    ("p99", "others_p99", 6, 1),
    ("x dict", "ratio", 8, 1),
    ("same work", "same_work_us", 11, 0),
)


def show(size: int) -> None:
    """Measure and print one size."""
    print(f"\n{size:,} entries; {QUESTIONS:,} listed numbers and as many others; lookups in µs")
    print(" " * 22 + "".join(f"{title:>{width}}" for title, _, width, _ in COLUMNS))
    base = 0.0
    built: dict[Any, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as top:
        in_a_child("questions", str(size), top)
        for name, (build, _) in CONTESTANTS.items():
            if name == MARISA and find_spec("marisa_trie") is None:
                print("marisa-trie is not installed, so its row is left out: `make bench` installs it.")
                continue
            folder = Path(top) / build.__name__
            try:
                if build not in built:
                    folder.mkdir()
                    built[build] = in_a_child("build", name, str(size), str(folder))
                seen = built[build] | in_a_child("answer", name, str(folder))
            except subprocess.CalledProcessError as error:
                print(f"{name:22}  ended with {error.returncode}; what went wrong stands above")
                continue
            base = base or seen["again_p50"]
            seen["bytes_per_entry"] = (folder / "index").stat().st_size / size
            seen["ratio"] = seen["again_p50"] / base
            print(
                f"{name:22}" + "".join(f"{seen[key]:{width}.{places}f}" for _, key, width, places in COLUMNS)
            )
    print(f"hit: asked once, each page for the first time; again, other: best of {ROUNDS}, so without noise")
    print(
        "same work: a loop of plain Python, before and after: where it took longer, so did the hits beside it"
    )
    print("build s: all s less the making of the entries; the dict is built by opening it")


def main() -> None:
    """Measure the sizes asked for; or one step, when run as a child of itself."""
    match sys.argv[1:]:
        case ["questions", size, folder]:
            print(json.dumps(write_questions(int(size), Path(folder))))
        case ["build", name, size, folder]:
            print(json.dumps(measure_build(name, int(size), Path(folder))))
        case ["answer", name, folder]:
            print(json.dumps(measure_answers(name, Path(folder))))
        case sizes:
            for entries in [int(asked) for asked in sizes] or DEFAULT_SIZES:
                show(entries)


if __name__ == "__main__":
    main()
