"""The process beside the daemon that syncs shared lists: `python -m agent.service.lists.sync_child`.

It gives way to everything else on the machine, may not grow large, and says each report as a line of
JSON.  It may be killed at any moment: lists and index are whole at every moment.
"""

import argparse
import os
import resource
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from agent.call.sentence import in_english, said, taken_apart
from agent.call.user_error import UserError
from agent.service.lists.child_sync import SyncWord
from agent.service.lists.give_back import give_back
from agent.service.lists.sync import next_look_at, sync_lists
from agent.settings.config_file import load_settings

NICENESS = 10
MAX_MEMORY_BYTES = 512 << 20
"""Of its own data; mapped files do not count."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Sync what is due, then send the reports that wait; exit code 2 for what a person can mend."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", type=Path)
    chosen = parser.parse_args(arguments)
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_DATA, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    try:
        settings = load_settings(chosen.config)
        for report in sync_lists(settings, now=_now, environment=os.environ):
            _say(SyncWord(report=report))
        for sentence in give_back(settings, _now(), os.environ):
            _say(SyncWord(sentence=in_english(said(sentence))))
        _say(SyncWord(next_look_at=next_look_at(settings, _now())))
    except UserError as error:
        print(error, flush=True)
        return 2
    return 0


def _now() -> datetime:
    return datetime.now(UTC)


def _say(word: SyncWord) -> None:
    print(msgspec.json.encode(word, enc_hook=taken_apart).decode(), flush=True)


if __name__ == "__main__":
    sys.exit(main())
