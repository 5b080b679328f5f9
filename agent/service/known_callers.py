"""Asks everything that can know a caller: the household's lists, the shipped ones, and its hunches."""

import logging
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from agent.call.caller import Caller
from agent.call.list_entry import BadLine, ListEntry, Match
from agent.identify.dial_plan import DialPlan
from agent.lists.entry_text import read_entry
from agent.lists.household_lists import HouseholdLists
from agent.lists.index_build import build_index
from agent.lists.list_source import ListSource
from agent.lists.number_index import IndexUnusable, NumberIndex
from agent.lists.shipped import shipped_lists
from agent.settings.settings import Settings
from agent.settings.user_error import UserError

log = logging.getLogger(__name__)

SUSPECTS = "suspect_prefixes"
"""The name under which hunches appear in sentences."""


class KnownCallers:
    """The lists as one line sees them; `matches` raises OSError when the shared index cannot be read."""

    def __init__(self, household: HouseholdLists, index: NumberIndex, country: str) -> None:
        """`country` decides what short numbers mean."""
        self._household = household
        self._index = index
        self._country = country

    def matches(self, caller: Caller) -> tuple[Match, ...]:
        """Every entry of every list that knows the caller."""
        return (*self._household.matches(caller), *self._indexed(caller))

    def _indexed(self, caller: Caller) -> Iterator[Match]:
        shown = (caller.number_e164, caller.other_number_e164, caller.short_number)
        try:
            for number in filter(None, shown):
                yield from self._index.lookup(number, self._country)
            # A number that its owner hides may only speak for the call, never against it.
            if caller.hidden_number_e164:
                for match in self._index.lookup(caller.hidden_number_e164, self._country):
                    if match.role in ("protected", "contacts"):
                        yield match
        except IndexUnusable as error:
            raise OSError(str(error)) from error


def build_number_index(settings: Settings, plans: Sequence[DialPlan], path: Path | None) -> NumberIndex:
    """The index of the lists that settings ask for, kept at `path`; nowhere when None or not writable.

    Raises OSError when there is no place at all for it, UserError for a list or hunch nobody knows.
    """
    sources = list_sources(settings, plans)
    if path is not None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            return _built(sources, path)
        except OSError as error:
            log.error("%s cannot be written, so it is made again at each start: %s", path, error)
    with tempfile.TemporaryDirectory(prefix="tranquille-") as folder:
        # The open index outlives its name, and nothing stays behind.
        return _built(sources, Path(folder) / "numbers.index")


def list_sources(settings: Settings, plans: Sequence[DialPlan]) -> list[tuple[ListSource, list[ListEntry]]]:
    """What to look callers up in.  Raises UserError, or OSError when the shipped lists cannot be read."""
    shipped = {each.name: each for each in shipped_lists()}
    for setting, names in (
        ("shipped_off", settings.lists.shipped_off),
        ("treatments", settings.lists.treatments),
    ):
        for name in names:
            if name not in shipped:
                known = ", ".join(shipped)
                raise UserError(f'[lists] {setting} names "{name}"; the shipped lists are: {known}')
    sources: list[tuple[ListSource, list[ListEntry]]] = []
    for name, each in shipped.items():
        is_protected = each.source.role == "protected"
        is_wanted = settings.lists.shipped and name not in settings.lists.shipped_off
        if is_protected or is_wanted:
            # What the list's author suggests is the rule's default too, so [rules] may say otherwise.
            treatment = settings.lists.treatments.get(name, "")
            sources.append((replace(each.source, treatment=treatment), list(each.entries)))
    suspects = ListSource(
        name=SUSPECTS, role="suspect", file=str(settings.config_file) if settings.config_file else ""
    )
    return [*sources, (suspects, _suspects(settings, plans))]


def _suspects(settings: Settings, plans: Sequence[DialPlan]) -> list[ListEntry]:
    found: dict[str, ListEntry] = {}
    for typed in settings.lists.suspect_prefixes:
        for plan in plans:
            entry = read_entry(typed.rstrip("* ") + "*", plan)
            if not isinstance(entry, ListEntry) or entry.kind != "prefix":
                why = entry.because if isinstance(entry, BadLine) else "it is no prefix"
                raise UserError(f'[lists] suspect_prefixes has "{typed}": {why}')
            found.setdefault(entry.value, replace(entry, as_written=typed))
    return list(found.values())


def _built(sources: list[tuple[ListSource, list[ListEntry]]], path: Path) -> NumberIndex:
    build_index(sources, path)
    try:
        return NumberIndex.open(path)
    except IndexUnusable as error:
        raise OSError(str(error)) from error
