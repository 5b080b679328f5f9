"""Runs the tests of a changed file, over and over, in the folder it was started in: a copy of the tree.

It is started by its path and reads whole texts of the file, one JSON string a line; it answers each with a word.
Each run is a fork of a process that has loaded what is not ours, which saves most of the start.
"""

import json
import os
import signal
import sys
import time
from pathlib import Path


def main(changed: Path, tests: list[str], limit_seconds: float) -> None:
    """Answer `survived`, `killed` or `too long` for every text on the standard input."""
    _load_what_is_not_ours()
    for line in sys.stdin:
        changed.write_text(json.loads(line), encoding="utf-8")
        print(_outcome(tests, limit_seconds), flush=True)


def _load_what_is_not_ours() -> None:
    import hypothesis.strategies
    import msgspec  # noqa: F401
    import numpy  # noqa: F401
    import phonenumbers  # noqa: F401
    import pytest  # noqa: F401

    # A slow machine must not kill what the tests let live, so no example has a deadline.
    hypothesis.settings.register_profile("mutants", deadline=None, database=None)


def _outcome(tests: list[str], limit_seconds: float) -> str:
    child = os.fork()
    if child == 0:
        _run(tests)
    ends_at = time.monotonic() + limit_seconds
    while time.monotonic() < ends_at:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return "survived" if os.waitstatus_to_exitcode(status) == 0 else "killed"
        time.sleep(0.01)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return "too long"


def _run(tests: list[str]) -> None:
    import pytest

    os.setsid()
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    failed = 1
    try:
        same_examples = ("--hypothesis-profile=mutants", "--hypothesis-seed=0")
        failed = pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *same_examples, *tests])
    finally:
        os._exit(failed)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[3:], float(sys.argv[2]))
