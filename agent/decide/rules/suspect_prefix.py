"""Suspect prefixes: the household's own hunches, good for a question, never for a block."""

from dataclasses import dataclass
from typing import ClassVar

from agent.call.finding import Finding
from agent.call.rule_name import RuleName
from agent.call.sentence import say
from agent.decide.facts import CallFacts, Source
from agent.decide.sentences import first_match, found_on_list


@dataclass(frozen=True, slots=True)
class SuspectPrefix:
    """A range of the household's own hunches."""

    name: ClassVar = RuleName.SUSPECT_PREFIX
    known_caller: ClassVar = False
    needs: ClassVar[tuple[Source, ...]] = ("lists",)

    def look_at(self, facts: CallFacts) -> Finding | None:
        match = first_match(facts, "suspect")
        if match is None:
            return None
        return found_on_list(
            self.name, say("begins like numbers you find suspect"), match, asks_for=match.treatment
        )
