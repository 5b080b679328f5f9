"""What came of one sync, so that a person can read it."""

from datetime import datetime
from typing import Literal

import msgspec

from agent.call.sentence import NOTHING, Sentence, day_and_hour, put_together, said, say, say_count

Outcome = Literal["new", "unchanged", "held", "failed", "waiting", "off"]
FIRST = 10
"""How many left-out entries a report shows."""


class LeftOut(msgspec.Struct, frozen=True):
    """One line of the source that did not get into the list."""

    line_number: int
    text: str
    because: Sentence


class SyncReport(msgspec.Struct, kw_only=True):
    """One look at one source."""

    name: str
    at: datetime
    outcome: Outcome = "failed"
    because: Sentence = NOTHING
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
            self.left_out.append(LeftOut(line_number, text, said(because)))

    @property
    def needs_attention(self) -> bool:
        """True when the list in use may be an old one, and a person should know."""
        return self.outcome in ("failed", "held")

    @property
    def sentence(self) -> str:
        """The outcome in one sentence."""
        match self.outcome:
            case "new":
                return say(
                    "{name}: {entries} in use, before {before}",
                    name=self.name,
                    entries=counted(self.entries),
                    before=self.entries_before,
                )
            case "unchanged":
                return say(
                    "{name}: nothing new, {entries} in use", name=self.name, entries=counted(self.entries)
                )
            case "held":
                return say(
                    "{name}: a new list waits for your word, because {because}; {entries} of the last "
                    "good one stay in use",
                    name=self.name,
                    because=self.because,
                    entries=counted(self.entries),
                )
            case "off":
                return say(
                    "{name}: switched off, {because}; `tranquille lists on {name}` undoes that",
                    name=self.name,
                    because=self.because,
                )
            case "waiting":
                return say(
                    "{name}: not asked yet, {because}; {entries} in use",
                    name=self.name,
                    because=self.because,
                    entries=counted(self.entries),
                )
            case _:
                kept = say("{entries} of the last good list stay in use", entries=counted(self.entries))
                kept = kept if self.entries else say("no list is in use")
                return say(
                    "{name}: no new list, {because}; {kept}", name=self.name, because=self.because, kept=kept
                )

    @property
    def lines(self) -> tuple[str, ...]:
        """The whole report, a line per fact."""
        lines: list[str] = [self.sentence]
        if self.added or self.dropped:
            lines.append(
                say(
                    "  {added} added or changed, {dropped} taken back by the source",
                    added=self.added,
                    dropped=self.dropped,
                )
            )
        if self.left_out_count:
            lines.append(say("  {count} left out:", count=self.left_out_count))
            lines += [
                say(
                    "    line {number}: {text}: {because}",
                    number=left.line_number,
                    text=left.text,
                    because=left.because,
                )
                for left in self.left_out
            ]
            if self.left_out_count > len(self.left_out):
                lines.append(say("    and {count} more", count=self.left_out_count - len(self.left_out)))
        if self.signed:
            lines.append(say("  signed: {signed}", signed=self.signed))
        if self.expires:
            lines.append(say("  to be believed until {expires}", expires=self.expires))
        if self.wire_bytes:
            lines.append(
                say("  {count} bytes in {seconds:.1f} s", count=self.wire_bytes, seconds=self.seconds)
            )
        if self.next_at:
            lines.append(say("  next look: {at} UTC", at=day_and_hour(self.next_at)))
        return tuple(lines)


def sentence_from(_kind: type, values: object) -> Sentence:
    """For decoders of reports (`dec_hook`).  Raises ValueError."""
    return put_together(values)


def counted(count: int) -> Sentence:
    """Say so many entries."""
    return say_count("{count} entry", "{count} entries", count)
