"""What every house rule has in common: it looks at a call and says what it saw, or nothing."""

from typing import ClassVar, Protocol

from agent.call.finding import Finding
from agent.call.rule_name import RuleName
from agent.decide.facts import CallFacts, Source


class Rule(Protocol):
    """Sees one thing; `house_rules.py` says what follows from it."""

    name: ClassVar[RuleName]
    """By which settings, trails and counters know the rule."""
    known_caller: ClassVar[bool]
    """True when whoever this rule finds is known to the house, expected, or owed patience: once they talk
    with the family, nobody listens whether they are a dialer."""
    needs: ClassVar[tuple[Source, ...]]
    """What must be asked beyond the call itself; when one of these cannot answer, this rule is blind."""

    def look_at(self, facts: CallFacts) -> Finding | None:
        """What this rule saw of the call, as a sentence with its evidence, or None."""
        ...
