"""When to ask a source again: at its interval, later after failures, never more often than it likes."""

from datetime import datetime, timedelta

from agent.call.sentence import say
from agent.lists.sync.source_state import SourceState
from agent.settings.shared_list import SharedListSettings

FIRST_RETRY = timedelta(minutes=15)
LONGEST_RETRY = timedelta(hours=24)
BETWEEN_WHOLE_LISTS = timedelta(days=30)
"""PhoneBlock: the whole list at most once a month."""
BETWEEN_UPDATES = timedelta(hours=23)
"""PhoneBlock: an update at most once a day, at a random hour."""
_CLOCK_WENT_BACK = timedelta(days=32)


class NotYet(Exception):
    """The source may not be asked before `until`."""

    def __init__(self, because: str, until: datetime) -> None:
        """`because` says whose wish it is."""
        super().__init__(because)
        self.until = until


def is_due(state: SourceState, now: datetime) -> bool:
    """Tell whether it is time; a next time further away than any interval means the clock was wrong."""
    return state.next_at is None or now >= state.next_at or state.next_at - now > _CLOCK_WENT_BACK


def next_time(settings: SharedListSettings, now: datetime, chance: float) -> datetime:
    """When to look again after a good look; `chance` is between 0 and 1."""
    jitter = min(settings.jitter_hours, settings.interval_hours / 2) * (2 * chance - 1)
    return now + timedelta(hours=settings.interval_hours + jitter)


def retry_time(failures: int, now: datetime, chance: float, asked_seconds: float) -> datetime:
    """When to try again after `failures` failed looks in a row, at least when the server asked to."""
    wait: timedelta = min(FIRST_RETRY * 2 ** min(failures - 1, 10), LONGEST_RETRY)
    return now + max(wait * (0.8 + 0.4 * chance), timedelta(seconds=asked_seconds))


def comes_in_pieces(settings: SharedListSettings) -> bool:
    """Tell whether a source sends only what changed: PhoneBlock's community list."""
    return settings.format == "phoneblock" and settings.url.partition("?")[0].endswith("/blocklist")


def query_for(settings: SharedListSettings, state: SourceState, now: datetime, *, have_list: bool) -> str:
    """What to add to the url; raises NotYet when the source asks for patience."""
    if not comes_in_pieces(settings):
        return ""
    if have_list and state.version:
        if state.good_at and timedelta() <= now - state.good_at < BETWEEN_UPDATES:
            raise NotYet(say("its source allows one update a day"), state.good_at + BETWEEN_UPDATES)
        return f"format=json&since={state.version}"
    if state.full_at and timedelta() <= now - state.full_at < BETWEEN_WHOLE_LISTS:
        raise NotYet(say("its source allows one whole list a month"), state.full_at + BETWEEN_WHOLE_LISTS)
    return "format=json&since=0"
