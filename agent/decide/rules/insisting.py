"""Insisting: a person in need calls again at once, so the second call goes through."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from agent.call.finding import Finding
from agent.call.rule_name import RuleName
from agent.call.sentence import say, word
from agent.decide.facts import CallFacts, Source
from agent.decide.sentences import ago, is_within


@dataclass(frozen=True, slots=True)
class Insisting:
    """The same number's last call, moments ago."""

    name: ClassVar = RuleName.INSISTING
    known_caller: ClassVar = True
    needs: ClassVar[tuple[Source, ...]] = ("last call",)

    within_minutes: float

    def look_at(self, facts: CallFacts) -> Finding | None:
        last_at = facts.last_call_at
        if last_at is None or not is_within(timedelta(minutes=self.within_minutes), last_at, facts.now):
            return None
        return Finding(
            self.name,
            say("called {ago} and calls again", ago=ago(last_at, facts.now)),
            evidence=((word("last call at"), last_at.isoformat()),),
        )
