"""How a country dials: what its people put before a number, at home and abroad."""

import re
from dataclasses import dataclass
from functools import cache

import phonenumbers
from phonenumbers import PhoneMetadata

from agent.call.sentence import say
from agent.identify.french_overseas import FRENCH_PLAN


@dataclass(frozen=True, slots=True)
class CountryDialling:
    """What people of one country dial in front of a number."""

    calling_code: str
    """`33` for France (ITU-T E.164 country code)."""
    trunk_prefix: str
    """What national numbers begin with, `0` in most countries; empty where they begin at once."""
    international_prefix: re.Pattern[str]
    """What numbers abroad begin with: `00`, `011`, or one of several in some countries."""


@cache
def dialling_of(country: str) -> CountryDialling:
    """How `country` (ISO 3166-1 alpha-2) dials; French overseas territories dial like France.

    Raises ValueError (no such country has a numbering plan).
    """
    dials_as = "FR" if country in FRENCH_PLAN else country
    metadata = PhoneMetadata.metadata_for_region(dials_as)
    if metadata is None:
        raise ValueError(
            say(
                "country {country!r} has no numbering plan we know; use a code such as FR or DE",
                country=country,
            )
        )
    return CountryDialling(
        calling_code=str(metadata.country_code),
        trunk_prefix=metadata.national_prefix or "",
        international_prefix=re.compile(metadata.international_prefix or "00"),
    )


def without_trunk_zero(digits: str) -> str:
    """International digits without the 0 that many people leave after the calling code.

    `330162` gives `33162`, as in `+33 (0)1 62`; `3906` stays, because Rome's numbers do begin with 0.
    """
    for length in (1, 2, 3):
        code, national = digits[:length], digits[length:]
        trunk = _trunk_prefix_behind(code)
        if trunk.startswith("0") and national.startswith(trunk):
            return code + national.removeprefix(trunk)
    return digits


@cache
def _trunk_prefix_behind(calling_code: str) -> str:
    """The trunk prefix of the country with this code, or empty when there is neither."""
    if calling_code.startswith("0") or not calling_code.isdecimal():
        return ""
    country = phonenumbers.region_code_for_country_code(int(calling_code))
    metadata = PhoneMetadata.metadata_for_region(country)
    return metadata.national_prefix or "" if metadata is not None else ""
