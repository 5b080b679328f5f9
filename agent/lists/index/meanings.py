"""What a list said of an entry, read back from the index: votes, date, words and line."""

import json
from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from agent.call.list_entry import EntryKind, ListEntry, ListRole, Match
from agent.lists.formats import plain
from agent.lists.index.file_format import Header
from agent.lists.index.pages import IndexFile

MEANINGS_KEPT = 512
"""How many dates, runs, and votes with words are kept decoded, each: most entries share a few."""

_Decoded = TypeVar("_Decoded")

Said = tuple[int, str, str, str, str | None, str | None, str, str]
"""Votes, label, note, region, written before and behind the digits (as `index_words` has them), then
votes and words in our plain format."""

Run = tuple[int, int, int, int, str, ListRole, str, str, float, float, float]
"""First seq, seq behind the last, line of the first, lines from one to the next; then of the list its name,
role, file, treatment, weight, and its thresholds for exact entries and for ranges."""


class Meanings:
    """Gives back what was said, and who said it."""

    def __init__(self, file: IndexFile, header: Header) -> None:
        """Read from `file`, which begins with `header`."""
        self._file = file
        self._seqs, self._lists = header.seqs, header.lists
        self._first_seqs = [each.first_seq for each in header.lists]
        self._odd_seqs_found = file.numbers("odd_seqs")
        self._run_seqs_found: Sequence[int] = file.numbers("run_seqs")
        if len(self._run_seqs_found) <= MEANINGS_KEPT:
            # Most lists are numbered line by line, a run each: what is short is searched faster as a list.
            self._run_seqs_found = file.numbers("run_seqs").tolist()
        self._run_columns = file.column("run_seqs"), file.column("run_lines"), file.column("run_steps")
        self._odd_seqs, self._odd_ends = file.column("odd_seqs"), file.column("odd_ends")
        self._votes_column, self._dates_column = file.column("votes"), file.column("dates")
        self._text_ends = file.column("text_ends")
        self._votes_count = self._votes_column.count
        self._said_count = max(self._text_ends.count, 1) * self._votes_count
        self._dates: dict[int, tuple[date | None, str]] = {}
        self._said: dict[int, Said] = {}
        self._runs: dict[int, Run] = {}

    def match(self, codes: int, seq: int, kind: EntryKind, value: str, shown: str) -> Match:
        """The list and its entry, from its codes and seq; `shown` is the value as our plain format has it.

        Raises IndexError, ValueError or IndexUnusable on damage.
        """
        date_code = codes // self._said_count
        said_code = codes - date_code * self._said_count
        if said_code < self._votes_count:
            day, date_written, said = self._odd(seq)
        else:
            # Nearly all are kept: a look that finds costs half of a question whether there is something.
            try:
                day, date_written = self._dates[date_code]
            except KeyError:
                day, date_written = self._read_date(date_code)
            try:
                said = self._said[said_code]
            except KeyError:
                said = self._read_said(said_code)
        votes, label, note, region, before, behind, votes_written, words_written = said
        run = bisect_right(self._run_seqs_found, seq) - 1
        try:
            found = self._runs[run]
        except KeyError:
            found = self._read_run(run)
        first, end, line, step, list_name, role, file, treatment, weight, direct, ranges = found
        if not first <= seq < end:
            raise ValueError(f"the line of entry {seq} is missing")
        if before is None:
            as_written = f"{shown}{votes_written}{date_written}{words_written}"
        elif behind is None:
            as_written = before
        else:
            as_written = before + value.strip("+#") + behind
        # Fields by their place, which is the fastest way to make them.
        entry = ListEntry(
            kind, value, as_written, line + step * (seq - first), note, label, votes, day, region
        )
        return Match(list_name, role, entry, file, treatment, votes * weight, direct, ranges)

    def _read_date(self, code: int) -> tuple[date | None, str]:
        ordinal = self._dates_column[code]
        day = date.fromordinal(ordinal) if ordinal else None
        return _keep(self._dates, code, (day, plain.written_date(day)))

    def _read_said(self, code: int) -> Said:
        words_code, votes_code = divmod(code, self._votes_count)
        votes = self._votes_column[votes_code]
        text = self._file.text("texts", self._text_ends[words_code - 1], self._text_ends[words_code])
        label, note, region, before, behind = json.loads(text)
        written = plain.written_words(label, region, note)
        said = votes, label, note, region, before, behind, plain.written_votes(votes), written
        return _keep(self._said, code, said)

    def _read_run(self, run: int) -> Run:
        seqs, lines, steps = self._run_columns
        first = seqs[run]
        end = seqs[run + 1] if run + 1 < seqs.count else self._seqs
        source = self._lists[bisect_right(self._first_seqs, first) - 1].source
        of_list = (source.name, source.role, source.file, source.treatment, source.weight)
        thresholds = (source.direct_threshold, source.range_threshold)
        return _keep(self._runs, run, (first, end, lines[run], steps[run], *of_list, *thresholds))

    def _odd(self, seq: int) -> tuple[date | None, str, Said]:
        place = bisect_right(self._odd_seqs_found, seq) - 1
        if self._odd_seqs[place] != seq:
            raise ValueError(f"the words of entry {seq} are missing")
        begin = self._odd_ends[place - 1] if place else 0
        text = self._file.text("odd_texts", begin, self._odd_ends[place])
        votes, ordinal, label, note, region, before, behind = json.loads(text)
        day = date.fromordinal(ordinal) if ordinal else None
        written = plain.written_words(label, region, note)
        said = votes, label, note, region, before, behind, plain.written_votes(votes), written
        return day, plain.written_date(day), said


def _keep(kept: dict[int, _Decoded], code: int, decoded: _Decoded) -> _Decoded:
    if len(kept) >= MEANINGS_KEPT:
        kept.clear()
    kept[code] = decoded
    return decoded
