"""Otherwise: nobody knows this caller, which is how most honest calls look."""

from dataclasses import dataclass
from typing import ClassVar

from agent.call.finding import Finding
from agent.call.rule_name import RuleName
from agent.call.sentence import say
from agent.decide.facts import CallFacts, Source


@dataclass(frozen=True, slots=True)
class Otherwise:
    """Always finds something, so that every call gets a verdict."""

    name: ClassVar = RuleName.OTHERWISE
    known_caller: ClassVar = False
    needs: ClassVar[tuple[Source, ...]] = ()

    def look_at(self, facts: CallFacts) -> Finding:
        return Finding(
            self.name, say("nobody said anything about this caller"), case=facts.household.line_kind
        )
