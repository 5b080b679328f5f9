"""Quiet hours: the house sleeps, and nobody it knows is calling."""

from dataclasses import dataclass
from typing import ClassVar

from agent.call.finding import Finding
from agent.call.rule_name import RuleName
from agent.call.sentence import say
from agent.decide.facts import CallFacts, Source
from agent.decide.sentences import clock_time


@dataclass(frozen=True, slots=True)
class QuietHours:
    """The present hour, when it is a quiet one."""

    name: ClassVar = RuleName.QUIET_HOURS
    known_caller: ClassVar = False
    needs: ClassVar[tuple[Source, ...]] = ()

    def look_at(self, facts: CallFacts) -> Finding | None:
        until = facts.household.quiet_until
        if until is None or facts.now >= until:
            return None
        return Finding(self.name, say("quiet hours until {hour}", hour=clock_time(until, facts.now)))
