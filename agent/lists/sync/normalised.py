"""A shared list as the house keeps it: our plain format, what it says of callers kept apart.

`NAME.txt` holds unwanted callers (or whatever the list is for), `NAME.wanted.txt` those the source
calls harmless, `NAME.labels.txt` those it only names.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from agent.call.list_entry import BadLine, DroppedEntry, ListEntry
from agent.call.sentence import say
from agent.lists.formats import plain
from agent.lists.formats.parsed import HeaderLine, ListSays, Parsed, says_of
from agent.lists.formats.source_text import lines_of
from agent.lists.sync.hygiene import ListShape, Sieve, shown_entry
from agent.lists.sync.report import SyncReport

PROGRESS_EVERY = 10_000
SIDES: dict[ListSays, str] = {"unwanted": "", "wanted": "wanted", "label": "labels"}


class ListRefusedError(Exception):
    """The list as a whole cannot be used; the text says why."""


@dataclass(slots=True)
class Reading:
    """Counts of a list being read."""

    entries: int = 0
    ranges: int = 0
    dropped: int = 0
    counts_votes: bool = False
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def shape(self) -> ListShape:
        """The list in numbers."""
        return ListShape(entries=self.entries, ranges=self.ranges)


def sifted(
    parsed: Iterable[Parsed],
    sieve: Sieve,
    reading: Reading,
    report: SyncReport,
    *,
    max_entries: int,
    progress: Callable[[int], None],
) -> Iterator[ListEntry | DroppedEntry]:
    """Yield what may stay; the rest is counted in the report with its reason.

    Raises ListRefusedError when the list is cut short or too long.
    """
    for count, found in enumerate(parsed, start=1):
        if isinstance(found, ListEntry):
            because = sieve.objection(found)
            if because:
                report.leave_out(found.line_number, found.as_written[:120], because)
            else:
                yield found
        elif isinstance(found, BadLine):
            if found.cut_short:
                raise ListRefusedError(
                    say(
                        "the list is not whole (line {number}): {because}",
                        number=found.line_number,
                        because=found.because,
                    )
                )
            report.leave_out(found.line_number, found.text, found.because)
        elif isinstance(found, HeaderLine):
            reading.headers.setdefault(found.name, found.value)
        else:
            yield found
        if count % PROGRESS_EVERY == 0:
            progress(count)
            if count > max_entries:
                raise ListRefusedError(say("the list has more than {most} entries", most=max_entries))


def write_whole(
    entries: Iterable[ListEntry | DroppedEntry], outs: dict[str, BinaryIO], reading: Reading
) -> None:
    """Write a list that came whole; takings-back mean nothing here, but are counted."""
    for entry in entries:
        if isinstance(entry, DroppedEntry):
            reading.dropped += 1
            continue
        side = SIDES[says_of(entry)]
        outs[side].write(line_of(entry))
        if not side:
            _count(reading, entry.kind != "exact", entry.votes > 0)


def merge_update(
    entries: Iterable[ListEntry | DroppedEntry],
    kept: dict[str, Path],
    outs: dict[str, BinaryIO],
    reading: Reading,
) -> tuple[int, int]:
    """Write the kept list with an update applied; return how many were changed or added, and dropped."""
    updates: dict[str, tuple[str, bytes]] = {}
    for entry in entries:
        if isinstance(entry, ListEntry):
            updates[shown_entry(entry)] = (SIDES[says_of(entry)], line_of(entry))
        else:
            shown = entry.value + "*" if entry.kind == "prefix" else entry.value
            updates[shown] = ("-", b"")
            reading.dropped += 1
    for side, path in kept.items():
        if not path.exists():
            continue
        with path.open("rb") as old:
            for line in old:
                number = line.split(None, 1)[0].decode("ascii", "replace") if line.strip() else ""
                if number and number not in updates:
                    outs[side].write(line)
                    if not side:
                        _count(reading, number[-1] in "*#", b" votes=" in line)
    changed = 0
    for number, (side, line) in updates.items():
        if side in outs:
            outs[side].write(line)
            changed += 1
            if not side:
                _count(reading, number[-1] in "*#", b" votes=" in line)
    return changed, reading.dropped


def read_kept(path: Path) -> Iterator[ListEntry]:
    """Yield the entries of a kept list; nothing when there is none."""
    if not path.exists():
        return
    with path.open("rb") as source:
        for found in plain.parse(lines_of(source)):
            if isinstance(found, ListEntry):
                yield found


def line_of(entry: ListEntry) -> bytes:
    """An entry as a line of our plain format."""
    line = (
        plain.shown_number(entry.kind, entry.value)
        + plain.written_votes(min(entry.votes, plain.MAX_VOTES))
        + plain.written_date(entry.last_reported_on)
    )
    if entry.label or entry.region or entry.note:
        line += plain.written_words(entry.label, entry.region, entry.note)
    return line.encode("utf-8", "replace") + b"\n"


def _count(reading: Reading, is_range: bool, has_votes: bool) -> None:
    reading.entries += 1
    reading.ranges += is_range
    reading.counts_votes = reading.counts_votes or has_votes
