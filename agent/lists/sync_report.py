"""What came of one sync, so that a person can read it."""

from datetime import datetime
from typing import Literal

import msgspec

Outcome = Literal["new", "unchanged", "held", "failed", "waiting", "off"]
FIRST = 10
"""How many left-out entries a report shows."""


class LeftOut(msgspec.Struct, frozen=True):
    """One line of the source that did not get into the list."""

    line_number: int
    text: str
    because: str


class SyncReport(msgspec.Struct, kw_only=True):
    """One look at one source."""

    name: str
    at: datetime
    outcome: Outcome = "failed"
    because: str = ""
    """Why the list was not taken, or empty."""
    entries_before: int = 0
    entries: int = 0
    """Entries in use now, after whatever happened."""
    added: int = 0
    """Entries of an update in pieces; 0 when the whole list came."""
    dropped: int = 0
    left_out_count: int = 0
    left_out: list[LeftOut] = msgspec.field(default_factory=list)
    """The first ten, in the order of the file."""
    wire_bytes: int = 0
    seconds: float = 0.0
    signed: str = ""
    """The author's signed comment, empty when no signature was asked for."""
    expires: str = ""
    next_at: datetime | None = None

    def leave_out(self, line_number: int, text: str, because: str) -> None:
        """Count one entry that was left out, and keep it if it is among the first."""
        self.left_out_count += 1
        if len(self.left_out) < FIRST:
            self.left_out.append(LeftOut(line_number, text, because))

    @property
    def needs_attention(self) -> bool:
        """True when the list in use may be an old one, and a person should know."""
        return self.outcome in ("failed", "held")

    @property
    def sentence(self) -> str:
        """Return the outcome in one sentence."""
        match self.outcome:
            case "new":
                return f"{self.name}: {counted(self.entries)} in use, before {self.entries_before}"
            case "unchanged":
                return f"{self.name}: nothing new, {counted(self.entries)} in use"
            case "held":
                return (
                    f"{self.name}: a new list waits for your word, because {self.because}; "
                    f"{counted(self.entries)} of the last good one stay in use"
                )
            case "off":
                return f"{self.name}: switched off, {self.because}; `tranquille lists on {self.name}` undoes that"
            case "waiting":
                return f"{self.name}: not asked yet, {self.because}; {counted(self.entries)} in use"
            case _:
                kept = f"{counted(self.entries)} of the last good list stay in use"
                kept = kept if self.entries else "no list is in use"
                return f"{self.name}: no new list, {self.because}; {kept}"

    @property
    def text(self) -> str:
        """Return the whole report, a line per fact."""
        lines = [self.sentence]
        if self.added or self.dropped:
            lines.append(f"  {self.added} added or changed, {self.dropped} taken back by the source")
        if self.left_out_count:
            lines.append(f"  {self.left_out_count} left out:")
            lines += [f"    line {left.line_number}: {left.text}: {left.because}" for left in self.left_out]
            if self.left_out_count > len(self.left_out):
                lines.append(f"    and {self.left_out_count - len(self.left_out)} more")
        if self.signed:
            lines.append(f"  signed: {self.signed}")
        if self.expires:
            lines.append(f"  to be believed until {self.expires}")
        if self.wire_bytes:
            lines.append(f"  {self.wire_bytes} bytes in {self.seconds:.1f} s")
        if self.next_at:
            lines.append(f"  next look: {self.next_at:%Y-%m-%d %H:%M} UTC")
        return "\n".join(lines)


def counted(count: int) -> str:
    """Say so many entries."""
    return "1 entry" if count == 1 else f"{count} entries"
