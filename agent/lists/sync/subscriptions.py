"""All shared lists of a house together: synced, shown in a table, and handed to the number index."""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from agent.call.sentence import say
from agent.call.user_error import UserError
from agent.disk.locks import only_writer
from agent.disk.whole_file import clear_leftovers
from agent.identify.dial_plan import DialPlan
from agent.lists.sync.hygiene import Protected
from agent.lists.sync.one_list import sync_source
from agent.lists.sync.report import SyncReport
from agent.lists.sync.source_state import (
    is_index_old,
    mark_index_new,
)
from agent.settings.shared_list import SharedListSettings


def sync_all(
    subscriptions: Sequence[SharedListSettings],
    folder: Path,
    *,
    now: Callable[[], datetime],
    plan: DialPlan,
    protected: Protected,
    keys: Mapping[str, str],
    rebuild: Callable[[], None],
    force: bool = False,
    only: str = "",
    chance: Callable[[], float] = random.random,
    clock: Callable[[], float] = time.monotonic,
    progress: Callable[[str, int], None] = lambda name, count: None,
) -> list[SyncReport]:
    """Look at every list that is due, rebuild the index once if any changed, return the reports.

    `keys` holds the sources' tokens by list name.  `rebuild` makes a new index off to the side and
    swaps it.  Raises UserError when another process is at it already.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with only_writer(folder) as alone:
        if not alone:
            raise UserError(say("another sync is running; wait until it has finished"))
        clear_leftovers(folder)
        reports = [
            sync_source(
                settings,
                folder,
                now=now(),
                plan=plan,
                protected=protected,
                key=keys.get(settings.name, ""),
                force=force,
                chance=chance,
                clock=clock,
                progress=lambda count, name=settings.name: progress(name, count),  # type: ignore[misc]
            )
            for settings in subscriptions
            if settings.on and only in ("", settings.name)
        ]
        if is_index_old(folder):
            rebuild()
            mark_index_new(folder)
    return reports
