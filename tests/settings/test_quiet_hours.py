"""Quiet hours mean what a household reads in them, over midnight and over both changes of the clock."""

from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.settings.config_file import ConfigMistakes, settings_from
from agent.settings.quiet_hours import DAYS, LOOK_AHEAD, QuietHoursSettings

PARIS = ZoneInfo("Europe/Paris")
ZONES = sorted(available_timezones())
MINUTE = timedelta(minutes=1)


def in_paris(written: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=PARIS, fold=fold)


def until(hours: QuietHoursSettings, now: str, fold: int = 0) -> str | None:
    end = hours.quiet_until(in_paris(now, fold), PARIS)
    return end.astimezone(PARIS).isoformat(sep=" ", timespec="minutes") if end else None


NIGHTS = QuietHoursSettings(
    every_day="22:00-07:00", friday="23:30-9", saturday="none", sunday="13h-14h30, 21h-7h"
)


# 16 to 20 November 2026 are Monday to Friday.
@pytest.mark.parametrize(
    ("now", "ends"),
    [
        ("2026-11-16 21:59:59", None),
        ("2026-11-16 22:00", "2026-11-17 07:00+01:00"),
        ("2026-11-17 06:59:59", "2026-11-17 07:00+01:00"),
        ("2026-11-17 07:00", None),
        ("2026-11-20 22:30", None),  # Friday begins later
        ("2026-11-20 23:30", "2026-11-21 09:00+01:00"),
        ("2026-11-21 08:59", "2026-11-21 09:00+01:00"),  # the night belongs to Friday
        ("2026-11-21 23:00", None),  # Saturday has none
        ("2026-11-22 06:00", None),
        ("2026-11-22 13:59", "2026-11-22 14:30+01:00"),
        ("2026-11-22 15:00", None),
        ("2026-11-22 21:00", "2026-11-23 07:00+01:00"),
    ],
)
def test_a_night_belongs_to_the_evening_on_which_it_begins(now: str, ends: str | None) -> None:
    assert until(NIGHTS, now) == ends


@pytest.mark.parametrize(
    ("hours", "now", "ends"),
    [
        # Spring: 02:00 becomes 03:00 on 29 March.
        ("22:00-07:00", "2026-03-28 23:00", "2026-03-29 07:00+02:00"),
        ("22:00-02:30", "2026-03-29 01:59", "2026-03-29 03:00+02:00"),
        ("02:30-06:00", "2026-03-29 01:59:59", None),
        ("02:30-06:00", "2026-03-29 03:00", "2026-03-29 06:00+02:00"),
        # Autumn: 03:00 becomes 02:00 on 25 October.
        ("22:00-07:00", "2026-10-24 23:00", "2026-10-25 07:00+01:00"),
        ("22:00-02:30", "2026-10-25 01:00", "2026-10-25 02:30+02:00"),
        ("01:00-04:00", "2026-10-25 01:30", "2026-10-25 04:00+01:00"),
    ],
)
def test_the_end_is_the_one_on_the_wall_when_the_clock_is_changed(hours: str, now: str, ends: str) -> None:
    assert until(QuietHoursSettings(every_day=hours), now) == ends


def test_an_hour_that_comes_twice_is_quiet_twice() -> None:
    early = QuietHoursSettings(every_day="22:00-02:30")
    assert until(early, "2026-10-25 02:15") == "2026-10-25 02:30+02:00"
    assert until(early, "2026-10-25 02:45") is None
    assert until(early, "2026-10-25 02:15", fold=1) == "2026-10-25 02:30+01:00"


def test_hours_that_touch_are_one_stretch_and_hours_without_end_are_told_a_week_ahead() -> None:
    touching = QuietHoursSettings(monday="22:00-24:00", tuesday="00:00-08:00, 08:00-09:15")
    assert until(touching, "2026-11-16 23:00") == "2026-11-17 09:15+01:00"
    now = in_paris("2026-11-16 23:00")
    end = QuietHoursSettings(every_day="all day").quiet_until(now, PARIS)
    assert end is not None and LOOK_AHEAD <= end - now <= LOOK_AHEAD + timedelta(days=1)


def test_a_day_comes_before_its_group_and_a_group_before_every_day() -> None:
    hours = QuietHoursSettings(every_day="20-21", monday_to_friday="10-11", weekend="none", friday="12-13")
    quiet = {
        (day, hour)
        for day, date in zip(DAYS, range(16, 23), strict=True)
        for hour in (10, 12, 20)
        if until(hours, f"2026-11-{date} {hour}:00")
    }
    assert quiet == {*((day, 10) for day in DAYS[:4]), ("friday", 12)}


@pytest.mark.parametrize(
    "written",
    ["22:00-07:00", "22-7", "22h-7h", "22H00 - 07h00", "22.00–7.00", "22:00 to 07:00", "22h à 7h"],
)
def test_hours_are_read_as_people_write_them(written: str) -> None:
    hours = QuietHoursSettings(every_day=written)
    assert until(hours, "2026-11-16 22:00") == "2026-11-17 07:00+01:00"
    assert until(hours, "2026-11-17 07:00") is None


