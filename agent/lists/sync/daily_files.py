"""Sources that put out a new file every day, each with that day's numbers only, such as the FTC's complaints.

`{date}` in the url stands for the day.  The newest file that is there is fetched, and its votes come on top of
those of the days before; a number that nobody reported for 90 days leaves the list.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

from msgspec.structs import replace

from agent.call.list_entry import DroppedEntry, ListEntry
from agent.lists.sync.normalised import read_kept

PLACE = "{date}"
DAYS_BACK = 7
"""A file may be this late; none comes out at weekends and on holidays."""
KEPT_FOR = timedelta(days=90)


def is_daily(url: str) -> bool:
    """True for an address with a day in it."""
    return PLACE in url


def days_to_try(last_file: str, today: date) -> list[date]:
    """The days whose file has not come yet, the newest first.

    `last_file` is the day of the last one that came, `2026-11-21`, or empty.
    """
    newest = [today - timedelta(days=back) for back in range(DAYS_BACK + 1)]
    return [day for day in newest if day.isoformat() > last_file]


def url_of(url: str, day: date) -> str:
    """The address of a day's file."""
    return url.replace(PLACE, day.isoformat())


def with_days_before(
    entries: Iterable[ListEntry | DroppedEntry], kept: Path, today: date
) -> Iterator[ListEntry | DroppedEntry]:
    """Yield a day's entries with the votes of the days before, then those who are only on the kept list."""
    oldest = today - KEPT_FOR
    before = {
        (each.kind, each.value): each
        for each in read_kept(kept)
        if each.last_reported_on is None or each.last_reported_on >= oldest
    }
    for entry in entries:
        known = before.pop((entry.kind, entry.value), None)
        if known is not None and isinstance(entry, ListEntry):
            last = max(filter(None, (entry.last_reported_on, known.last_reported_on)), default=None)
            entry = replace(entry, votes=entry.votes + known.votes, last_reported_on=last)
        yield entry
    yield from before.values()
