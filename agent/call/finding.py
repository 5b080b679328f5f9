"""What one rule saw."""

from dataclasses import dataclass

from agent.call.rule_name import RuleName


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule recognised something, and says so to the person at home."""

    rule: RuleName
    because: str
    """A sentence for the person at home."""
    evidence: tuple[tuple[str, str], ...] = ()
    """Name and value pairs behind the sentence: list, entry as written, file, line …"""
    case: str = ""
    """Which case of the rule this is, where the house rules treat its cases differently:
    `range` of a shared list, `front` of otherwise; else empty."""
    asks_for: str = ""
    """Treatment that the settings of the list behind this finding name, or empty."""

    def __post_init__(self) -> None:
        if not self.because:
            raise ValueError("a finding needs a reason")
