"""Identify and decide, with the lists, the history and the hour of now: what every call goes through."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from agent.call.caller import Caller
from agent.call.incoming_call import IncomingCall
from agent.call.list_entry import ListEntry, Match
from agent.call.rule_name import RuleName
from agent.call.sentence import say, say_count
from agent.call.treatment import LetRing
from agent.call.verdict import Verdict
from agent.decide.decide import decide
from agent.decide.facts import CallFacts, Household
from agent.decide.house_rules import build_house_rules
from agent.identify.dial_plan import DialPlan
from agent.identify.identify import identify
from agent.identify.region_names import RegionNames
from agent.identify.regions import Regions
from agent.lists.household.household_lists import HouseholdLists
from agent.lists.index.number_index import NumberIndex
from agent.service.judging.call_facts import CallHistory, KnowsCallers, gather_facts
from agent.service.judging.known_callers import KnownCallers
from agent.service.judging.present_hour import KnowsPermits, NothingAsked, at_this_hour, expecting_this_call
from agent.service.judging.settings_for_calls import (
    asked_by_family,
    dial_plan_of,
    emergency_dialled,
    household_of,
)
from agent.settings.house_time import in_house_time
from agent.settings.settings import Settings
from agent.store.late_regions import LateRegions
from agent.store.permits import Permit
from agent.store.region_table import RegionTable

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the house makes of a call, and all it looked at."""

    caller: Caller
    verdict: Verdict
    facts: CallFacts
    spends: Permit | None = None
    """The `permit --next` without which this call would not ring."""


@dataclass(frozen=True, slots=True)
class _Line:
    plan: DialPlan
    household: Household
    lists: KnowsCallers
    names_are_contacts: bool
    """A name in the From header comes from the box's own phone book."""


