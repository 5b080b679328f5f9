"""Failed attestation: an operator checked the number shown and says it is not the caller's."""

from dataclasses import dataclass
from typing import ClassVar

from agent.call.finding import Finding
from agent.call.rule_name import RuleName
from agent.call.sentence import say
from agent.decide.facts import CallFacts, Source


@dataclass(frozen=True, slots=True)
class FailedAttestation:
    """`TN-Validation-Failed` (3GPP TS 24.229 §7.2A.20); no attestation at all means nothing."""

    name: ClassVar = RuleName.FAILED_ATTESTATION
    known_caller: ClassVar = False
    needs: ClassVar[tuple[Source, ...]] = ()

    def look_at(self, facts: CallFacts) -> Finding | None:
        if facts.caller.attestation != "failed":
            return None
        return Finding(self.name, say("the operator could not confirm that the number shown is the caller's"))
