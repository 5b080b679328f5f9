"""`python -m tests.drills 10000000`: that many odd numbers and odd files, on every core; names what went wrong."""

import os
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import partial
from random import Random

from tests.drills.odd_files import odd_file, what_is_wrong_in
from tests.drills.odd_numbers import PLANS, odd_number, what_is_wrong

INPUTS_AT_ONCE = 10_000
MOST_SHOWN = 20
_NUMBERS_IN_TEN = 8
"""The rest are files: each holds several numbers and is slower to read."""


def drilled(seed: int, inputs: int) -> list[str]:
    """What went wrong with so many inputs; the same seed gives the same ones."""
    random, found = Random(seed), []
    for _ in range(inputs):
        if random.randrange(10) < _NUMBERS_IN_TEN:
            typed, plan = odd_number(random), random.choice(PLANS)
            wrong, what = _told(partial(what_is_wrong, typed, plan)), f"{typed!r} in {plan}"
        else:
            raw = odd_file(random)
            wrong, what = _told(partial(what_is_wrong_in, raw, random)), repr(raw)
        if wrong:
            found.append(f"{what}: {wrong} (seed {seed})")
    return found


def _told(look: Callable[[], str]) -> str:
    try:
        return look()
    except Exception as error:
        return f"raised {error!r}"


def main(inputs: int) -> int:
    """Run the drill; 1 when something went wrong."""
    wrong: list[str] = []
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        runs = [
            pool.submit(drilled, seed, min(INPUTS_AT_ONCE, inputs - first))
            for seed, first in enumerate(range(0, inputs, INPUTS_AT_ONCE))
        ]
        for done, run in enumerate(as_completed(runs), start=1):
            wrong += run.result()
            print(
                f"\r{min(done * INPUTS_AT_ONCE, inputs):,} of {inputs:,}, {len(wrong)} wrong",
                end="",
                flush=True,
            )
    print()
    for line in wrong[:MOST_SHOWN]:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
