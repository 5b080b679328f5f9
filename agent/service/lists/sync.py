"""Brings the shared lists up to date: asks each source that is due, and indexes what changed.

The daemon has it done by a short-lived process beside it (`list_sync_child`, started by `child_sync`),
so that neither a large list nor a hostile one ever costs a call its memory or its moment.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import msgspec

from agent.call.sentence import Sentence, said, say, taken_apart
from agent.call.user_error import UserError
from agent.lists.communities.waiting_reports import read_outbox
from agent.lists.sync.report import SyncReport
from agent.lists.sync.source_state import write_state
from agent.lists.sync.subscribed import state_of
from agent.lists.sync.subscriptions import sync_all
from agent.service.lists.index import is_index_current, plans_of, rebuild_index
from agent.service.lists.mistakes import is_switched_off, switch_off_the_wrong
from agent.service.lists.sources import protected_by
from agent.settings.secret import read_key
from agent.settings.settings import Settings
from agent.settings.shared_list import SharedListSettings

LEAST_BETWEEN_LOOKS = timedelta(hours=1)
MOST_BETWEEN_LOOKS = timedelta(hours=6)


def sync_lists(
    settings: Settings,
    *,
    now: Callable[[], datetime],
    environment: Mapping[str, str],
    force: bool = False,
    only: str = "",
    progress: Callable[[str, int], None] = lambda name, count: None,
) -> list[SyncReport]:
    """Look at every list that is due (all with `force`), index what changed, and say what came of it.

    `only` is one list's name.  A list whose token cannot be read has a failed report; the others go on.
    Raises UserError when another sync is at work, or nothing can be written.
    """
    if only:
        settings.list_named(only)
    plans = plans_of(settings)
    switch_off_the_wrong(settings, now())
    keys: dict[str, str] = {}
    refused: list[SyncReport] = []
    for each in settings.shared_lists:
        try:
            keys[each.name] = read_key(each, settings.folder, environment) if each.on else ""
        except UserError as error:
            refused.append(_refused(each, settings, now(), said(error)))
    try:
        reports = sync_all(
            [each for each in settings.shared_lists if each.name in keys],
            settings.shared_lists_folder,
            now=now,
            plan=plans[0],
            protected=protected_by(settings, plans),
            keys=keys,
            rebuild=lambda: rebuild_index(settings, now().date()),
            force=force,
            only=only,
            progress=progress,
        )
        if not is_index_current(settings, now().date()):
            progress("", 0)
            rebuild_index(settings, now().date())
    except OSError as error:
        raise UserError(
            say(
                "{folder} cannot be used: {error}", folder=settings.data_folder, error=error.strerror or error
            )
        ) from error
    return [*reports, *(report for report in refused if only in ("", report.name))]


def next_look_at(settings: Settings, now: datetime) -> datetime:
    """When to look again: as soon as a source or a waiting report is due, in an hour at the earliest."""
    due = [
        state_of(each, settings.shared_lists_folder).next_at or now
        for each in settings.shared_lists
        if not is_switched_off(each, settings)
    ]
    due += [report.next_at for report in read_outbox(settings.outbox_path).waiting]
    earliest = min(due, default=now + MOST_BETWEEN_LOOKS)
    return min(max(earliest, now + LEAST_BETWEEN_LOOKS), now + MOST_BETWEEN_LOOKS)


def _refused(each: SharedListSettings, settings: Settings, now: datetime, because: Sentence) -> SyncReport:
    """A list that is not even asked for, because a person has something to put right first."""
    state = state_of(each, settings.shared_lists_folder)
    report = SyncReport(
        name=each.name, at=now, because=because, entries=state.entries, entries_before=state.entries
    )
    state.last_report = msgspec.to_builtins(report, enc_hook=taken_apart)
    settings.shared_lists_folder.mkdir(parents=True, exist_ok=True)
    write_state(settings.shared_lists_folder, state)
    return report
