"""Impossible numbers: in no numbering plan, or our own number as the caller's."""

from dataclasses import dataclass
from typing import ClassVar

from agent.call.finding import Finding
from agent.call.rule_name import RuleName
from agent.call.sentence import say, word
from agent.decide.facts import CallFacts, Source


@dataclass(frozen=True, slots=True)
class ImpossibleNumber:
    """A number that nobody can have, or that nobody but ourselves can have."""

    name: ClassVar = RuleName.IMPOSSIBLE_NUMBER
    known_caller: ClassVar = False
    needs: ClassVar[tuple[Source, ...]] = ()

    def look_at(self, facts: CallFacts) -> Finding | None:
        caller = facts.caller
        shown = caller.number_e164 or caller.short_number or caller.as_written
        if caller.own_number:
            return Finding(
                self.name,
                say("the number shown is one of our own ({shown}), and nobody calls themselves", shown=shown),
                evidence=((word("number"), shown),),
            )
        # What a regulator has reserved is in a plan, also where our tables do not know it yet (Italy's 0844).
        if not caller.possible and not any(match.role == "regulator" for match in facts.matches):
            return Finding(
                self.name,
                say("the number shown ({shown}) is in no numbering plan", shown=shown or say("unreadable")),
                evidence=((word("number"), shown),),
            )
        return None
