"""Tells an emergency number from every other that a telephone of the house may dial."""

import re

from phonenumbers import shortnumberinfo

from agent.identify.dial_plan import DialPlan
from agent.identify.french_overseas import FRENCH_PLAN

_FRENCH = frozenset({"15", "17", "18", "112", "114", "115", "119", "191", "196", "197", "116000", "116117"})
"""Numéros d'urgence, called free of charge from every telephone (ARCEP, décision n° 2002-1179 and its
amendments); libphonenumber knows four of them."""
_HIDES_OR_SHOWS = re.compile(r"^[*#]31#")
"""Dialled in front of one call's number to hide or show one's own (ETSI EN 300 089)."""
_EVERYWHERE = frozenset({"112", "911", "999"})
"""Dialled by people from elsewhere; many networks pass them on to the emergency centre of the country."""


def is_emergency_number(dialled: str, plan: DialPlan) -> bool:
    """Whether somebody who dials this calls for help, as a PBX may write it: a 0 for the line in front."""
    digits = _HIDES_OR_SHOWS.sub("", "".join(dialled.split())).removesuffix("#")
    if not digits.isdecimal():
        # `**15` is a telephone of the house.
        return False
    return any(_is_one(each, plan) for each in {digits, digits.removeprefix("0")} if each)


def _is_one(digits: str, plan: DialPlan) -> bool:
    if digits in _EVERYWHERE or (plan.country in FRENCH_PLAN and digits in _FRENCH):
        return True
    return bool(shortnumberinfo.is_emergency_number(digits, plan.country))
