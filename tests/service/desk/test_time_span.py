"""People say for how long they want something in many ways; what cannot be understood is one sentence."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from agent.call.user_error import UserError
from agent.service.desk.time_span import end_of

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 21, 14, 5, 30, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("90m", 90),
        ("90 min", 90),
        ("2h", 120),
        ("2 hours", 120),
        ("1h30", 90),
        ("1h05", 65),
        ("1h 30m", 90),
        ("1 H 30 min", 90),
        ("1h30m", 90),
        ("1d", 24 * 60),
        ("2 days 3h", 51 * 60),
        ("1 heure", 60),
        ("2j", 48 * 60),
        ("31d", 31 * 24 * 60),
    ],
)
def test_a_length_of_time_is_read_as_people_write_it(typed: str, minutes: int) -> None:
    assert end_of(typed, NOW, PARIS) == NOW.astimezone(UTC) + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("typed", "end"),
    [
        ("until 18:00", "2026-11-21 18:00+01:00"),
        ("until 18h", "2026-11-21 18:00+01:00"),
        ("Until 18h30", "2026-11-21 18:30+01:00"),
        ("until 7", "2026-11-22 07:00+01:00"),
        ("until 14:05", "2026-11-22 14:05+01:00"),
        ("until 2026-11-30 9:15", "2026-11-30 09:15+01:00"),
    ],
)
def test_an_hour_is_the_next_one_on_the_household_s_clock(typed: str, end: str) -> None:
    assert end_of(typed, NOW, PARIS) == datetime.fromisoformat(end)


@pytest.mark.parametrize(
    ("now", "typed", "end"),
    [
        ("2026-03-28 23:00+01:00", "until 7:00", "2026-03-29 07:00+02:00"),
        ("2026-03-28 23:00+01:00", "8h", "2026-03-29 08:00+02:00"),
        ("2026-10-24 23:00+02:00", "until 7:00", "2026-10-25 07:00+01:00"),
        ("2026-10-25 02:45+02:00", "until 2:30", "2026-10-25 02:30+01:00"),
        ("2026-10-25 02:45+01:00", "until 2:30", "2026-10-26 02:30+01:00"),
    ],
)
def test_the_change_of_the_clock_moves_hours_and_no_lengths(now: str, typed: str, end: str) -> None:
    assert end_of(typed, datetime.fromisoformat(now), PARIS) == datetime.fromisoformat(end)


def test_without_a_zone_the_computer_s_clock_counts() -> None:
    end = end_of("until 18:00", NOW, None).astimezone(None)
    assert (end.hour, end.minute) == (18, 0)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", '"" is no length of time: write 90m, 2h, 1h30, 2d, or until 18:00'),
        ("90", '"90" is no length of time'),
        ("soon", '"soon" is no length of time'),
        ("-2h", '"-2h" is no length of time'),
        ("1h75", '"1h75" is no length of time'),
        ("2h30x", "is no length of time"),
        ("until", "is no length of time"),
        ("until 25:00", "is no length of time"),
        ("until 2026-13-01 9:00", "is no length of time"),
        ("until 0001-01-01 0:00", "is no length of time"),
        ("0m", '"0m" is over already'),
        ("until 2026-11-21 9:00", "is over already"),
        ("32d", '"32d" is longer than 31 days: what shall last belongs into config.toml'),
        ("until 9999-12-31 23:59", "is longer than 31 days"),
    ],
)
def test_what_cannot_be_is_one_sentence(typed: str, sentence: str) -> None:
    with pytest.raises(UserError) as told:
        end_of(typed, NOW, PARIS)
    assert sentence in str(told.value)
    assert "\n" not in str(told.value)
