"""Regulator's ranges: numbers that the law reserves for telemarketing platforms."""

from dataclasses import dataclass
from typing import ClassVar

from agent.call.finding import Finding
from agent.call.rule_name import RuleName
from agent.call.sentence import say
from agent.decide.facts import CallFacts, Source
from agent.decide.sentences import first_match, found_on_list


@dataclass(frozen=True, slots=True)
class RegulatorPrefix:
    """A range from a regulator's list, with the law that reserves it in its note."""

    name: ClassVar = RuleName.REGULATOR_PREFIX
    known_caller: ClassVar = False
    needs: ClassVar[tuple[Source, ...]] = ("lists",)

    def look_at(self, facts: CallFacts) -> Finding | None:
        match = first_match(facts, "regulator")
        if match is None:
            return None
        because = say("in a range kept for telemarketing, says {name}", name=match.list_name)
        return found_on_list(self.name, because, match, asks_for=match.treatment)
