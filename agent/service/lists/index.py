"""Opens the number index when it is what it should be, and has it made again when it is not.

Small lists are indexed on the spot.  Large ones take seconds, so an older index serves until a process
beside us has made the new one; where there is none, the lists that ship with us serve alone.
"""

import contextlib
import logging
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from agent.call.sentence import said, say
from agent.disk.whole_file import keep_also_as
from agent.identify.dial_plan import DialPlan
from agent.lists.index.build import build_index
from agent.lists.index.number_index import IndexUnusable, NumberIndex
from agent.service.judging.settings_for_calls import dial_plan_of
from agent.service.lists.community_settings import check_communities
from agent.service.lists.sources import bytes_to_read, check_names, index_sources, recipe_of
from agent.settings.settings import Settings

log = logging.getLogger(__name__)

SMALL_BYTES = 1_000_000
"""As much is indexed in less than half a second."""


@dataclass(frozen=True, slots=True)
class OpenedIndex:
    """An index to look callers up in, and whether it holds the lists as they are now."""

    index: NumberIndex
    is_current: bool


def plans_of(settings: Settings) -> list[DialPlan]:
    """How the lines read numbers, each way once.  Raises UserError."""
    lines = settings.lines or (settings.line_named(None),)
    return list(dict.fromkeys(dial_plan_of(line, settings) for line in lines))


def open_index(settings: Settings, today: date, *, leave_no_trace: bool = False) -> OpenedIndex:
    """The index that is there if it is good, else the best that can be had at once.

    With `leave_no_trace` nothing is written outside a temporary folder.  Raises UserError for a list
    that cannot be what settings say, OSError when no index can be read or made at all.
    """
    check_names(settings)
    check_communities(settings)
    plans = plans_of(settings)
    found = _last_good(settings.index_path)
    if found and found.recipe == recipe_of(settings, plans, today):
        return OpenedIndex(found, is_current=True)
    try:
        if is_quick_to_index(settings):
            index = None if leave_no_trace else _built_in_place(settings, plans, today)
            return OpenedIndex(index or _built_aside(settings, plans, today), is_current=True)
        if found is None:
            told = say("the shared lists are not indexed yet: until they are, only ours and yours are asked")
            log.warning("%s", told)
            return OpenedIndex(_built_aside(settings, plans, today, with_shared=False), is_current=False)
    except OSError as error:
        if found is None:
            raise
        log.error("%s", not_indexed(error))
    assert found is not None
    return OpenedIndex(found, is_current=False)


def index_for_calls(
    settings: Settings, today: date, *, leave_no_trace: bool = False
) -> NumberIndex | OSError:
    """The index as a judge takes it: without one most calls just ring, and the log says why.

    Raises UserError for a list that cannot be what settings say.
    """
    try:
        return open_index(settings, today, leave_no_trace=leave_no_trace).index
    except OSError as error:
        log.error("%s", say("the lists cannot be used, so most calls just ring: {error}", error=said(error)))
        return error


def is_quick_to_index(settings: Settings) -> bool:
    """True when an index of all lists is made before anybody notices, or nobody else will make it.

    Raises OSError.
    """
    return not any(each.on for each in settings.shared_lists) or bytes_to_read(settings) <= SMALL_BYTES


def is_index_current(settings: Settings, today: date) -> bool:
    """True when the index on the disk holds the lists as they are now.  Raises UserError or OSError."""
    try:
        return NumberIndex.open(settings.index_path).recipe == recipe_of(settings, plans_of(settings), today)
    except IndexUnusable:
        return False


def rebuild_index(settings: Settings, today: date) -> None:
    """Index every list anew; whoever looks callers up finds the old index or the new one, each whole.

    Raises UserError or OSError; the old index then stays.
    """
    plans, path = plans_of(settings), settings.index_path
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Asked first: what changes while we read makes the new index an old one at once.
    recipe = recipe_of(settings, plans, today)
    _keep_for_bad_days(path)
    build_index(index_sources(settings, plans, today), path, recipe)


def _built_in_place(settings: Settings, plans: Sequence[DialPlan], today: date) -> NumberIndex | None:
    try:
        rebuild_index(settings, today)
        return NumberIndex.open(settings.index_path)
    except (OSError, IndexUnusable) as error:
        told = say(
            "{path} cannot be written, so it is made again at each start: {why}",
            path=settings.index_path,
            why=said(getattr(error, "strerror", None) or error),
        )
        log.error("%s", told)
        return None


def not_indexed(error: Exception) -> str:
    """What is told when the lists of today cannot be used yet."""
    return say(
        "the lists cannot be indexed anew, the index of before goes on serving: {error}", error=said(error)
    )


def _built_aside(
    settings: Settings, plans: Sequence[DialPlan], today: date, *, with_shared: bool = True
) -> NumberIndex:
    with tempfile.TemporaryDirectory(prefix="tranquille-") as folder:
        path = Path(folder) / "numbers.index"
        build_index(index_sources(settings, plans, today, with_shared=with_shared), path)
        try:
            # The open index outlives its name, and nothing stays behind.
            return NumberIndex.open(path)
        except IndexUnusable as error:
            raise OSError(str(error)) from error


def _last_good(path: Path) -> NumberIndex | None:
    for candidate in (path, _before(path)):
        try:
            return NumberIndex.open(candidate)
        except IndexUnusable as error:
            if candidate.exists():
                log.error("%s; looking for the one before it", error)
    return None


def _keep_for_bad_days(path: Path) -> None:
    """Give the index in use a second name, unless it is damaged itself."""
    try:
        NumberIndex.open(path).verify()
    except IndexUnusable:
        return
    with contextlib.suppress(OSError):
        keep_also_as(path, _before(path))


def _before(path: Path) -> Path:
    return path.with_name(path.name + ".before")
