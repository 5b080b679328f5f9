"""Long answers out of the call log, a page at a time: a year of calls is never in memory at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from agent.call.call_record import CallRecord
from agent.store.call_log import CallLog, clean_text, record_of, time_text

PAGE_ROWS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class CallsWanted:
    """Which calls; all of them when nothing is given."""

    number: str | None = None
    """E.164, or what a caller without a number showed."""
    since: datetime | None = None
    """Aware; calls of that moment and later."""
    until: datetime | None = None
    """Aware; calls before that moment."""
    treatment: str = ""
    rule: str = ""


class CallPages(CallLog):
    """The same log, read from end to end.  Raises `StoreUnusable` when the disk fails, on the way too."""

    def matching(self, wanted: CallsWanted) -> Iterator[CallRecord]:
        """Yield the calls that are wanted, newest first.

        Each page is a question of its own: the log is not held open for a reader who takes long, and calls
        that come meanwhile are newer than all that is left to read.
        """
        narrowed: dict[str, str] = {}
        if wanted.number is not None:
            narrowed["caller_key = ?"] = clean_text(wanted.number)
        if wanted.since is not None:
            narrowed["received_at >= ?"] = time_text(wanted.since)
        if wanted.until is not None:
            narrowed["received_at < ?"] = time_text(wanted.until)
        if wanted.treatment:
            narrowed["treatment = ?"] = clean_text(wanted.treatment)
        if wanted.rule:
            narrowed["rule = ?"] = clean_text(wanted.rule)
        page_begins_before: tuple[str | int, ...] = ()
        while True:
            conditions = [*narrowed, *(["(received_at, id) < (?, ?)"] if page_begins_before else [])]
            rows = self._ask(
                f"SELECT * FROM calls {'WHERE ' if conditions else ''}{' AND '.join(conditions)} "
                f"ORDER BY received_at DESC, id DESC LIMIT {PAGE_ROWS}",
                *narrowed.values(),
                *page_begins_before,
            )
            yield from map(record_of, rows)
            if len(rows) < PAGE_ROWS:
                return
            page_begins_before = (rows[-1]["received_at"], rows[-1]["id"])
