"""Withheld numbers: masked is not hostile; hospitals, police and family abroad are masked too."""

from dataclasses import dataclass
from typing import ClassVar

from agent.call.finding import Finding
from agent.call.rule_name import RuleName
from agent.call.sentence import say
from agent.decide.facts import CallFacts, Source


@dataclass(frozen=True, slots=True)
class Withheld:
    """The caller asked for privacy (RFC 3323); a number we could not read is not withheld."""

    name: ClassVar = RuleName.WITHHELD
    known_caller: ClassVar = False
    needs: ClassVar[tuple[Source, ...]] = ()

    def look_at(self, facts: CallFacts) -> Finding | None:
        if not facts.caller.withheld:
            return None
        return Finding(self.name, say("the caller withheld their number"))
