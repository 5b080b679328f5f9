"""The house's decision about one call, never without its reason."""

from dataclasses import dataclass

from agent.call.finding import Finding
from agent.call.treatment import Treatment


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the house does with a call, and the finding that settled it: none is built without one."""

    treatment: Treatment
    finding: Finding
    passed: tuple[str, ...] = ()
    """Names of the rules that looked and found nothing, in order; a rule that could not look
    stands here with its reason in brackets."""

    @property
    def rule(self) -> str:
        return self.finding.rule

    @property
    def because(self) -> str:
        return self.finding.because
