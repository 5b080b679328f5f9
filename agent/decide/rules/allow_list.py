"""The allow list: the household said that this caller may always ring."""

from dataclasses import dataclass
from typing import ClassVar

from agent.call.finding import Finding
from agent.call.rule_name import RuleName
from agent.call.sentence import say
from agent.decide.facts import CallFacts, Source
from agent.decide.household_word import household_word


@dataclass(frozen=True, slots=True)
class AllowList:
    """An entry of the allow list that no entry of the deny list outweighs."""

    name: ClassVar = RuleName.ALLOW_LIST
    known_caller: ClassVar = True
    needs: ClassVar[tuple[Source, ...]] = ("lists",)

    def look_at(self, facts: CallFacts) -> Finding | None:
        word = household_word(facts)
        if word is None or word.match.role != "allow":
            return None
        return word.finding(self.name, say("on your allow list"))
