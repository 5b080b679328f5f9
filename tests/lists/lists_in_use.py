"""A household with one good list in use, for tests of what may happen to it next."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from agent.call.list_entry import ListEntry
from agent.identify.dial_plan import DialPlan
from agent.lists.sync.hygiene import Protected
from agent.lists.sync.normalised import read_kept
from agent.lists.sync.one_list import sync_source
from agent.lists.sync.report import SyncReport
from agent.lists.sync.source_state import list_path
from agent.settings.shared_list import SharedListSettings

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
FRENCH_LINE = DialPlan(country="FR", own_numbers=("+33140000001",))
OWN_NUMBER = "+33140000001"
CONTACT = "+33612345678"
SHORT = ("112", "15", "17", "18", "114", "115", "196")
PROTECTED = Protected.of(
    [ListEntry(kind="exact", value=number) for number in SHORT], [OWN_NUMBER, CONTACT], countries=["FR"]
)


@dataclass
class AHouse:
    """One shared list of a house, synced by hand."""

    folder: Path
    settings: SharedListSettings
    now: datetime = NOON
    key: str = ""
    reports: list[SyncReport] = field(default_factory=list)

    def sync(self, *, hours_later: float = 24, **options: object) -> SyncReport:
        if self.reports:
            self.now += timedelta(hours=hours_later)
        report = sync_source(
            self.settings,
            self.folder,
            now=self.now,
            plan=FRENCH_LINE,
            protected=PROTECTED,
            key=self.key,
            chance=lambda: 0.5,
            **{"force": True, **options},  # type: ignore[arg-type]
        )
        self.reports.append(report)
        return report

    @property
    def kept(self) -> bytes:
        path = list_path(self.folder, self.settings.name)
        return path.read_bytes() if path.exists() else b""

    @property
    def entries(self) -> list[ListEntry]:
        return list(read_kept(list_path(self.folder, self.settings.name)))


def matches(entry: ListEntry, number: str) -> bool:
    """The meaning of an entry, said as simply as it can be: the reference for all tests."""
    if entry.kind == "prefix":
        return number.startswith(entry.value)
    if entry.kind == "pattern":
        return len(number) == len(entry.value) and number.startswith(entry.value.rstrip("#"))
    return entry.value == number


def nothing_protected_is_matched(entries: list[ListEntry]) -> bool:
    people = (OWN_NUMBER, CONTACT, *SHORT)
    return not any(matches(entry, number) for entry in entries for number in people)
