"""What one rule saw."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    rule: str
    """The rule's public name, hyphenated: few values, made for counting."""
    because: str
    """A sentence for the person at home."""
    evidence: tuple[tuple[str, str], ...] = ()
    """Name and value pairs behind the sentence: list, entry as written, file, line …"""

    def __post_init__(self) -> None:
        if not self.rule or not self.because:
            raise ValueError("a finding needs a rule and a reason")