class Judge:
    """Judges calls of any line; use `build_judge`."""

    def __init__(
        self,
        settings: Settings,
        history: CallHistory,
        clock: Callable[[], datetime],
        regions: Regions,
        index: NumberIndex | OSError,
        permits: KnowsPermits | None = None,
    ) -> None:
        """With an error in place of the index, rules that need it are passed over and calls ring."""
        self._settings = settings
        self._history = history
        self._clock = clock
        self._regions = regions
        self._permits: KnowsPermits = permits or NothingAsked()
        self._house_rules = build_house_rules(settings.rules)
        self._household_lists: dict[DialPlan, HouseholdLists] = {}
        self.index_is_damaged = False
        """True once the index in use turned out to be damaged where a caller was looked up."""
        self.take_index(index)

    def judge(self, call: IncomingCall, said_elsewhere: Sequence[Match] = ()) -> tuple[Caller, Verdict]:
        """Who calls, and what to do about it; `said_elsewhere` is what a community was asked about them.

        A `permit --next` that lets this call through is used up.
        """
        # Asked a second time, a call must not find itself among the calls before it.
        now = call.received_at if said_elsewhere else self._clock()
        judgement = self.judgement(call, now, said_elsewhere)
        if judgement.spends is not None and not self._permits.spend(judgement.spends):
            # Another call was let through by it in between.
            judgement = self.judgement(call, now, said_elsewhere, next_is_free=False)
        if emergency_dialled(call, judgement.caller, self._settings):
            self._permits.emergency_called(now)
        return judgement.caller, judgement.verdict

    def judgement(
        self,
        call: IncomingCall,
        now: datetime,
        said_elsewhere: Sequence[Match] = (),
        next_is_free: bool = True,
    ) -> Judgement:
        """Caller and verdict, with everything the rules could look at; no permit is used up."""
        line = self._lines.get(call.line, self._any_line)
        caller = identify(call, line.plan, self._regions)
        if line.names_are_contacts and call.from_trusted_peer and caller.display_name:
            caller = replace(caller, name_from_box=True)
        if not caller.internal and asked_by_family(call, caller, self._settings):
            # A phone of the house behind a PBX, which shows no number with a star.
            caller = replace(caller, internal=caller.as_written or call.source_address)
        facts = gather_facts(
            caller,
            now=in_house_time(now, self._settings),
            lists=line.lists,
            history=self._history,
            household=line.household,
            priority=call.priority,
            said_elsewhere=said_elsewhere,
        )
        in_force = self._permits.in_force(facts.now)
        facts = at_this_hour(facts, in_force, self._settings)
        verdict = decide(facts, self._house_rules)
        expected = in_force.of_kind("next") if next_is_free else None
        if expected is None or isinstance(verdict.treatment, LetRing):
            # Whoever rings anyway leaves the permit to the call that needs it.
            return Judgement(caller, verdict, facts)
        facts_if_expected = expecting_this_call(facts, expected)
        by_permit = decide(facts_if_expected, self._house_rules)
        if by_permit.rule != RuleName.EXPECTED_CALL:
            return Judgement(caller, verdict, facts)
        return Judgement(caller, by_permit, facts_if_expected, spends=expected)

    def take_index(self, index: NumberIndex | OSError) -> None:
        """Ask this index from the next call on; the one before is let go."""
        self._index = index
        self.index_is_damaged = False
        self._lines = {line.name: self._line(line.name) for line in self._settings.lines}
        self._any_line = next(iter(self._lines.values())) if self._lines else self._line(None)

    def look_around(self) -> None:
        """Take up the household's lists when they were edited; a list that cannot be read stays as it was."""
        for lists in self._household_lists.values():
            lists.reload_if_changed()

    def describe(self) -> list[str]:
        """Which lists the house holds and what is wrong with them, one sentence each."""
        counts = {
            path.name: len(entries)
            for lists in self._household_lists.values()
            for path, entries in lists.entries_by_file().items()
        }
        if not isinstance(self._index, OSError):
            counts |= {each.source.name: each.entries for each in self._index.lists if each.entries}
        held = [
            say_count("{name}: {count} entry", "{name}: {count} entries", count, name=name)
            for name, count in counts.items()
        ]
        return [*held, *self.list_problems()]

    def list_problems(self) -> list[str]:
        """What a person should put right in the lists, one sentence each."""
        problems: list[str] = [
            say(
                "{path} line {number} is skipped ({text}): {because}",
                path=path,
                number=bad.line_number,
                text=bad.text,
                because=bad.because,
            )
            for lists in self._household_lists.values()
            for path, bad in lists.bad_lines
        ]
        problems += [trouble for lists in self._household_lists.values() for trouble in lists.troubles]
        if isinstance(self._index, OSError):
            problems.append(
                say("the shared lists cannot be used, so most calls just ring: {why}", why=self._index)
            )
        return list(dict.fromkeys(problems))

    def household_entries(self) -> tuple[tuple[ListEntry, ...], ...]:
        """The household's allow and deny entries, as the first line reads them."""
        lists = next(iter(self._household_lists.values()))
        return tuple(lists.entries_by_file().values())

    def _line(self, name: str | None) -> _Line:
        line = self._settings.line_named(name)
        plan = dial_plan_of(line, self._settings)
        if plan not in self._household_lists:
            lists = HouseholdLists(self._settings.allow_path, self._settings.deny_path, plan)
            lists.load()
            self._household_lists[plan] = lists
        household_lists = self._household_lists[plan]
        index = self._index
        known: KnowsCallers
        if isinstance(index, OSError):
            known = _Unreadable(household_lists, index)
        else:
            known = KnownCallers(household_lists, index, line.country, self._note_damage)
        return _Line(plan, household_of(line, self._settings, plan), known, line.names_are_contacts)

    def _note_damage(self) -> None:
        self.index_is_damaged = True


@dataclass(frozen=True, slots=True)
class _Unreadable:
    """Stands for lists whose index is gone: says so each time it is asked."""

    household: HouseholdLists
    error: OSError

    def matches(self, caller: Caller) -> tuple[Match, ...]:
        raise self.error


def build_judge(
    settings: Settings,
    index: NumberIndex | OSError,
    history: CallHistory,
    clock: Callable[[], datetime],
    *,
    permits: KnowsPermits | None = None,
    leave_no_trace: bool = False,
) -> Judge:
    """A judge over the opened index (or why there is none); without `permits` nobody asked for anything.

    With `leave_no_trace` nothing is written outside a temporary folder.  Raises UserError for settings
    that cannot work; a disk that cannot be read or written costs judgement only.
    """
    return Judge(settings, history, clock, _regions(settings, leave_no_trace), index, permits)


def _regions(settings: Settings, leave_no_trace: bool) -> Regions:
    path = settings.data_folder / "regions.table"
    if not leave_no_trace:
        return LateRegions(path)
    try:
        return RegionTable(path)
    except (OSError, ValueError):
        # The daemon has not made the table yet, and a question may not leave it behind.
        return RegionNames()
