"""All lists of the house in one table: where each comes from, how old it is, and what good or harm it did."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from agent.call.list_entry import Match
from agent.lists.household.household_lists import HouseholdLists
from agent.lists.shipped import shipped_lists
from agent.lists.sync.normalised import read_kept
from agent.lists.sync.report import SyncReport
from agent.lists.sync.subscribed import list_table
from agent.service.desk.what_if import explain
from agent.service.lists.index import plans_of
from agent.service.lists.mistakes import hits_and_wrong
from agent.service.lists.sources import CONTACTS, check_names
from agent.settings.settings import Settings

ListKind = Literal["yours", "shipped", "shared"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOverview:
    """One list as the table shows it."""

    name: str
    kind: ListKind
    source: str
    """Its file, its address, or the law it rests on."""
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


def list_overview(settings: Settings) -> list[ListOverview]:
    """Every list: the household's, the shipped ones, the shared ones.  Raises UserError."""
    check_names(settings)
    plan = plans_of(settings)[0]
    lists = HouseholdLists(settings.allow_path, settings.deny_path, plan)
    lists.load()
    hits, wrong = hits_and_wrong(settings, lists)
    rows = [*_own(settings, lists), *_shipped(settings), *_shared(settings)]
    return [replace(row, hits=hits.get(row.name, 0), wrong=wrong.get(row.name, 0)) for row in rows]


def who_knows(settings: Settings, typed: str, now: datetime) -> tuple[str, tuple[Match, ...]]:
    """The number as it is understood, and every entry of every list that knows it.  Raises UserError."""
    told = explain(settings, typed, at=now)
    caller = told.caller
    return caller.number_e164 or caller.short_number or caller.internal, told.facts.matches


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
