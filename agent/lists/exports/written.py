"""What came of an export, for the person who asked for it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Counts of one export."""

    count: int
    """Entries written."""
    left_out: int = 0
    """Entries the format has no word for, such as name patterns."""
    widened: int = 0
    """`#`-patterns written as prefixes, which also match numbers of other lengths."""

    @property
    def sentence(self) -> str:
        """Return the outcome as one sentence."""
        said = f"{self.count} {'entry' if self.count == 1 else 'entries'} written"
        if self.widened:
            said += (
                f", {self.widened} of them as {'a prefix' if self.widened == 1 else 'prefixes'} not patterns"
            )
        if self.left_out:
            said += f"; {self.left_out} left out, which this format cannot express"
        return said
