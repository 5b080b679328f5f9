"""Internal calls: another telephone of the house, the doorbell, a call to all."""

from dataclasses import dataclass
from typing import ClassVar

from agent.call.finding import Finding
from agent.call.rule_name import RuleName
from agent.call.sentence import say
from agent.decide.facts import CallFacts, Source


@dataclass(frozen=True, slots=True)
class InternalCall:
    """A caller inside the house, such as `**622`."""

    name: ClassVar = RuleName.INTERNAL_CALL
    known_caller: ClassVar = True
    needs: ClassVar[tuple[Source, ...]] = ()

    def look_at(self, facts: CallFacts) -> Finding | None:
        internal = facts.caller.internal
        if not internal:
            return None
        who = facts.caller.display_name
        shown = f"{internal} ({who})" if who else internal
        return Finding(self.name, say("a call inside the house, from {shown}", shown=shown))
