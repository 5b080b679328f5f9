"""Numbers such as `3950` or `112` that exist in one country only."""

import phonenumbers
from phonenumbers import PhoneNumber, shortnumberinfo

from agent.identify.dial_plan import DialPlan
from agent.identify.french_overseas import FRENCH_PLAN

LONGEST_SHORT_NUMBER = 6
"""`116117`, `118218`: no country gives short numbers more digits."""


def is_short_number(digits: str, plan: DialPlan) -> bool:
    """True when the plan's country is known to have this short number."""
    if not digits or (digits[0] == "0" and len(digits) > 3):
        return False
    candidate = PhoneNumber(
        country_code=phonenumbers.country_code_for_region(plan.country), national_number=int(digits)
    )
    if digits != str(candidate.national_number):
        return shortnumberinfo.is_emergency_number(digits, plan.country)
    countries = {plan.country, "FR"} if plan.country in FRENCH_PLAN else {plan.country}
    return any(shortnumberinfo.is_valid_short_number_for_region(candidate, country) for country in countries)
