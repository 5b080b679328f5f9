"""What is known of each entry, as small codes: millions of entries share few votes, dates and words."""

import json
from array import array
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from agent.call.list_entry import ListEntry
from agent.lists.formats import plain
from agent.lists.index.columns import Column
from agent.lists.index.file_format import ODD

MAX_CODES = 65_536
MAX_NEW_WORDS_PER_LIST = 4_096
"""More than that are words nobody else uses (a note of its own on each line): those become odd."""
MAX_VOTES = 2**32 - 1
CODE_BITS = 16
CODE_MASK = (1 << CODE_BITS) - 1
ODD_FLAG = 1 << 31

Words = tuple[str, str, str, str | None, str | None]
"""Label, note, region, then the entry as written, before and behind its digits.

None before: it is written as our plain format writes it.  None behind: it has no digits of ours.
"""
_NO_WORDS: Words = ("", "", "", None, None)


class EntryWords:
    """Takes the entries of all lists in order; keeps codes for each, and what the codes mean."""

    def __init__(self, folder: Path) -> None:
        """Keep what grows long in nameless files in `folder`."""
        self._folder = folder
        self.codes = Column("Q", folder)
        """By seq: words code, date code, votes code."""
        self.odd_seqs = Column("I", folder)
        self.odd_ends = Column("Q", folder)
        self.odd_texts = Column("B", folder)
        self.mixed = Column("I", folder)
        """By seq: the codes as one number, once finished."""
        self.highest_mixed = 0
        self.votes = [0]
        self.dates: list[date | None] = [None]
        self.words = [_NO_WORDS]
        """By code; the code 0 is for the odd ones, so code 1 are the words at index 0."""
        self._votes_codes = {0: 0}
        self._date_codes: dict[date | None, int] = {None: 0}
        self._words_codes = {_NO_WORDS: 1}
        self._votes_written = [""]
        self._dates_written = [""]
        self._words_allowed = 0
        self._known_words: dict[tuple[str, str, str], tuple[Words, str]] = {}

    def begin_list(self) -> None:
        """A new list begins, and may bring new words."""
        self._words_allowed = len(self.words) + MAX_NEW_WORDS_PER_LIST

    def add(self, entries: Sequence[ListEntry]) -> None:
        """Add entries, in the order of their seqs."""
        votes_codes, date_codes, words_codes = self._votes_codes, self._date_codes, self._words_codes
        votes_written, dates_written = self._votes_written, self._dates_written
        append, in_our_words = self.codes.append, self._known_words
        for entry in entries:
            value, as_written = entry.value, entry.as_written
            label, note, region = entry.label, entry.note, entry.region
            votes_code = votes_codes.get(entry.votes)
            if votes_code is None:
                votes_code = self._new_votes(entry.votes)
            date_code = date_codes.get(entry.last_reported_on)
            if date_code is None:
                date_code = self._new_date(entry.last_reported_on)
            if label or note or region:
                known = in_our_words.get((label, note, region)) or self._in_our_words(label, note, region)
                words, tail = known
            else:
                words, tail = _NO_WORDS, ""
            star = "*" if entry.kind == "prefix" else ""
            # A code of -1 finds the last word of all, and is odd whatever comes of it.
            if as_written != f"{value}{star}{votes_written[votes_code]}{dates_written[date_code]}{tail}":
                words = (label, note, region, *_around_digits(as_written, value))
            words_code = words_codes.get(words)
            if words_code is None:
                words_code = self._new_words(words)
            if words_code == ODD or votes_code < 0 or date_code < 0:
                self._add_odd(entry, words)
            else:
                append(words_code << 2 * CODE_BITS | date_code << CODE_BITS | votes_code)
        self.codes.settle()

    def votes_and_region(self, seq: int) -> tuple[int, str]:
        """What tells an entry from another one with the same number in the same list."""
        code = self.codes.read(seq, 1)[0]
        words_code = code >> 2 * CODE_BITS
        if not words_code & ODD_FLAG:
            return self.votes[code & CODE_MASK], self.words[words_code - 1][2]
        odd = words_code & ~ODD_FLAG
        begin = self.odd_ends.read(odd - 1, 1)[0] if odd else 0
        text = self.odd_texts.read(begin, self.odd_ends.read(odd, 1)[0] - begin)
        votes, _, _, _, region, _, _ = json.loads(text.tobytes())
        return votes, region

    def finish(self) -> None:
        """No entry comes any more: mix the codes, now that it is known how many there are."""
        words, votes = len(self.words) + 1, len(self.votes)
        self.highest_mixed = len(self.dates) * words * votes - 1
        self.mixed = Column("I" if self.highest_mixed < 1 << 32 else "Q", self._folder)
        words_shift, odd_from = 2 * CODE_BITS, ODD_FLAG << 2 * CODE_BITS
        for some in self.codes.pieces():
            self.mixed.extend(
                0
                if code >= odd_from
                else ((code >> CODE_BITS & CODE_MASK) * words + (code >> words_shift)) * votes
                + (code & CODE_MASK)
                for code in some
            )

    @property
    def ordinals(self) -> list[int]:
        """Days by code, as proleptic ordinals; 0 for none."""
        return [day.toordinal() if day else 0 for day in self.dates]

    @property
    def texts(self) -> list[bytes]:
        """Words by code less one, as JSON."""
        return [json.dumps(words).encode() for words in self.words]

    def close(self) -> None:
        """Give the disk space back."""
        for column in (self.codes, self.mixed, self.odd_seqs, self.odd_ends, self.odd_texts):
            column.close()

    def _new_votes(self, votes: int) -> int:
        if len(self.votes) >= MAX_CODES or not 0 <= votes <= MAX_VOTES:
            return -1
        self._votes_codes[votes] = len(self.votes)
        self.votes.append(votes)
        self._votes_written.append(plain.written_votes(votes))
        return len(self.votes) - 1

    def _new_date(self, day: date | None) -> int:
        if len(self.dates) >= MAX_CODES:
            return -1
        self._date_codes[day] = len(self.dates)
        self.dates.append(day)
        self._dates_written.append(plain.written_date(day))
        return len(self.dates) - 1

    def _new_words(self, words: Words) -> int:
        if len(self.words) >= self._words_allowed:
            return ODD
        self.words.append(words)
        self._words_codes[words] = len(self.words)
        return len(self.words)

    def _in_our_words(self, label: str, note: str, region: str) -> tuple[Words, str]:
        """The words of an entry written as our plain format does it, and how it does; remembered a while."""
        if len(self._known_words) >= MAX_NEW_WORDS_PER_LIST:
            self._known_words.clear()
        words = label, note, region, None, None
        known = words, plain.written_words(label, region, note)
        self._known_words[label, note, region] = known
        return known

    def _add_odd(self, entry: ListEntry, words: Words) -> None:
        label, note, region, _, _ = words
        ordinal = entry.last_reported_on.toordinal() if entry.last_reported_on else 0
        around = _around_digits(entry.as_written, entry.value)
        text = json.dumps([entry.votes, ordinal, label, note, region, *around]).encode()
        self.odd_seqs.extend([len(self.codes)])
        self.codes.append((ODD_FLAG | len(self.odd_ends)) << 2 * CODE_BITS)
        self.odd_texts.extend(text)
        self.odd_ends.extend([len(self.odd_texts)])


