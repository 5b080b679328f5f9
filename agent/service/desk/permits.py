"""What the household asks for a while, as its command line and pages ask it."""

from agent.identify.emergency_number import is_emergency_number
from agent.service.judging.permits import DAY, HOUR, Permit, Permits, open_permits
from agent.service.judging.settings_for_calls import dial_plan_of
from agent.settings.settings import Settings

__all__ = ["DAY", "HOUR", "Permit", "Permits", "is_emergency_here", "open_permits"]


def is_emergency_here(dialled: str, settings: Settings) -> bool:
    """True when whoever dials this in the house calls for help."""
    return is_emergency_number(dialled, dial_plan_of(settings.line_named(None), settings))
