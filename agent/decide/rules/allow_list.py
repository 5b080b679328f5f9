"""The allow list: the household said that this caller may always ring."""

from dataclasses import dataclass

from agent.call.finding import Finding
from agent.call.sentence import say
from agent.decide.facts import CallFacts
from agent.decide.household_word import household_word


@dataclass(frozen=True, slots=True)
class AllowList:
    """An entry of the allow list that no entry of the deny list outweighs."""

    name: str = "allow-list"

    def look_at(self, facts: CallFacts) -> Finding | None:
        word = household_word(facts)
        if word is None or word.match.role != "allow":
            return None
        return word.finding(self.name, say("on your allow list"))
