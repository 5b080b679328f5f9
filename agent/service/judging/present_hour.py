"""Adds to the facts of a call what holds at this hour: quiet hours, and what the house asked for a while."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from agent.call.caller import Caller
from agent.call.list_entry import ListEntry, Match
from agent.call.sentence import say
from agent.decide.facts import CallFacts, Source
from agent.decide.sentences import clock_time
from agent.identify.subscriber import same_subscriber_forms
from agent.settings.house_time import house_zone
from agent.settings.settings import Settings
from agent.store.permits import Permit, PermitKind


@dataclass(frozen=True, slots=True)
class InForce:
    """What the household asked for, as it holds at one moment."""

    permits: tuple[Permit, ...] = ()
    trouble: str = ""
    """Why there may be more that cannot be known now, or empty."""

    def of_kind(self, kind: PermitKind) -> Permit | None:
        """The latest permit of this kind, or None."""
        found = (permit for permit in self.permits if permit.kind == kind)
        return max(found, key=lambda permit: permit.asked_at, default=None)


class KnowsPermits(Protocol):
    """Whoever can be asked what the household wished for a while."""

    def in_force(self, now: datetime) -> InForce:
        """All permits and pauses that hold at that moment."""
        ...

    def spend(self, permit: Permit) -> bool:
        """A call is let through by this permit; False when another one was quicker."""
        ...

    def emergency_called(self, at: datetime) -> None:
        """A telephone of the house called an emergency number then; never raises."""


class NothingAsked:
    """Stands for a household that asked for nothing."""

    def in_force(self, now: datetime) -> InForce:
        """No permit and no pause."""
        return InForce()

    def spend(self, permit: Permit) -> bool:
        """No call is ever let through by a permit that nobody gave."""
        return False

    def emergency_called(self, at: datetime) -> None:
        """An emergency call is remembered by nobody here: only a running house has one."""


def at_this_hour(facts: CallFacts, in_force: InForce, settings: Settings) -> CallFacts:
    """The facts with the present hour in them, but for `permit --next`: see `expecting_this_call`."""
    everybody, pause = in_force.of_kind("everybody"), in_force.of_kind("pause")
    emergency = in_force.of_kind("emergency")
    household = replace(
        facts.household,
        quiet_until=settings.quiet_hours.quiet_until(facts.now, house_zone(settings)),
        expecting_until=everybody.until if everybody else None,
        expecting_because=everybody.because if everybody else "",
        paused_until=pause.until if pause else None,
        emergency_call_at=emergency.asked_at if emergency else None,
    )
    permitted = [
        _as_allowed(permit, facts)
        for permit in in_force.permits
        if permit.kind == "number" and _is_from(permit.number, facts.caller)
    ]
    matches = sorted((*permitted, *facts.matches), key=lambda match: match.specificity, reverse=True)
    # When permits cannot be read, all rings that the household did not deny.
    failed: list[tuple[Source, str]] = [("permits", in_force.trouble)] if in_force.trouble else []
    return replace(
        facts,
        household=household,
        matches=tuple(matches),
        could_not_ask=(*facts.could_not_ask, *failed),
    )


def expecting_this_call(facts: CallFacts, permit: Permit) -> CallFacts:
    """The facts, as if this were the next call that the household asked to let through."""
    household = replace(facts.household, expecting_next=True, expecting_because=permit.because)
    return replace(facts, household=household)


def _is_from(number: str, caller: Caller) -> bool:
    shown = (caller.number_e164, caller.other_number_e164, caller.short_number, caller.hidden_number_e164)
    forms = {form for each in shown if each for form in same_subscriber_forms(each)}
    return not forms.isdisjoint(same_subscriber_forms(number))


def _as_allowed(permit: Permit, facts: CallFacts) -> Match:
    """A permitted number is an entry of the allow list for a while: more precise than any denied range."""
    hides = facts.caller.withheld
    entry = ListEntry(
        kind="exact",
        value=permit.number,
        as_written=say("a number that is not shown, because the caller hides it") if hides else permit.number,
        note="" if hides else permit.because,
    )
    until = clock_time(permit.until, facts.now)
    return Match(list_name=say("permitted until {until}", until=until), role="allow", entry=entry)
