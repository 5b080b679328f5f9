"""All shared lists of a house together: synced, shown in a table, and handed to the number index."""

import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import msgspec

from agent.call.list_entry import ListEntry
from agent.identify.dial_plan import DialPlan
from agent.lists.hygiene import Protected, is_expired, ranges_of
from agent.lists.list_source import ListSource
from agent.lists.normalised import read_kept
from agent.lists.source_state import (
    SourceState,
    is_index_old,
    list_path,
    mark_index_new,
    read_state,
    side_path,
)
from agent.lists.sync import sync_source
from agent.lists.sync_report import SyncReport
from agent.lists.whole_file import clear_leftovers, only_writer
from agent.settings.shared_list import SharedListSettings
from agent.settings.user_error import UserError

MAX_KEY_BYTES = 4096
_NEVER_DECIDES = 1e12
"""A threshold no score reaches: for entries that only name a caller."""


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
            raise UserError("another sync is running; wait until it has finished")
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


def index_inputs(
    subscriptions: Iterable[SharedListSettings], folder: Path, today: date
) -> Iterator[tuple[ListSource, Iterable[ListEntry]]]:
    """Yield what the number index is to be built from: each list in use with its entries.

    Lists switched off or expired are left out.  A list that counts no votes has no thresholds.
    """
    for settings in subscriptions:
        state = state_of(settings, folder)
        if not settings.on or is_expired(_day(state.expires), today):
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
        yield source, _with_ranges(path) if settings.ranges_from_numbers else read_kept(path)
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
                read_kept(labels),
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
    last_sentence: str
    """Outcome of the last look, or empty."""
    hits: int = 0
    """Calls it was about."""
    wrong: int = 0
    """Hits the household then allowed."""


def list_table(
    subscriptions: Iterable[SharedListSettings],
    folder: Path,
    *,
    hits: Mapping[str, int] | None = None,
    wrong: Mapping[str, int] | None = None,
) -> list[ListRow]:
    """Return a row per list; `hits` and `wrong` count calls by list name."""
    rows = []
    for settings in subscriptions:
        state = state_of(settings, folder)
        report = last_report(state)
        rows.append(
            ListRow(
                name=settings.name,
                title=state.title or settings.name,
                address=state.address,
                on=settings.on,
                role=settings.role,
                entries=state.entries,
                good_at=state.good_at,
                next_at=state.next_at,
                held_because=state.held_because,
                last_sentence=report.sentence if report else "",
                hits=(hits or {}).get(settings.name, 0),
                wrong=(wrong or {}).get(settings.name, 0),
            )
        )
    return rows


def state_of(settings: SharedListSettings, folder: Path) -> SourceState:
    """Return what is remembered of a list."""
    return read_state(folder, settings.name, settings.url or settings.path)


def last_report(state: SourceState) -> SyncReport | None:
    """Return the report of the last look, or None."""
    try:
        return msgspec.convert(state.last_report, SyncReport) if state.last_report else None
    except msgspec.ValidationError:
        return None


def read_key(settings: SharedListSettings, folder: Path, environment: Mapping[str, str]) -> str:
    """Return a source's token, or an empty string when none is set; UserError names the place.

    `folder` is the config file's, where a relative `key_file` starts.
    """
    where = f'[[list]] "{settings.name}"'
    if settings.key_env:
        if settings.key_env not in environment:
            raise UserError(
                f"{where}: key_env names {settings.key_env}, but there is no such environment variable"
            )
        return environment[settings.key_env].strip()
    if settings.key_credential:
        credentials = environment.get("CREDENTIALS_DIRECTORY")
        if not credentials:
            raise UserError(
                f"{where}: key_credential needs systemd's LoadCredential={settings.key_credential}:…"
            )
        return _first_line(Path(credentials) / settings.key_credential, where)
    if settings.key_file:
        return _first_line(folder / Path(settings.key_file).expanduser(), where)
    return settings.key


def _first_line(path: Path, where: str) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_KEY_BYTES)
    except OSError as error:
        raise UserError(
            f"{where}: {path} cannot be read ({error.strerror}); check the path and its rights"
        ) from error
    key = raw.split(b"\n", 1)[0].strip().decode("ascii", "replace")
    if not key:
        raise UserError(f"{where}: the first line of {path} is empty; write the token there")
    return key


def _with_ranges(path: Path) -> Iterator[ListEntry]:
    yield from read_kept(path)
    yield from ranges_of((entry.value, entry.votes) for entry in read_kept(path) if entry.kind == "exact")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
