"""Run as a program: sync again and again in children that the kernel kills at random moments.

`python -m tests.lists.syncs_killed FOLDER KILLS` prints how many syncs were killed and how many
versions were seen in use; it fails when the list or the index in use is ever not a whole one.
"""

import os
import random
import signal
import sys
import time
from pathlib import Path

from agent.lists.index.number_index import NumberIndex
from agent.lists.sync.source_state import list_path
from tests.lists.households import AHousehold

NUMBERS = [f"+33162{index:06d}" for index in range(200)]


def publish(household: AHousehold, version: int) -> None:
    household.a_list("mine", "".join(f"{number} votes={version}\n" for number in NUMBERS))
    os.utime(household.sources / "mine.source", ns=(version, version))


def version_in_list(household: AHousehold) -> int:
    path = list_path(household.folder, "mine")
    lines = path.read_text().splitlines() if path.exists() else []
    versions = {int(line.partition("votes=")[2]) for line in lines}
    assert len(lines) in (0, len(NUMBERS)) and len(versions) <= 1, "a torn list is in use"
    return max(versions, default=0)


def version_in_index(household: AHousehold) -> int:
    if not household.index_path.exists():
        return 0
    index = NumberIndex.open(household.index_path)
    index.verify()
    versions = {index.lookup(number)[0].entry.votes for number in NUMBERS}
    assert len(versions) == 1, "a torn index is in use"
    return versions.pop()


def main(folder: Path, kills: int) -> None:
    household = AHousehold(folder)
    publish(household, 1)
    started = time.monotonic()
    household.sync()
    window_seconds = 1.5 * (time.monotonic() - started)
    chance = random.Random(3)
    killed, listed, indexed = 0, {1}, {1}
    for version in range(2, kills + 2):
        publish(household, version)
        moment = chance.uniform(0.0005, window_seconds)
        child = os.fork()
        if child == 0:
            # The kernel ends the process at that moment, as kill -9 does: nothing of ours runs any more.
            signal.setitimer(signal.ITIMER_REAL, moment)
            household.sync()
            os._exit(0)
        _, status = os.waitpid(child, 0)
        killed += os.WIFSIGNALED(status)
        # However busy the machine is, about as many syncs are killed as get through.
        window_seconds *= 1.1 if os.WIFSIGNALED(status) else 0.9
        in_list, in_index = version_in_list(household), version_in_index(household)
        assert max(listed) <= in_list <= version, "the list went back"
        assert max(indexed) <= in_index <= in_list, "the index went back, or ahead of its list"
        listed.add(in_list)
        indexed.add(in_index)
    household.sync()
    assert version_in_index(household) == version_in_list(household) == kills + 1
    print(killed, len(listed), len(indexed))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
