"""The hours in which the house sleeps, as a household writes them, and whether a moment falls into them."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache

from agent.call.sentence import said, say
from agent.settings.section import Section

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
GROUPS = ("every_day", "monday_to_friday", "weekend")
LOOK_AHEAD = timedelta(days=7)
"""Hours that never end are told as ending after this long."""

_MINUTES_OF_A_DAY = 24 * 60
_CLOCK = r"(\d{1,2})(?:\s*[:.hH]\s*(\d{2})?)?"
_HOURS = re.compile(rf"{_CLOCK}\s*(?:-|–|—|to|à)\s*{_CLOCK}")


class QuietHoursSettings(Section, frozen=True):
    """`[quiet_hours]`: hours such as `"22:00-07:00"` on the household's clock, several with commas
    between; `"all day"`, or `"none"`.

    A day's own setting comes before that of its group, and that before `every_day`.  A night belongs
    to the evening on which it begins.
    """

    every_day: str = ""
    """For every day that has no hours of its own; empty: the house is never quiet."""
    monday_to_friday: str = ""
    """For these five days; empty: as `every_day`."""
    weekend: str = ""
    """For Saturday and Sunday; empty: as `every_day`."""
    monday: str = ""
    """Monday, and the night to Tuesday; empty: as its group, and so on for each day."""
    tuesday: str = ""
    """Tuesday, and the night to Wednesday."""
    wednesday: str = ""
    """Wednesday, and the night to Thursday."""
    thursday: str = ""
    """Thursday, and the night to Friday."""
    friday: str = ""
    """Friday, and the night to Saturday."""
    saturday: str = ""
    """Saturday, and the night to Sunday."""
    sunday: str = ""
    """Sunday, and the night to Monday."""

    def __post_init__(self) -> None:
        for name, written in self.written():
            try:
                _read_hours(written)
            except ValueError as error:
                raise ValueError(
                    say('{name} = "{written}" {mistake}', name=name, written=written, mistake=said(error))
                ) from None

    def written(self) -> list[tuple[str, str]]:
        """What is set, by name, in the order of the section."""
        return [(name, hours) for name in (*GROUPS, *DAYS) if (hours := getattr(self, name).strip())]

    def quiet_until(self, now: datetime, zone: tzinfo | None) -> datetime | None:
        """When the quiet hours end that hold at `now` (aware), in UTC, or None outside them.

        The house is quiet whenever the clock on its wall shows a quiet hour: where the clock jumps in
        spring the hours end or begin with the jump, and an hour that comes twice in autumn is quiet
        twice.  `zone` is the household's time zone; None is this computer's.
        """
        moment, begin = now.astimezone(UTC), now.astimezone(UTC)
        while moment - begin < LOOK_AHEAD:
            end = self._end_on_the_wall(moment.astimezone(zone).replace(tzinfo=None))
            if end is None:
                break
            moment = _when_the_clock_gets_there(end, moment, zone)
        return moment if moment > begin else None

    def _end_on_the_wall(self, shown: datetime) -> datetime | None:
        """The end of the quiet hours in which a clock that shows this stands, as that clock will show it."""
        midnight = shown.replace(hour=0, minute=0, second=0, microsecond=0)
        ends = (
            day + timedelta(minutes=end)
            for day in (midnight - timedelta(days=1), midnight)
            for start, end in self._hours_of(day.weekday())
            if day + timedelta(minutes=start) <= shown < day + timedelta(minutes=end)
        )
        return max(ends, default=None)

    def _hours_of(self, weekday: int) -> tuple[tuple[int, int], ...]:
        group = self.weekend if weekday >= DAYS.index("saturday") else self.monday_to_friday
        own: str = getattr(self, DAYS[weekday])
        return _read_hours(own.strip() or group.strip() or self.every_day.strip())


def _when_the_clock_gets_there(end: datetime, moment: datetime, zone: tzinfo | None) -> datetime:
    """The first moment after `moment` at which the clock shows `end`, or is set forward or back."""
    shown = moment.astimezone(zone)
    arrives = moment + (end - shown.replace(tzinfo=None))
    if arrives.astimezone(zone).utcoffset() == shown.utcoffset():
        return arrives
    before, after = moment, arrives
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        if middle.astimezone(zone).utcoffset() == shown.utcoffset():
            before = middle
        else:
            after = middle
    # Clocks are set at whole seconds.
    return after.replace(microsecond=0)


@lru_cache(maxsize=64)
def _read_hours(written: str) -> tuple[tuple[int, int], ...]:
    """Each stretch as minutes from the day's midnight; one over midnight ends after 1440.

    Raises ValueError, worded to follow the setting.
    """
    word = " ".join(written.casefold().split())
    if word in ("", "none"):
        return ()
    if word == "all day":
        return ((0, _MINUTES_OF_A_DAY),)
    return tuple(_read_stretches(word))


def _read_stretches(word: str) -> Iterator[tuple[int, int]]:
    for part in word.split(","):
        found = _HOURS.fullmatch(part.strip())
        if found is None:
            raise ValueError(
                say(
                    'is not understood: write hours such as "22:00-07:00", several with commas between, '
                    '"all day" or "none"'
                )
            )
        start, end = _minutes(found[1], found[2]) % _MINUTES_OF_A_DAY, _minutes(found[3], found[4])
        if start == end:
            raise ValueError(
                say(
                    'begins and ends at the same time ({hours}): for all of it write "all day"',
                    hours=part.strip(),
                )
            )
        yield start, end if end > start else end + _MINUTES_OF_A_DAY


def _minutes(hour: str, minute: str | None) -> int:
    minutes = int(hour) * 60 + int(minute or 0)
    if int(minute or 0) > 59 or minutes > _MINUTES_OF_A_DAY:
        raise ValueError(
            say(
                "names {hour}:{minute}, and no clock shows that: from 0:00 to 24:00",
                hour=hour,
                minute=minute or "00",
            )
        )
    return minutes
