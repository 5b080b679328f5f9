"""What a table of regions costs and what it saves, against libphonenumber's own names in the same run.

    python tests/benchmarks/regions.py

Every memory figure comes from a process of its own; VmHWM and VmRSS of /proc/self/status, in MB.
"""

import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]

# Each runs alone, after the imports that every house has anyway, and prints its figures as JSON.
COMMON = """
import json, random, re, statistics, sys, time
sys.path.insert(0, sys.argv[1])
path, numbers = sys.argv[2], json.loads(sys.stdin.read())
def memory(kind):
    return int(re.search(kind + r":\\s+(\\d+)", open("/proc/self/status").read())[1]) / 1024
import phonenumbers
from agent.identify.region_rows import naming_of
from agent.store import region_table
for number in numbers:
    naming_of(number)
before = memory("VmRSS")
def percentiles(ask):
    taken = []
    for number in numbers * 3:
        start = time.perf_counter_ns()
        ask(number)
        taken.append((time.perf_counter_ns() - start) / 1000)
    return statistics.median(taken), statistics.quantiles(taken, n=100)[98]
"""
BUILD = """
start = time.perf_counter()
region_table.build(region_table.Path(path))
print(json.dumps({"seconds": time.perf_counter() - start, "peak": memory("VmHWM")}))
"""
TABLE = """
start = time.perf_counter()
table = region_table.RegionTable(region_table.Path(path))
seconds = time.perf_counter() - start
lookup = percentiles(lambda number: table.of_prefix(number[1:]))
describe = percentiles(table.describe)
rss = memory("VmRSS") - before
print(json.dumps({"seconds": seconds, "lookup": lookup, "describe": describe, "rss": rss}))
"""
LIBRARY = """
start = time.perf_counter()
from phonenumbers import carrier, geocoder
seconds = time.perf_counter() - start
def ask(number):
    parsed = phonenumbers.parse(number)
    geocoder.description_for_number(parsed, "fr")
    geocoder.description_for_number(parsed, "en")
    carrier.name_for_number(parsed, "en")
describe = percentiles(ask)
print(json.dumps({"seconds": seconds, "describe": describe, "rss": memory("VmRSS") - before}))
"""


def main() -> None:
    """Build, use, compare, print."""
    chance = random.Random(1)
    beginnings = ["331", "336", "339", "4930", "4915", "1212", "4420", "3906", "3247", "81", "86", "55"]
    numbers = []
    for _ in range(3000):
        beginning = "+" + chance.choice(beginnings)
        numbers.append(beginning + "".join(chance.choices("0123456789", k=12 - len(beginning))))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "regions")
        build, table, library = (_run(script, path, numbers) for script in (BUILD, TABLE, LIBRARY))
        size_mb = path.stat().st_size / 1e6
    print(f"table file, MB       {size_mb:12.2f}")
    print(
        f"built in, s          {build['seconds']:12.2f}   in a process that ends, peak {build['peak']:.0f} MB"
    )
    print(f"{'':20} {'table':>12} {'libphonenumber':>16} {'ratio':>8}")
    rows = [
        ("resident memory, MB", table["rss"], library["rss"]),
        ("open or import, ms", table["seconds"] * 1000, library["seconds"] * 1000),
        ("describe p50, µs", table["describe"][0], library["describe"][0]),
        ("describe p99, µs", table["describe"][1], library["describe"][1]),
    ]
    for name, ours, theirs in rows:
        print(f"{name:20} {ours:12.2f} {theirs:16.2f} {ours / theirs:8.3f}")
    print(f"{'prefix alone, µs':20} {table['lookup'][0]:12.2f}   p99 {table['lookup'][1]:.2f}")


def _run(script: str, path: Path, numbers: list[str]) -> dict[str, Any]:
    command = [sys.executable, "-c", COMMON + script, str(ROOT), str(path)]
    said = subprocess.run(command, input=json.dumps(numbers), capture_output=True, text=True, check=True)
    figures: dict[str, Any] = json.loads(said.stdout)
    return figures


if __name__ == "__main__":
    main()
