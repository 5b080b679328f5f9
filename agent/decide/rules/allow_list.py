"""The allow list: the household said that this caller may always ring."""

from dataclasses import dataclass
from typing import ClassVar

from agent.call.finding import Finding
from agent.call.rule_name import RuleName
from agent.call.sentence import say
from agent.decide.facts import CallFacts, Source
from agent.decide.own_lists import entry_that_counts


@dataclass(frozen=True, slots=True)
class AllowList:
    """An entry of the allow list that no entry of the deny list outweighs."""

    name: ClassVar = RuleName.ALLOW_LIST
    known_caller: ClassVar = True
    needs: ClassVar[tuple[Source, ...]] = ("lists",)

    def look_at(self, facts: CallFacts) -> Finding | None:
        entry = entry_that_counts(facts)
        if entry is None or entry.match.role != "allow":
            return None
        return entry.finding(self.name, say("on your allow list"))
