"""Understands which time of the past somebody means: `2026-11-29`, `29/11`, `yesterday`, `3 days ago`, `18h30`."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from agent.call.sentence import say
from agent.call.user_error import UserError
from agent.service.desk.time_span import days_and_minutes
from agent.settings.house_time import house_zone
from agent.settings.settings import Settings

_DAYS_BACK = {
    "today": 0, "aujourd'hui": 0,
    "yesterday": 1, "hier": 1,
    "the day before yesterday": 2, "avant-hier": 2,
}  # fmt: skip
_CLOCK = r"(?P<hour>\d{1,2})(?::(?P<minute>[0-5]\d)(?::[0-5]\d)?|h(?P<rest>[0-5]\d)?)"
_DAY_AND_CLOCK = re.compile(rf"(?P<day>.*?)(?:(?:^|(?<=\d)t|[ ,]+(?:at |à )?){_CLOCK})?")
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_WRITTEN_DAY = re.compile(r"(\d{1,2})([/.])(\d{1,2})(?:\2(\d{4}|\d{2})?)?")
_WEEKS = re.compile(r"(\d{1,3})\s*(?:w|weeks?|semaines?)")
_HOUR_OR_LENGTH = re.compile(r"([01]?\d|2[0-3])\s*h\s*([0-5]\d)?")
_MONTH_FIRST = frozenset(("US", "PR", "GU", "VI", "PH", "CA"))
"""Countries (ISO 3166-1) where `5/6` may be 6 May; everywhere else the day stands first."""


@dataclass(frozen=True, slots=True)
class Meant:
    """A day from its first moment to the next day's, or one moment."""

    begins_at: datetime
    """UTC."""
    ends_at: datetime
    """UTC, no longer part of it; of a moment, the moment itself."""


def past_time_from(typed: str, now: datetime, settings: Settings) -> Meant:
    """As `past_time`, on the household's clock, days written as in its first line's country."""
    month_first = settings.line_named(None).country in _MONTH_FIRST
    return past_time(typed, now, house_zone(settings), month_may_stand_first=month_first)


def past_time(
    typed: str, now: datetime, zone: tzinfo | None, *, month_may_stand_first: bool = False
) -> Meant:
    """What these words mean at `now` (aware): a day, or a moment where they name an hour or hours ago.

    A day without its year is the last such day, an hour without its day the last such hour.  `zone` is the
    household's, None this computer's.  Raises UserError.
    """
    words = " ".join(typed.casefold().replace("’", "'").split())
    try:
        meant = _exact(typed) or _ago(words, now, zone) or _named(words, now, zone, month_may_stand_first)
    except (ValueError, OverflowError):
        meant = None  # no such day or hour
    if meant is None:
        raise UserError(
            say(
                '"{typed}" is no time of the past that I understand: write 2026-11-29, 29/11, yesterday, '
                '"3 days ago", 18:30 or "2026-11-29 18:30"',
                typed=typed,
            )
        )
    return meant


def _exact(typed: str) -> Meant | None:
    """`2026-11-21T08:00:00.000000+00:00`, as our own JSON writes it."""
    try:
        moment = datetime.fromisoformat(typed.strip())
    except ValueError:
        return None
    return _moment(moment) if moment.tzinfo is not None else None


def _ago(words: str, now: datetime, zone: tzinfo | None) -> Meant | None:
    length = words.removesuffix(" ago").removeprefix("il y a ")
    if length == words and (hour := _HOUR_OR_LENGTH.fullmatch(words)):
        clock = f"{int(hour[1]):02}:{hour[2] or '00'}"
        raise UserError(
            say(
                '"{typed}" may be an hour of the day or a length of time: write {clock}, or "{typed} ago"',
                typed=words,
                clock=clock,
            )
        )
    if weeks := _WEEKS.fullmatch(length):
        return _day(_shown(now, zone).date() - timedelta(weeks=int(weeks[1])), zone)
    if (found := days_and_minutes(length)) is None:
        return None
    days, minutes = found
    if not minutes:
        # Whoever says "3 days ago" thinks of the whole day.
        return _day(_shown(now, zone).date() - timedelta(days=days), zone)
    return _moment(now - timedelta(days=days, minutes=minutes))


def _named(words: str, now: datetime, zone: tzinfo | None, month_may_stand_first: bool) -> Meant | None:
    found = _DAY_AND_CLOCK.fullmatch(words)
    if found is None or not words:
        return None
    today = _shown(now, zone).date()
    named = found["day"]
    day = _day_named(named, today, month_may_stand_first) if named else today
    if day is None:
        return None
    if found["hour"] is None:
        return _day(day, zone)
    clock = time(int(found["hour"]), int(found["minute"] or found["rest"] or 0))
    moment = _moment(datetime.combine(day, clock, zone))
    if not named and moment.begins_at > now:
        moment = _moment(datetime.combine(day - timedelta(days=1), clock, zone))
    return moment


def _day_named(words: str, today: date, month_may_stand_first: bool) -> date | None:
    if words in _DAYS_BACK:
        return today - timedelta(days=_DAYS_BACK[words])
    if found := _ISO_DAY.fullmatch(words):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if not (found := _WRITTEN_DAY.fullmatch(words)):
        return None
    day, month = int(found[1]), int(found[3])
    if found[2] == "/" and month > 12:
        day, month = month, day
    elif found[2] == "/" and month_may_stand_first and day <= 12 and day != month:
        raise UserError(
            say('"{typed}" may be two days: write the year first, as in {day}', typed=words, day="2026-11-29")
        )
    if found[4]:
        return date(int(found[4]) + (0 if len(found[4]) == 4 else 2000), month, day)
    years = range(today.year, today.year - 9, -1)  # 29 February may be eight years back
    days = (date(year, month, day) for year in years if _exists(year, month, day))
    return next((each for each in days if each <= today), None)


def _exists(year: int, month: int, day: int) -> bool:
    try:
        return bool(date(year, month, day))
    except ValueError:
        return False


def _shown(now: datetime, zone: tzinfo | None) -> datetime:
    return now.astimezone(zone)


def _day(day: date, zone: tzinfo | None) -> Meant:
    begins, ends = (datetime.combine(each, time(), zone) for each in (day, day + timedelta(days=1)))
    return Meant(begins.astimezone(UTC), ends.astimezone(UTC))


def _moment(moment: datetime) -> Meant:
    at = moment.astimezone(UTC)
    return Meant(at, at)
