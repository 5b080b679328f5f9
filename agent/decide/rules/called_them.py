"""Called them: whoever the house rang up may call back."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from agent.call.finding import Finding
from agent.call.rule_name import RuleName
from agent.call.sentence import say, word
from agent.decide.facts import CallFacts, Source
from agent.decide.sentences import ago, is_within


@dataclass(frozen=True, slots=True)
class CalledThem:
    """A call from the house to this number, not too long ago."""

    name: ClassVar = RuleName.CALLED_THEM
    known_caller: ClassVar = True
    needs: ClassVar[tuple[Source, ...]] = ("calls made",)

    within_days: float

    def look_at(self, facts: CallFacts) -> Finding | None:
        called_at = facts.called_them_at
        if called_at is None or not is_within(timedelta(days=self.within_days), called_at, facts.now):
            return None
        return Finding(
            self.name,
            say("the house called this number {ago}", ago=ago(called_at, facts.now)),
            evidence=((word("called at"), called_at.isoformat()),),
        )
