"""Expected calls: the household waits for a delivery, a doctor, anybody, or paused the screening."""

from dataclasses import dataclass
from typing import ClassVar

from agent.call.finding import Finding
from agent.call.rule_name import RuleName
from agent.call.sentence import say
from agent.decide.facts import CallFacts, Source
from agent.decide.sentences import clock_time


@dataclass(frozen=True, slots=True)
class ExpectedCall:
    """Any caller while a call is expected, masked ones too: couriers often are."""

    name: ClassVar = RuleName.EXPECTED_CALL
    known_caller: ClassVar = True
    needs: ClassVar[tuple[Source, ...]] = ("permits",)

    def look_at(self, facts: CallFacts) -> Finding | None:
        household = facts.household
        paused_until = household.paused_until
        if paused_until is not None and facts.now < paused_until:
            return Finding(
                self.name, say("screening is paused until {hour}", hour=clock_time(paused_until, facts.now))
            )
        what_for = f" ({household.expecting_because})" if household.expecting_because else ""
        if household.expecting_next:
            return Finding(
                self.name, say("you asked to let the next call through{what_for}", what_for=what_for)
            )
        until = household.expecting_until
        if until is not None and facts.now < until:
            hour = clock_time(until, facts.now)
            return Finding(
                self.name, say("you expect a call until {hour}{what_for}", hour=hour, what_for=what_for)
            )
        return None
