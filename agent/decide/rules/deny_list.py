"""The deny list: the household said that this caller shall never ring again."""

from dataclasses import dataclass
from typing import ClassVar

from agent.call.finding import Finding
from agent.call.rule_name import RuleName
from agent.call.sentence import say
from agent.decide.facts import CallFacts, Source
from agent.decide.own_lists import entry_that_counts


@dataclass(frozen=True, slots=True)
class DenyList:
    """An entry of the deny list that is more specific than any of the allow list."""

    name: ClassVar = RuleName.DENY_LIST
    known_caller: ClassVar = False
    needs: ClassVar[tuple[Source, ...]] = ("lists",)

    def look_at(self, facts: CallFacts) -> Finding | None:
        entry = entry_that_counts(facts)
        # A more specific allow entry holds even when the allow-list rule is switched off.
        if entry is None or entry.match.role != "deny":
            return None
        return entry.finding(self.name, say("on your deny list"))
