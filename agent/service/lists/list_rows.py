"""Every list of the house, one row each: the household's own, the shipped ones, the shared ones."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from agent.lists.household.household_lists import HouseholdLists
from agent.lists.shipped import shipped_lists
from agent.lists.sync.normalised import read_kept
from agent.lists.sync.report import SyncReport
from agent.lists.sync.subscribed import list_table
from agent.service.lists.sources import CONTACTS
from agent.settings.settings import Settings

ListKind = Literal["yours", "shipped", "shared"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOverview:
    """One list as the table shows it."""

    name: str
    kind: ListKind
    source: str
    """The list's file, its address, or the law it rests on."""
    on: bool = True
    role: str = ""
    entries: int = 0
    good_at: datetime | date | None = None
    """When it was last known to be current; None: never, or nobody says."""
    next_at: datetime | None = None
    report: SyncReport | None = None
    """What came of the last look at its source."""
    off_because: str = ""
    """Why it is switched off though settings have it on, or empty."""
    held_because: str = ""
    """Why a newer list waits for the household's word, or empty."""
    hits: int = 0
    """Calls it decided, of those the call log still knows."""
    wrong: int = 0
    """Of these, calls of numbers that now stand on the allow list."""


def list_rows(settings: Settings, lists: HouseholdLists) -> list[ListOverview]:
    """All of them, without what they decided; `lists` are the household's two, loaded."""
    return [*_own(settings, lists), *_shipped(settings), *_shared(settings)]


def _own(settings: Settings, lists: HouseholdLists) -> Iterator[ListOverview]:
    for role, (path, entries) in zip(("allow", "deny"), lists.entries_by_file().items(), strict=True):
        yield ListOverview(name=role, kind="yours", role=role, source=str(path), entries=len(entries))
    contacts = settings.contacts_path
    if contacts.exists():
        count = sum(1 for _ in read_kept(contacts))
        yield ListOverview(name=CONTACTS, kind="yours", role=CONTACTS, source=str(contacts), entries=count)


def _shipped(settings: Settings) -> Iterator[ListOverview]:
    for each in shipped_lists():
        on = settings.lists.shipped and each.name not in settings.lists.shipped_off
        yield ListOverview(
            name=each.name,
            kind="shipped",
            role=each.source.role,
            source=each.header.source or each.header.title,
            on=on or each.source.role == "protected",
            entries=len(each.entries),
            good_at=each.header.updated,
        )


def _shared(settings: Settings) -> Iterator[ListOverview]:
    for row in list_table(settings.shared_lists, settings.shared_lists_folder):
        yield ListOverview(
            name=row.name,
            kind="shared",
            role=row.role,
            source=row.address,
            on=row.on,
            entries=row.entries,
            good_at=row.good_at,
            next_at=row.next_at,
            report=row.report,
            off_because=row.off_because,
            held_because=row.held_because,
        )