def test_without_hours_the_house_is_never_quiet() -> None:
    for date in range(16, 23):
        assert until(QuietHoursSettings(), f"2026-11-{date} 03:00") is None


@pytest.mark.parametrize(
    ("toml", "sentence"),
    [
        (
            {"monday": "at night"},
            '[quiet_hours] monday = "at night" is not understood: write hours such as "22:00-07:00", '
            'several with commas between, "all day" or "none"',
        ),
        ({"friday": "22:00-25:00"}, 'friday = "22:00-25:00" names 25:00, and no clock shows that'),
        ({"friday": "22:61-7"}, "names 22:61, and no clock shows that: from 0:00 to 24:00"),
        ({"friday": "7-7"}, 'begins and ends at the same time (7-7): for all of it write "all day"'),
        ({"friday": "22-7,"}, "is not understood"),
        ({"friday": 22}, '[quiet_hours] friday = 22 must be text in "quotes"'),
        ({"mondays": "22-7"}, "[quiet_hours] has no setting mondays (did you mean monday?)"),
    ],
)
def test_a_mistake_is_a_sentence_that_names_the_way_out(
    toml: dict[str, object], sentence: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with pytest.raises(ConfigMistakes) as told:
        settings_from({"quiet_hours": toml}, None, tmp_path_factory.getbasetemp(), {})
    assert sentence in str(told.value)


@cache
def changes_of_2026(zone: str) -> list[datetime]:
    """Every moment of 2026 at which clocks of the zone are set, to the minute."""
    clock = ZoneInfo(zone)
    weeks = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(weeks=week) for week in range(53)]
    found = []
    for before, after in pairwise(weeks):
        while (
            before.astimezone(clock).utcoffset() != after.astimezone(clock).utcoffset()
            and after - before > MINUTE
        ):
            middle = before + (after - before) // 2
            if middle.astimezone(clock).utcoffset() == before.astimezone(clock).utcoffset():
                before = middle
            else:
                after = middle
        if after - before <= MINUTE:
            found.append(after.replace(second=0, microsecond=0))
    return found


def shows_a_quiet_hour(moment: datetime, zone: ZoneInfo, stretches: list[tuple[int, int]]) -> bool:
    """The same question asked of the clock's hands alone; the stretches hold for every day."""
    shown = moment.astimezone(zone)
    minute = shown.hour * 60 + shown.minute
    return any(
        start <= minute < end if start < end else minute >= start or minute < end for start, end in stretches
    )


def hours_of(stretches: list[tuple[int, int]]) -> QuietHoursSettings:
    def as_clock(minute: int) -> str:
        return f"{minute // 60}:{minute % 60:02}"

    return QuietHoursSettings(every_day=", ".join(f"{as_clock(a)}-{as_clock(b)}" for a, b in stretches))


def assert_ends_when_the_wall_says_so(
    now: datetime, zone: ZoneInfo, stretches: list[tuple[int, int]]
) -> None:
    end = hours_of(stretches).quiet_until(now, zone)
    assert (end is not None) == shows_a_quiet_hour(now, zone, stretches)
    if end is None:
        return
    assert (end - now) % MINUTE == timedelta(0)
    minutes = min((end - now) // MINUTE, 2000)
    assert all(
        shows_a_quiet_hour(now + i * MINUTE, zone, stretches) for i in (*range(0, minutes, 10), minutes - 1)
    )
    assert end - now >= LOOK_AHEAD or not shows_a_quiet_hour(end, zone, stretches)


@pytest.mark.parametrize("stretch", [(22 * 60, 7 * 60), (22 * 60, 2 * 60 + 30), (60, 3 * 60 + 10)])
def test_in_every_zone_both_changes_of_2026_are_met(stretch: tuple[int, int]) -> None:
    for name in ZONES:
        for change in changes_of_2026(name):
            for minutes in (-300, -61, -30, -1, 0, 1, 31, 90):
                assert_ends_when_the_wall_says_so(change + minutes * MINUTE, ZoneInfo(name), [stretch])


@settings(deadline=None)
@given(data=st.data())
def test_any_hours_end_when_the_wall_says_so(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(ZONES))
    minutes = st.integers(0, 24 * 60 - 1)
    stretch = st.tuples(minutes, minutes).filter(lambda pair: pair[0] != pair[1])
    stretches = data.draw(st.lists(stretch, min_size=1, max_size=2))
    around = data.draw(st.sampled_from(changes_of_2026(name) or [datetime(2026, 6, 1, tzinfo=UTC)]))
    now = around + data.draw(st.integers(-20 * 60, 6 * 60)) * MINUTE
    assert_ends_when_the_wall_says_so(now, ZoneInfo(name), stretches)


def test_every_zone_was_asked_about_its_own_changes() -> None:
    for name in ("Europe/Paris", "Australia/Lord_Howe", "Africa/Casablanca", "Antarctica/Troll"):
        assert len(changes_of_2026(name)) == 2
    assert len(ZONES) > 400
