"""The house's decision about one call, never without its reason."""

from dataclasses import dataclass

from agent.call.finding import Finding
from agent.call.rule_name import RuleName
from agent.call.treatment import Treatment


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the house does with a call, and the finding that settled it: none is built without one."""

    treatment: Treatment
    finding: Finding
    passed: tuple[str, ...] = ()
    """Names of the rules that looked and found nothing, in order; a rule that could not look, or that
    nobody tells what it looks for, stands here with the reason in brackets."""
    known_caller: bool = False
    """The house knows this caller, expects them or owes them patience; see `Rule`."""

    @property
    def rule(self) -> RuleName:
        return self.finding.rule

    @property
    def because(self) -> str:
        return self.finding.because
