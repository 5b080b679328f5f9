"""One look at one shared list: fetched, checked, cleaned, compared, and only then put in use.

At every moment, also when the machine dies, the list in use is a whole one: the old or the new.
Nothing here raises for what a source does; whatever happens is in the report.
"""

import contextlib
import random
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import msgspec

from agent.call.sentence import NOTHING, said, say, taken_apart
from agent.call.user_error import UserError
from agent.disk.whole_file import PendingFile, move_whole
from agent.identify.dial_plan import DialPlan
from agent.lists.formats.csv_columns import Columns
from agent.lists.formats.number_reader import number_reader
from agent.lists.formats.registry import HEAD_BYTES, Format, detect, format_named
from agent.lists.formats.source_text import day_of
from agent.lists.sync import schedule
from agent.lists.sync.daily_files import with_days_before
from agent.lists.sync.hygiene import ListShape, Protected, Sieve, is_expired, reason_to_wait
from agent.lists.sync.normalised import SIDES, ListRefusedError, Reading, merge_update, sifted, write_whole
from agent.lists.sync.obtain import Obtained, obtain
from agent.lists.sync.report import SyncReport
from agent.lists.sync.signature import SignatureRefusedError
from agent.lists.sync.source_state import (
    SourceState,
    list_path,
    mark_index_old,
    read_state,
    side_path,
    write_state,
)
from agent.net.client import Client, open_client
from agent.net.unpacking import FetchRefusedError
from agent.settings.shared_list import SharedListSettings


def sync_source(
    settings: SharedListSettings,
    folder: Path,
    *,
    now: datetime,
    plan: DialPlan,
    protected: Protected,
    key: str = "",
    client: Client | None = None,
    force: bool = False,
    chance: Callable[[], float] = random.random,
    clock: Callable[[], float] = time.monotonic,
    progress: Callable[[int], None] = lambda count: None,
) -> SyncReport:
    """Look at a source if it is time (or `force`), and return what came of it.

    `folder` holds the house's copies of shared lists; `key` is the source's token.  `client` is
    one of `net.client.open_client`; without it one is opened for this look.
    """
    address = settings.url or settings.path
    state = read_state(folder, settings.name, address)
    if not list_path(folder, settings.name).exists():
        # Whatever is remembered of a list that is gone must not keep it from coming back.
        state.etag = state.last_modified = state.version = ""
        state.entries = state.ranges = 0
    report = SyncReport(name=settings.name, at=now, entries_before=state.entries, entries=state.entries)
    if state.off_because:
        report.outcome, report.because = "off", state.off_because
        return report
    if not force and not schedule.is_due(state, now):
        report.outcome, report.because, report.next_at = "waiting", say("it is not time"), state.next_at
        return report
    started = clock()
    asked_seconds = 0.0
    try:
        with contextlib.ExitStack() as open_things:
            if client is None and settings.url:
                own_url = settings.url if settings.local else ""
                client = open_things.enter_context(open_client(own_url=own_url, clock=clock))
            _look(settings, state, folder, report, client, key, plan, protected, clock, progress)
    except schedule.NotYet as patience:
        report.outcome, report.because = "waiting", said(patience)
        state.next_at = report.next_at = patience.until
        return _keep_report(folder, state, report)
    except FetchRefusedError as error:
        report.because, asked_seconds = said(error), error.retry_after_seconds
    except (SignatureRefusedError, ListRefusedError, UserError) as error:
        report.because = said(error)
    except OSError as error:
        report.because = say("this machine cannot keep it: {error}", error=error.strerror or error)
    report.seconds = clock() - started
    state.looked_at = now
    if report.outcome == "failed":
        state.failures += 1
        state.next_at = schedule.retry_time(state.failures, now, chance(), asked_seconds)
    else:
        state.failures = 0
        state.next_at = schedule.next_time(settings, now, chance())
    report.next_at = state.next_at
    return _keep_report(folder, state, report)


def accept_held(name: str, address: str, folder: Path, now: datetime) -> SourceState:
    """Put a held-back list in use, on the user's word; UserError when none waits."""
    state = read_state(folder, name, address)
    held = side_path(folder, name, "held")
    if not state.held_because or not held.exists():
        raise UserError(say("no new list of {name} waits for your word", name=name))
    mark_index_old(folder)
    move_whole(held, list_path(folder, name))
    for field_name, value in state.held_state.items():
        setattr(state, field_name, value)
    state.held_because, state.held_state, state.good_at = NOTHING, {}, now
    write_state(folder, state)
    return state


