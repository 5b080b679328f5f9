"""Notices when a list of the house has become another, and tells how all of them stand.

It reads files of its own accord, so that nobody has to ask the switchboard for what it holds.
"""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, time

from agent.call.news import ListsChanged, ListStanding
from agent.call.sentence import NOTHING, Sentence, said
from agent.call.user_error import UserError
from agent.disk.fingerprint import Fingerprint, fingerprint_of
from agent.lists.household.household_lists import HouseholdLists
from agent.service.lists.index import plans_of
from agent.service.lists.list_rows import ListOverview, list_rows
from agent.settings.settings import Settings

log = logging.getLogger(__name__)


class Standings:
    """Asked by one thread; `tell` gets all lists whenever a file of one of them was replaced or edited."""

    def __init__(self, settings: Settings, tell: Callable[[ListsChanged], None]) -> None:
        """Reads nothing yet."""
        self._settings = settings
        self._tell = tell
        self._paths = (
            settings.allow_path,
            settings.deny_path,
            settings.contacts_path,
            # What the house remembers of shared lists is replaced in here, file by file.
            settings.shared_lists_folder,
        )
        self._seen: list[Fingerprint | None] | None = None

    def look(self) -> None:
        """Look once; a few microseconds while nothing changes.  Never raises."""
        try:
            found = [fingerprint_of(path) for path in self._paths]
            if found == self._seen:
                return
            self._seen = found
            lists = HouseholdLists(
                self._settings.allow_path, self._settings.deny_path, plans_of(self._settings)[0]
            )
            lists.load()
            self._tell(ListsChanged(tuple(map(_standing, list_rows(self._settings, lists)))))
        except (UserError, OSError, ValueError) as error:
            log.debug("how the lists stand cannot be told: %s", error)


def _standing(row: ListOverview) -> ListStanding:
    good_at = row.good_at
    if good_at is not None and not isinstance(good_at, datetime):
        good_at = datetime.combine(good_at, time(), UTC)
    return ListStanding(
        name=row.name,
        kind=row.kind,
        role=row.role,
        on=row.on,
        entries=row.entries,
        good_at=good_at,
        outcome=row.report.outcome if row.report else "",
        attention=_attention(row),
    )


def _attention(row: ListOverview) -> Sentence:
    if row.off_because or row.held_because:
        return said(row.off_because or row.held_because)
    return said(row.report.sentence) if row.report and row.report.needs_attention else NOTHING
