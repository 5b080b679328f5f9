"""What the house has of its shared lists: for the number index, and for the table people look at."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import msgspec

from agent.call.list_entry import ListEntry
from agent.lists.formats.source_text import day_of
from agent.lists.list_source import ListSource
from agent.lists.sync.hygiene import Protected, Sieve, is_expired, ranges_of
from agent.lists.sync.normalised import read_kept
from agent.lists.sync.report import SyncReport, sentence_from
from agent.lists.sync.source_state import SourceState, list_path, read_state, side_path
from agent.settings.shared_list import SharedListSettings

_NEVER_DECIDES = 1e12
"""A threshold no score reaches: for entries that only name a caller."""


def index_inputs(
    subscriptions: Iterable[SharedListSettings], folder: Path, today: date, protected: Protected
) -> Iterator[tuple[ListSource, Iterable[ListEntry]]]:
    """Yield what the number index is to be built from: each list in use with its entries.

    Lists switched off or expired are left out.  A list that counts no votes has no thresholds.
    A list was cleaned when it came; since then the household may have met people, and found blocks hold
    numbers that the list never named: so nobody `protected` gets past here either.
    """
    sieve = Sieve(protected)
    for settings in subscriptions:
        state = state_of(settings, folder)
        if not is_in_use(settings, folder, today):
            continue
        path = list_path(folder, settings.name)
        source = ListSource(
            name=settings.name,
            role=settings.role,
            treatment=settings.treatment,
            weight=settings.weight,
            direct_threshold=settings.direct_threshold if state.counts_votes else 0.0,
            range_threshold=settings.range_threshold if state.counts_votes else 0.0,
            file=str(path),
        )
        entries = _with_ranges(path) if settings.ranges_from_numbers else read_kept(path)
        # Being on a list of wanted callers hurts nobody.
        is_wanted = settings.role in ("allow", "contacts")
        yield source, entries if is_wanted else _of_others(entries, sieve)
        labels = side_path(folder, settings.name, "labels")
        if labels.exists():
            yield (
                ListSource(
                    name=f"{settings.name} (names)",
                    role="shared",
                    direct_threshold=_NEVER_DECIDES,
                    range_threshold=_NEVER_DECIDES,
                    file=str(labels),
                ),
                _of_others(read_kept(labels), sieve),
            )
        wanted = side_path(folder, settings.name, "wanted")
        if settings.believe_wanted and wanted.exists():
            yield (
                ListSource(name=f"{settings.name} (wanted)", role="allow", file=str(wanted)),
                read_kept(wanted),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """One list in the table of lists."""

    name: str
    title: str
    address: str
    on: bool
    role: str
    entries: int
    good_at: datetime | None
    """When the list in use was last known to be current; None: never."""
    next_at: datetime | None
    held_because: str
    """Why a newer list waits for the user's word, or empty."""
    off_because: str
    """Why it is switched off though settings have it on, or empty."""
    report: SyncReport | None
    """What came of the last look, or None."""


def list_table(subscriptions: Iterable[SharedListSettings], folder: Path) -> list[ListRow]:
    """A row per list."""
    rows = []
    for settings in subscriptions:
        state = state_of(settings, folder)
        rows.append(
            ListRow(
                name=settings.name,
                title=state.title or settings.name,
                address=state.address,
                on=settings.on and not state.off_because,
                off_because=state.off_because if settings.on else "",
                role=settings.role,
                entries=state.entries,
                good_at=state.good_at,
                next_at=state.next_at,
                held_because=state.held_because,
                report=last_report(state),
            )
        )
    return rows


def is_in_use(settings: SharedListSettings, folder: Path, today: date) -> bool:
    """Tell whether a list is asked about callers: switched on, and not past the day it expires."""
    state = state_of(settings, folder)
    return settings.on and not state.off_because and not is_expired(day_of(state.expires), today)


def state_of(settings: SharedListSettings, folder: Path) -> SourceState:
    """What is remembered of a list."""
    return read_state(folder, settings.name, settings.url or settings.path)


def last_report(state: SourceState) -> SyncReport | None:
    """The report of the last look, or None."""
    try:
        return (
            msgspec.convert(state.last_report, SyncReport, dec_hook=sentence_from)
            if state.last_report
            else None
        )
    except msgspec.ValidationError:
        return None


def _of_others(entries: Iterable[ListEntry], sieve: Sieve) -> Iterator[ListEntry]:
    return (entry for entry in entries if not sieve.objection(entry))


def _with_ranges(path: Path) -> Iterator[ListEntry]:
    yield from read_kept(path)
    yield from ranges_of((entry.value, entry.votes) for entry in read_kept(path) if entry.kind == "exact")
