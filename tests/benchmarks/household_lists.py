"""What ten thousand entries written by hand cost, against asking each in turn, and what deciding costs.

python tests/benchmarks/household_lists.py
"""

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from agent.call.caller import Caller
from agent.decide.decide import decide
from agent.decide.facts import CallFacts
from agent.identify.dial_plan import DialPlan
from agent.lists.household.household_lists import HouseholdLists
from agent.lists.household.name_pattern import folded, name_matches

ENTRIES = 10_000
CALLS = 2_000


def main() -> None:
    """Write a list, read it, ask it, change it, and print what each took."""
    chance = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        allow, deny = Path(folder, "allow.txt"), Path(folder, "deny.txt")
        deny.write_text("".join(_some_line(chance, number) for number in range(ENTRIES)))
        lists = HouseholdLists(allow, deny, DialPlan(country="FR"))
        first_seconds = _seconds(lists.load)
        with deny.open("a") as file:
            file.write("01 45 67 89 01\n")
        reload_seconds = _seconds(lists.reload_if_changed)
        deny_seconds = _seconds(lambda: lists.deny("01 45 67 89 02"))
        callers = [
            Caller(number_e164=f"+33{_digits(chance, 9)}", display_name=f"Name {number}")
            for number in range(CALLS)
        ]
        entries = [entry for each in lists.entries_by_file().values() for entry in each]

        def ask_each_entry(caller: Caller) -> int:
            name, number = folded(caller.display_name), caller.number_e164 or ""
            found = 0
            for entry in entries:
                match entry.kind:
                    case "exact":
                        found += entry.value == number
                    case "prefix":
                        found += number.startswith(entry.value)
                    case "pattern":
                        found += len(number) == len(entry.value) and number.startswith(
                            entry.value.rstrip("#")
                        )
                    case _:
                        found += name_matches(entry.value, name)
            return found

        ours, slow = _percentiles(lists.matches, callers)
        naive, naive_slow = _percentiles(ask_each_entry, callers[:100])
        look, look_slow = _percentiles(lambda _: lists.reload_if_changed(), callers)
        now = datetime.now(UTC)
        facts = [CallFacts(caller=caller, now=now, matches=lists.matches(caller)) for caller in callers]
        verdict, verdict_slow = _percentiles(decide, facts)
    rows = [
        (f"first reading of {ENTRIES} entries", first_seconds * 1e6, 0.0, first_seconds * 1e6),
        ("taking up one line more", reload_seconds * 1e6, 0.0, first_seconds * 1e6),
        ("denying one number more", deny_seconds * 1e6, 0.0, first_seconds * 1e6),
        ("asking every entry in turn", naive, naive_slow, naive),
        ("asking the lists", ours, slow, naive),
        ("looking whether a file changed", look, look_slow, naive),
        ("deciding", verdict, verdict_slow, naive),
    ]
    print(f"{'':32} {'p50 µs':>12} {'p99 µs':>10} {'ratio':>8}")
    for what, median, slowest, baseline in rows:
        print(f"{what:32} {median:12.1f} {slowest or median:10.1f} {median / baseline:8.4f}")


def _some_line(chance: random.Random, number: int) -> str:
    digits = f"0{chance.randint(1, 4)}{_digits(chance, 8)}"
    kind = chance.random()
    if kind < 0.90:
        return f"{' '.join(digits[at : at + 2] for at in range(0, 10, 2))}  # call {number}\n"
    if kind < 0.95:
        return f"{digits[: chance.randint(4, 7)]}*\n"
    return f"{digits[:6]}####\n" if kind < 0.98 else f'"Name {number}*"\n'


def _digits(chance: random.Random, count: int) -> str:
    return "".join(chance.choices("0123456789", k=count))


def _seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _percentiles(ask: Callable[[Any], object], about: Sequence[Any]) -> tuple[float, float]:
    taken = [_seconds(partial(ask, each)) * 1e6 for each in about]
    return statistics.median(taken), statistics.quantiles(taken, n=100)[98]


if __name__ == "__main__":
    main()
