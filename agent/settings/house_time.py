"""The clock on the household's wall."""

from datetime import datetime
from zoneinfo import ZoneInfo

from agent.settings.settings import Settings


def in_house_time(moment: datetime, settings: Settings) -> datetime:
    """A moment as the clock on the household's wall shows it."""
    return moment.astimezone(house_zone(settings))


def house_zone(settings: Settings) -> ZoneInfo | None:
    """The household's time zone; None for this computer's, as `astimezone` takes it."""
    return ZoneInfo(settings.house.time_zone) if settings.house.time_zone else None
