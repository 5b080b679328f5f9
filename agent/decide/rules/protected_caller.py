"""Protected callers: emergency services and helplines ring, whatever any list says."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from agent.call.finding import Finding
from agent.call.rule_name import RuleName
from agent.call.sentence import say, word
from agent.decide.facts import CallFacts, Source
from agent.decide.sentences import ago, first_match, found_on_list, is_within

_EMERGENCY_PRIORITIES = ("psap-callback", "emergency")
"""RFC 7090 §4 for a callback by an emergency centre; RFC 3261 §20.26 for an emergency."""


@dataclass(frozen=True, slots=True)
class ProtectedCaller:
    """A protected number, a call marked urgent by the network, or the time after an emergency."""

    name: ClassVar = RuleName.PROTECTED_CALLER
    known_caller: ClassVar = True
    needs: ClassVar[tuple[Source, ...]] = ("lists",)

    emergency_hours: float

    def look_at(self, facts: CallFacts) -> Finding | None:
        if match := first_match(facts, "protected"):
            label = match.entry.label or match.entry.note
            who = say("a protected number, {label}", label=label) if label else say("a protected number")
            return found_on_list(self.name, who, match)
        # Parameters after a semicolon are not in the standard, but cost nothing to forgive.
        priority = facts.priority.partition(";")[0].strip().casefold()
        if priority in _EMERGENCY_PRIORITIES:
            return Finding(
                self.name,
                say("the telephone network marks this call as {priority}", priority=priority),
                evidence=((word("priority"), facts.priority),),
            )
        emergency_at = facts.household.emergency_call_at
        window = timedelta(hours=self.emergency_hours)
        # An ambulance that does not find the door calls from any number, and often a masked one.
        if emergency_at is not None and is_within(window, emergency_at, facts.now):
            return Finding(
                self.name,
                say(
                    "the house called an emergency number {ago}, so every caller rings for {hours:g} h",
                    ago=ago(emergency_at, facts.now),
                    hours=self.emergency_hours,
                ),
                evidence=((word("emergency call at"), emergency_at.isoformat()),),
            )
        return None