def _around_digits(as_written: str, value: str) -> tuple[str, str | None]:
    before, digits, behind = as_written.partition(value.strip("+#"))
    return (before, behind) if digits else (as_written, None)


class LineRuns:
    """Where each entry stood in its file, as runs of evenly spaced lines."""

    def __init__(self, folder: Path) -> None:
        """Keep the runs in nameless files in `folder`."""
        self.seqs = Column("I", folder)
        self.lines = Column("I", folder)
        self.steps = Column("I", folder)
        self._run: array[int] = array("Q", [0, 0, 0])  # seq, line, step of the run that grows
        self._length = 0

    def add(self, first_seq: int, entries: Sequence[ListEntry]) -> None:
        """Add the lines of entries whose seqs follow each other."""
        start, line, step = self._run
        expected = line + step * (first_seq - start)
        length = self._length
        for seq, entry in enumerate(entries, first_seq):
            found = entry.line_number
            if found == expected and length:
                length += 1
                expected += step
                continue
            if length == 1 and found >= line:
                step = found - line
            else:
                self._keep(start, line, step, length)
                start, line, step, length = seq, found, 1, 0
            length += 1
            expected = found + step
        self._run, self._length = array("Q", [start, line, step]), length

    def end_run(self) -> None:
        """A list is over: its last run ends, so that each run is of one list."""
        start, line, step = self._run
        self._keep(start, line, step, self._length)
        self._length = 0

    def close(self) -> None:
        """Give the disk space back."""
        for column in (self.seqs, self.lines, self.steps):
            column.close()

    def _keep(self, start: int, line: int, step: int, length: int) -> None:
        if length:
            for column, number in ((self.seqs, start), (self.lines, line), (self.steps, step)):
                column.extend([number])