def _look(
    settings: SharedListSettings,
    state: SourceState,
    folder: Path,
    report: SyncReport,
    client: Client | None,
    key: str,
    plan: DialPlan,
    protected: Protected,
    clock: Callable[[], float],
    progress: Callable[[int], None],
) -> None:
    now = report.at
    have_list = list_path(folder, settings.name).exists()
    query = schedule.query_for(settings, state, now, have_list=have_list)
    is_update = have_list and bool(query) and bool(state.version)
    got = obtain(settings, state, folder, client, key=key, query=query, now=now, clock=clock)
    report.wire_bytes = got.fetched.wire_bytes
    if got.file is None:
        report.outcome, state.good_at = "unchanged", now
        return
    if query and not is_update:
        # Remembered before anything can happen to us: a house that dies on a list may not ask for it anew
        # at each start.
        state.full_at = now
        write_state(folder, state)
    with contextlib.ExitStack() as open_things:
        open_things.enter_context(got.file)
        pending = {
            side: open_things.enter_context(PendingFile(folder, f"{settings.name}.{side or 'list'}"))
            for side in SIDES.values()
        }
        outs = {side: file.out for side, file in pending.items()}
        reading = Reading()
        known = _format_of(settings, got)
        entries = sifted(
            known.parse(got.file, number_reader(_plan_of(settings, plan))),
            Sieve(protected, wanted=settings.role in ("allow", "contacts")),
            reading,
            report,
            max_entries=settings.max_entries,
            progress=progress,
        )
        if got.day:
            entries = with_days_before(entries, list_path(folder, settings.name), now.date())
        if is_update:
            kept = {side: _path_of(folder, settings.name, side) for side in SIDES.values()}
            report.added, report.dropped = merge_update(entries, kept, outs, reading)
        else:
            write_whole(entries, outs, reading)
        expires = reading.headers.get("expires", "")
        if is_expired(day_of(expires), now.date()):
            raise ListRefusedError(say("it was to be believed until {expires} only", expires=expires))
        new_state = _remembered(state, got, reading, known)
        # A day's file comes on top of those before, so that such a list grows without anybody's malice.
        grows = bool(got.day) or not have_list
        before = None if grows else ListShape(entries=state.entries, ranges=state.ranges)
        because = reason_to_wait(
            before,
            reading.shape,
            bad_lines=report.left_out_count,
            change_share=settings.change_share,
            bad_share=settings.bad_share,
        )
        report.signed, report.expires = got.signed.text if got.signed else "", expires
        if because:
            pending[""].keep(side_path(folder, settings.name, "held"))
            report.outcome, report.because = "held", said(because)
            state.held_because, state.held_state = said(because), new_state
            return
        mark_index_old(folder)
        for side, file in pending.items():
            file.keep(_path_of(folder, settings.name, side))
    for field_name, value in new_state.items():
        setattr(state, field_name, value)
    state.good_at, state.held_because, state.held_state = now, NOTHING, {}
    side_path(folder, settings.name, "held").unlink(missing_ok=True)
    report.outcome, report.entries = "new", state.entries


def _remembered(
    state: SourceState, got: Obtained, reading: Reading, known: Format
) -> dict[str, str | int | bool]:
    """What to remember of a list once it is in use."""
    return {
        "etag": got.fetched.etag,
        "last_modified": got.fetched.last_modified,
        "version": got.day or reading.headers.get("version", state.version),
        "signed_version": got.signed.version if got.signed else state.signed_version,
        "signed_timestamp": got.signed.timestamp if got.signed else state.signed_timestamp,
        "entries": reading.entries,
        "ranges": reading.ranges,
        "counts_votes": reading.counts_votes,
        "title": reading.headers.get("title", state.title),
        "licence": reading.headers.get("licence", state.licence),
        "expires": reading.headers.get("expires", ""),
        "format": known.name,
    }


def _format_of(settings: SharedListSettings, got: Obtained) -> Format:
    if settings.format:
        chosen = Columns(
            number=settings.number_column, votes=settings.votes_column, label=settings.label_column
        )
        return format_named(settings.format, chosen)
    assert got.file is not None
    head = got.file.read(HEAD_BYTES)
    got.file.seek(0)
    if found := detect(head, settings.path or settings.url):
        return found
    raise ListRefusedError(say("it is in no format known here; set format if you know it"))


def _plan_of(settings: SharedListSettings, plan: DialPlan) -> DialPlan:
    return DialPlan(country=settings.country) if settings.country else plan


def _path_of(folder: Path, name: str, side: str) -> Path:
    return side_path(folder, name, side) if side else list_path(folder, name)


def _keep_report(folder: Path, state: SourceState, report: SyncReport) -> SyncReport:
    """Remember the report with the state; a full disk must not hide what happened."""
    state.last_report = msgspec.to_builtins(report, enc_hook=taken_apart)
    with contextlib.suppress(OSError):
        write_state(folder, state)
    return report
