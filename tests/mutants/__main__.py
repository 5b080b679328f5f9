"""Changes a room's files, one change at a time, and prints the changes that no test notices.

`python -m tests.mutants ROOM [FILE] [--jobs 2] [--minutes 30]`: a room is a folder of `agent/`, `treat` or
`lists/sync`; FILE is one file of it, or of any room when no room is named.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from tests.mutants.changes import Change, changes_of

ROOT = Path(__file__).resolve().parents[2]
COPIED = (
    "agent",
    "tests",
    "blocklists",
    "config.example.toml",
    "pyproject.toml",
    "README.md",
    "README.fr.md",
)
SLOWER = 4.0
"""A change that makes the tests this many times slower is noticed, too."""
LEAST_SECONDS = 15.0

ALSO_TESTED_BY = {
    # Where the tests of a file are not, or not only, in the mirrored place.
    "agent/decide/rule.py": ("tests/decide/test_house_rules.py",),
    "agent/decide/facts.py": ("tests/decide/test_house_rules.py",),
    "agent/listen/evidence.py": ("tests/listen/test_listener.py",),
    "agent/listen/spectrum.py": ("tests/listen/test_tones.py",),
    "agent/listen/tones.py": ("tests/listen/test_tone_rhythms.py", "tests/listen/test_tone_bursts.py"),
    "agent/service/calls/switchboard.py": ("tests/service/test_asking_communities.py",),
    "agent/treat/flow.py": ("tests/treat/test_screening.py",),
    "agent/treat/put_through_manner.py": ("tests/treat/test_putting_through.py",),
}


def main() -> None:
    """Try every change, print what survived and how many of each file did not."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("room", nargs="?", default="")
    parser.add_argument("file", nargs="?", default="")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--minutes", type=float, default=30.0, help="no new trial starts after these")
    asked = parser.parse_args()
    ends_at = time.monotonic() + 60 * asked.minutes
    rows = [
        row
        for source in _sources(asked.room, asked.file)
        if (row := _try_file(source, asked.jobs, ends_at)) is not None
    ]
    if not rows:
        sys.exit("No file with changes and tests there: make mutants ROOM=treat [FILE=screening.py]")
    print(f"\n{'killed':>7} {'total':>6} {'':>5}")
    for name, killed, total in rows:
        print(f"{killed:7} {total:6} {killed / total:5.0%}  {name}")


def _sources(room: str, file: str) -> list[Path]:
    sources = sorted((ROOT / "agent" / room).rglob("*.py")) if room or file else []
    return [source for source in sources if f"/{source}".endswith(f"/{file}") or not file]


def _tests_of(source: Path) -> list[str]:
    inside = source.relative_to(ROOT / "agent")
    mirrored = Path("tests") / inside.parent / f"test_{inside.name}"
    named = ALSO_TESTED_BY.get(str(source.relative_to(ROOT)), ())
    return [name for name in (str(mirrored), *named) if (ROOT / name).exists()]


def _try_file(source: Path, jobs: int, ends_at: float) -> tuple[str, int, int] | None:
    """Name, killed and tried changes of one file; None when it has no changes or no tests."""
    text, name, tests = source.read_text(), str(source.relative_to(ROOT)), _tests_of(source)
    changes = changes_of(text)
    if not changes:
        return None
    if not tests:
        print(f"{name}: no test of its own")
        return None
    # Whatever time allows is a fair sample.
    random.Random(0).shuffle(changes)
    shares = [changes[job::jobs] for job in range(jobs)]
    with ThreadPoolExecutor(jobs) as pool:
        tried = [
            outcome
            for outcomes in pool.map(lambda share: _try_changes(source, tests, share, ends_at), shares)
            for outcome in outcomes
        ]
    if not tried:
        return None
    for change, outcome in sorted(tried, key=lambda one: one[0].start):
        if outcome == "survived":
            print(f"{name}:{change.line}  {_in_a_line(change.old)} → {_in_a_line(change.new)}")
    if len(tried) < len(changes):
        print(f"{name}: time for {len(tried)} of {len(changes)} changes only")
    counted = Counter(outcome for _, outcome in tried)
    return name, len(tried) - counted["survived"], len(tried)


def _try_changes(
    source: Path, tests: list[str], changes: list[Change], ends_at: float
) -> list[tuple[Change, str]]:
    text = source.read_text()
    with _copied_tree() as tree:
        changed = tree / source.relative_to(ROOT)
        started = time.monotonic()
        # Leaves compiled files of everything behind, and shows that the tests pass as long as nothing changes.
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests],
            cwd=tree, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            sys.exit(f"The tests fail before anything is changed:\n{done.stdout}")
        limit_seconds = LEAST_SECONDS + SLOWER * (time.monotonic() - started)
        for compiled in changed.parent.glob(f"__pycache__/{changed.stem}.*"):
            compiled.unlink()
        # Two texts of one size within one second look the same to the compiler's cache.
        server = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("trials.py")), str(changed), str(limit_seconds), *tests],
            cwd=tree, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        )  # fmt: skip
        with server:
            assert server.stdin and server.stdout
            tried = []
            for change in changes:
                if time.monotonic() > ends_at:
                    break
                server.stdin.write(json.dumps(change.made_in(text)) + "\n")
                server.stdin.flush()
                tried.append((change, server.stdout.readline().strip()))
            server.stdin.close()
        return tried


@contextmanager
def _copied_tree() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        tree = Path(folder)
        for name in COPIED:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(ROOT / name, tree / name)
        yield tree


def _in_a_line(text: str) -> str:
    shown = " ".join(text.split())
    return shown if len(shown) <= 60 else shown[:57] + "…"


if __name__ == "__main__":
    main()
