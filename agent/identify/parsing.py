"""Digits that libphonenumber has parsed: whether any plan has room for them, and no country code twice.

libphonenumber knows which lengths and beginnings each country has given out; what it does not expect is what
gateways make of a number that already had its country code.
"""

import re

import phonenumbers
from phonenumbers import PhoneNumber, ValidationResult

# Area and exchange codes of North America cannot begin with 0 or 1, however the plan grows (NANP).
_NORTH_AMERICAN = re.compile(r"[2-9]\d\d[2-9]\d{6}")


def parsed_in(text: str, country: str | None) -> PhoneNumber | None:
    """The number that `text` is when dialled in `country`, or None when it is none at all.

    `+33 0033 1 62 …`, `033162…` and `+3333162…`, which no plan knows, are `+33162…`: somebody put the country
    code in front of a number that had it.
    """
    try:
        found = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    code, national = str(found.country_code), phonenumbers.national_significant_number(found).lstrip("0")
    if not national.startswith(code) or phonenumbers.is_valid_number(found):
        return found
    once = parsed_in(f"+{national}", None)
    if once is None:
        return found
    is_better = phonenumbers.is_valid_number(once) or (is_possible(once) and not is_possible(found))
    # Of two that are nothing, digits too many are rather a code too many.
    too_long = phonenumbers.is_possible_number_with_reason(found) == ValidationResult.TOO_LONG
    return once if is_better or too_long else found


def is_possible(number: PhoneNumber) -> bool:
    """Whether its country's plan has room for the number, given out or not."""
    if phonenumbers.is_valid_number(number):
        return True
    # Stricter than is_possible_number, which also accepts local numbers without their area code.
    if phonenumbers.is_possible_number_with_reason(number) != ValidationResult.IS_POSSIBLE:
        return False
    national = phonenumbers.national_significant_number(number)
    # Where numbers keep a 0 abroad (Italy, Gabon …), those that do are known.
    return national[0] != "0" and (number.country_code != 1 or bool(_NORTH_AMERICAN.fullmatch(national)))
