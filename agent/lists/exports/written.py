"""What came of an export, for the person who asked for it."""

from dataclasses import dataclass

from agent.call.sentence import joined, say, say_count


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
        """The outcome as one sentence."""
        parts = [say_count("{count} entry written", "{count} entries written", self.count)]
        if self.widened:
            parts.append(
                say_count(
                    ", {count} of them as a prefix not patterns",
                    ", {count} of them as prefixes not patterns",
                    self.widened,
                )
            )
        if self.left_out:
            parts.append(say("; {count} left out, which this format cannot express", count=self.left_out))
        return joined("", parts)
