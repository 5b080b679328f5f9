"""What a list said of an entry, read back from the index: votes, date, words and line."""

import json
from bisect import bisect_right
from datetime import date
from typing import TypeVar

from agent.call.list_entry import EntryKind, Match
from agent.lists.formats import plain
from agent.lists.index_format import ODD, Header
from agent.lists.index_pages import IndexFile
from agent.lists.index_values import new_entry, new_match
from agent.lists.list_source import ListSource

MEANINGS_KEPT = 512
"""How many votes, dates, words and runs each are kept decoded: most entries share a few."""

_Decoded = TypeVar("_Decoded")

Words = tuple[str, str, str, str | None, str | None, str]
"""Label, note, region, written before and behind the digits, and the words in our plain format."""

Run = tuple[int, int, int, int, ListSource]
"""First seq, seq behind the last, line of the first, lines from one to the next, and the list."""


class Meanings:
    """Gives back what was said, and who said it."""

    def __init__(self, file: IndexFile, header: Header) -> None:
        """Read from `file`, which begins with `header`."""
        self._file = file
        self._seqs, self._lists = header.seqs, header.lists
        self._first_seqs = [each.first_seq for each in header.lists]
        self._run_seqs_found, self._odd_seqs_found = file.numbers("run_seqs"), file.numbers("odd_seqs")
        self._run_columns = file.column("run_seqs"), file.column("run_lines"), file.column("run_steps")
        self._odd_seqs, self._odd_ends = file.column("odd_seqs"), file.column("odd_ends")
        self._votes_column, self._dates_column = file.column("votes"), file.column("dates")
        self._text_ends = file.column("text_ends")
        self._votes_count, self._dates_count = self._votes_column.count, self._dates_column.count
        self._votes: dict[int, tuple[int, str]] = {}
        self._dates: dict[int, tuple[date | None, str]] = {}
        self._words: dict[int, Words] = {}
        self._runs: dict[int, Run] = {}

    def match(self, row: int, kind: EntryKind, value: str) -> Match:
        """The list and its entry, from a number of `exact_rows` or `range_rows`.

        Raises IndexError, ValueError or IndexUnusable on damage.
        """
        codes, seq = divmod(row, self._seqs)
        words_and_date, votes_code = divmod(codes, self._votes_count)
        words_code, date_code = divmod(words_and_date, self._dates_count)
        if words_code == ODD:
            votes, last_reported_on, (label, note, region, before, behind, words) = self._odd(seq)
            votes_written, date_written = plain.written_votes(votes), plain.written_date(last_reported_on)
        else:
            votes, votes_written = self._votes.get(votes_code) or self._read_votes(votes_code)
            last_reported_on, date_written = self._dates.get(date_code) or self._read_date(date_code)
            label, note, region, before, behind, words = self._words.get(words_code) or self._read_words(
                words_code
            )
        if before is None:
            shown = value + "*" if kind == "prefix" else value
            as_written = shown + votes_written + date_written + words
        elif behind is None:
            as_written = before
        else:
            as_written = before + value.strip("+#") + behind
        run = bisect_right(self._run_seqs_found, seq) - 1
        first, end, line, step, source = self._runs.get(run) or self._read_run(run)
        if not first <= seq < end:
            raise ValueError(f"the line of entry {seq} is missing")
        line_number = line + step * (seq - first)
        return new_match(
            source.name,
            source.role,
            new_entry(kind, value, as_written, line_number, note, label, votes, last_reported_on, region),
            source.file,
            source.treatment,
            votes * source.weight,
            source.direct_threshold,
            source.range_threshold,
        )

    def _read_votes(self, code: int) -> tuple[int, str]:
        votes = self._votes_column[code]
        return _keep(self._votes, code, (votes, plain.written_votes(votes)))

    def _read_date(self, code: int) -> tuple[date | None, str]:
        ordinal = self._dates_column[code]
        day = date.fromordinal(ordinal) if ordinal else None
        return _keep(self._dates, code, (day, plain.written_date(day)))

    def _read_words(self, code: int) -> Words:
        text = self._file.text("texts", self._text_ends[code - 1], self._text_ends[code])
        label, note, region, before, behind = json.loads(text)
        words = plain.written_words(label, region, note)
        return _keep(self._words, code, (label, note, region, before, behind, words))

    def _read_run(self, run: int) -> Run:
        seqs, lines, steps = self._run_columns
        first = seqs[run]
        end = seqs[run + 1] if run + 1 < seqs.count else self._seqs
        source = self._lists[bisect_right(self._first_seqs, first) - 1].source
        return _keep(self._runs, run, (first, end, lines[run], steps[run], source))

    def _odd(self, seq: int) -> tuple[int, date | None, Words]:
        place = bisect_right(self._odd_seqs_found, seq) - 1
        if self._odd_seqs[place] != seq:
            raise ValueError(f"the words of entry {seq} are missing")
        begin = self._odd_ends[place - 1] if place else 0
        text = self._file.text("odd_texts", begin, self._odd_ends[place])
        votes, ordinal, label, note, region, before, behind = json.loads(text)
        day = date.fromordinal(ordinal) if ordinal else None
        return votes, day, (label, note, region, before, behind, "")


def _keep(kept: dict[int, _Decoded], code: int, decoded: _Decoded) -> _Decoded:
    if len(kept) >= MEANINGS_KEPT:
        kept.clear()
    kept[code] = decoded
    return decoded
