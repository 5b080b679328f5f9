"""Understands for how long somebody wants something: `90m`, `2h`, `1h30`, `2 days`, `until 18:00`."""

import re
from datetime import UTC, datetime, timedelta, tzinfo

from agent.call.sentence import say
from agent.call.user_error import UserError
from agent.settings.house_time import house_zone
from agent.settings.settings import Settings

LONGEST = timedelta(days=31)
"""What shall hold for longer is a setting or an entry of a list, not a wish for a while."""

_SPAN = re.compile(
    r"(?:(?P<days>\d{1,3})\s*(?:d|days?|j|jours?))?\s*"
    r"(?:(?P<hours>\d{1,3})\s*(?:h|hrs?|hours?|heures?)\s*(?P<rest>[0-5]?\d(?!\s*\w))?)?\s*"
    r"(?:(?P<minutes>\d{1,4})\s*(?:m|mins?|minutes?))?"
)
_CLOCK = re.compile(r"(?:(\d{4}-\d{2}-\d{2})[t ]\s*)?(\d{1,2})(?:[:.h]([0-5]\d)?)?")


def end_from(typed: str, now: datetime, settings: Settings) -> datetime:
    """As `end_of`, on the household's clock."""
    return end_of(typed, now, house_zone(settings))


def end_of(typed: str, now: datetime, zone: tzinfo | None) -> datetime:
    """When a time of that length from `now` (aware) ends, in UTC; an hour that is past means tomorrow's.

    `zone` is the household's, None this computer's.  Raises UserError.
    """
    words = " ".join(typed.casefold().split())
    if words.startswith("until "):
        end = _until(words.removeprefix("until "), now, zone)
    else:
        end = _after(words, now)
    if end is None:
        raise UserError(
            say('"{typed}" is no length of time: write 90m, 2h, 1h30, 2d, or until 18:00', typed=typed)
        )
    if end <= now:
        raise UserError(
            say('"{typed}" is over already: write 90m, 2h, 1h30, 2d, or until 18:00', typed=typed)
        )
    if end - now > LONGEST:
        raise UserError(
            say(
                '"{typed}" is longer than {count} days: what shall last belongs into '
                "config.toml, or on your allow list (tranquille allow)",
                typed=typed,
                count=LONGEST.days,
            )
        )
    return end


def days_and_minutes(words: str) -> tuple[int, int] | None:
    """`2 days 1h30` as 2 and 90; None when these words, in small letters, are no length of time."""
    found = _SPAN.fullmatch(words)
    if not words or found is None:
        return None
    days, hours, rest, minutes = (int(found[name] or 0) for name in ("days", "hours", "rest", "minutes"))
    return days, hours * 60 + rest + minutes


def _after(words: str, now: datetime) -> datetime | None:
    length = days_and_minutes(words)
    if length is None:
        return None
    days, minutes = length
    # Lengths are real time: two hours are two hours in the night of the change, too.
    return now.astimezone(UTC) + timedelta(days=days, minutes=minutes)


def _until(words: str, now: datetime, zone: tzinfo | None) -> datetime | None:
    found = _CLOCK.fullmatch(words)
    if found is None:
        return None
    shown = now.astimezone(zone).replace(tzinfo=None)
    try:
        day = datetime.fromisoformat(found[1]) if found[1] else shown
        end = day.replace(hour=int(found[2]), minute=int(found[3] or 0), second=0, microsecond=0)
        if found[1]:
            return end.replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None  # no such day or hour, or one at the end of time
    # In autumn one hour comes twice: its second time is later today.
    tries = (end, end.replace(fold=1), end + timedelta(days=1))
    ends = (moment.replace(tzinfo=zone).astimezone(UTC) for moment in tries)
    return next((moment for moment in ends if moment > now), None)
