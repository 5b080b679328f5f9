"""People name days and hours of the past in many ways; what may mean two things is asked back."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from agent.call.user_error import UserError
from agent.service.desk.past_time import past_time, past_time_from
from agent.settings.config_file import load_settings

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 30, 14, 5, 30, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-11-29", "2026-11-29"),
        ("2026-6-5", "2026-06-05"),
        ("29/11", "2026-11-29"),
        ("11/29", "2026-11-29"),
        ("30/11", "2026-11-30"),
        ("1/12", "2025-12-01"),
        ("5/6", "2026-06-05"),
        ("29.11.", "2026-11-29"),
        ("29.11", "2026-11-29"),
        ("29.11.25", "2025-11-29"),
        ("29/11/2024", "2024-11-29"),
        ("29/02", "2024-02-29"),
        ("today", "2026-11-30"),
        ("Yesterday", "2026-11-29"),
        ("hier", "2026-11-29"),
        ("aujourd’hui", "2026-11-30"),
        ("avant-hier", "2026-11-28"),
        ("3 days ago", "2026-11-27"),
        ("il y a 3 jours", "2026-11-27"),
        ("3d", "2026-11-27"),
        ("2 weeks ago", "2026-11-16"),
        ("il y a 1 semaine", "2026-11-23"),
        ("400 days ago", "2025-10-26"),
    ],
)
def test_a_day_is_meant_from_midnight_to_midnight_on_the_household_s_clock(typed: str, day: str) -> None:
    meant = past_time(typed, NOW, PARIS)
    first = datetime.fromisoformat(day).replace(tzinfo=PARIS)
    assert meant.begins_at == first
    assert meant.ends_at == (first + timedelta(days=1)).astimezone(UTC)
    assert meant.begins_at.tzinfo is UTC


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("18:30", "2026-11-29 18:30+01:00"),
        ("14:05", "2026-11-30 14:05+01:00"),
        ("14:06", "2026-11-29 14:06+01:00"),
        ("2026-11-28 18:30", "2026-11-28 18:30+01:00"),
        ("2026-11-28T18:30:59", "2026-11-28 18:30+01:00"),
        ("29/11 18h", "2026-11-29 18:00+01:00"),
        ("hier 18h30", "2026-11-29 18:30+01:00"),
        ("hier à 18h30", "2026-11-29 18:30+01:00"),
        ("yesterday at 8:05", "2026-11-29 08:05+01:00"),
        ("2h ago", "2026-11-30 12:05:30+01:00"),
        ("1h30 ago", "2026-11-30 12:35:30+01:00"),
        ("90m", "2026-11-30 12:35:30+01:00"),
        ("48h", "2026-11-28 14:05:30+01:00"),
        ("il y a 2 heures", "2026-11-30 12:05:30+01:00"),
        ("2026-11-21T08:00:00.250000+00:00", "2026-11-21 09:00:00.250000+01:00"),
        ("2026-11-21T08:00:00Z", "2026-11-21 09:00+01:00"),
    ],
)
def test_an_hour_is_one_moment_and_never_to_come(typed: str, at: str) -> None:
    meant = past_time(typed, NOW, PARIS)
    assert meant.begins_at == meant.ends_at == datetime.fromisoformat(at)


def test_the_hour_that_it_just_is_is_now() -> None:
    on_the_minute = NOW.replace(second=0)
    assert past_time("14:05", on_the_minute, PARIS).begins_at == on_the_minute


def test_a_day_on_which_the_clock_is_changed_has_an_hour_more() -> None:
    autumn = past_time("2026-10-25", NOW, PARIS)
    assert autumn.ends_at - autumn.begins_at == timedelta(hours=25)


def test_without_a_zone_the_computer_s_clock_counts() -> None:
    begins = past_time("yesterday", NOW, None).begins_at.astimezone(None)
    assert (begins.hour, begins.minute) == (0, 0)


@pytest.mark.parametrize("typed", ["20h", "8h05", "2 h", "0h"])
def test_what_may_be_an_hour_or_a_length_is_asked_back(typed: str) -> None:
    with pytest.raises(UserError, match="may be an hour of the day or a length of time"):
        past_time(typed, NOW, PARIS)


def test_where_the_month_may_stand_first_only_what_can_be_one_day_is_read(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[[line]]\ntrusted_peers = ["127.0.0.9"]\ncountry = "US"\n')
    american = load_settings(config, environment={})
    with pytest.raises(UserError, match='"5/6" may be two days'):
        past_time_from("5/6", NOW, american)
    for typed in ("29/11", "11/29", "11/11", "5.6."):
        assert past_time_from(typed, NOW, american).begins_at < NOW


@pytest.mark.parametrize(
    "typed",
    ["", "soon", "18", "32/1", "31/2", "0000-00-00", "0001-01-01", "25:00", "31/12/9999", "-3d", "hier 25h"],
)
def test_what_cannot_be_is_one_sentence_with_the_way_out(typed: str) -> None:
    with pytest.raises(UserError) as told:
        past_time(typed, NOW, PARIS)
    assert str(told.value).startswith(f'"{typed}" is no time of the past that I understand: write 2026-11-29')
