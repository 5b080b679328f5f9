"""What every house rule has in common: it looks at a call and says what it saw, or nothing."""

from typing import Protocol

from agent.call.finding import Finding
from agent.decide.facts import CallFacts


class Rule(Protocol):
    """Sees one thing; `house_rules.py` says what follows from it."""

    @property
    def name(self) -> str:
        """Public name, hyphenated: the same in settings, trails and counters."""
        ...

    def look_at(self, facts: CallFacts) -> Finding | None:
        """What this rule saw of the call, as a sentence with its evidence, or None."""
        ...
