"""How a country dials: what its people put before a number, at home and abroad."""

import re
from dataclasses import dataclass
from functools import cache

import phonenumbers
from phonenumbers import PhoneMetadata

from agent.call.sentence import say
from agent.identify.french_overseas import FRENCH_PLAN

_USUAL_DIGITS = 12
"""Of a number with its country code, where no numbering plan is known."""


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


@cache
def is_calling_code(code: str) -> bool:
    """True for the country code of a country whose way of dialling we know."""
    return bool(country_of_calling_code(code))


@cache
def country_of_calling_code(code: str) -> str:
    """The country (ISO 3166-1 alpha-2) that has this code, the main one of several; else empty."""
    if not (code.isascii() and code.isdigit()) or code.startswith("0") or len(code) > 3:
        return ""
    country = str(phonenumbers.region_code_for_country_code(int(code)))
    return country if country in phonenumbers.SUPPORTED_REGIONS else ""


@cache
def is_given_out(code: str) -> bool:
    """True for the code of a country or of a service without one, such as +800 (ITU-T E.164)."""
    is_code = code.isascii() and code.isdigit() and not code.startswith("0") and len(code) <= 3
    return is_code and phonenumbers.region_code_for_country_code(int(code)) != phonenumbers.UNKNOWN_REGION


def behind_calling_code(code: str, digits: str) -> str:
    """What follows a country code when somebody wrote `(0)` between it and `digits`.

    The 0 is for callers at home, so it goes; it stays where numbers abroad begin with it, as in Rome.
    """
    kept, numbers_keep = f"0{digits}", _keeps_zero(country_of_calling_code(code))
    first, second = (kept, digits) if numbers_keep else (digits, kept)
    for national in (first, second):
        try:
            number = phonenumbers.parse(f"+{code}{national}", None)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return national
    return first


@cache
def _keeps_zero(country: str) -> bool:
    """True where numbers begin with 0 abroad as at home: Italy, Gabon, Ivory Coast …"""
    metadata = PhoneMetadata.metadata_for_region(country)
    kinds = (metadata.fixed_line, metadata.mobile) if metadata is not None else ()
    return any(kind is not None and (kind.example_number or "").startswith("0") for kind in kinds)


def may_hold_trunk_prefix(digits: str) -> bool:
    """True when international digits may have been written with what is dialled at home only.

    Quick, and never False for a number that reading would change.
    """
    for length in (1, 2, 3):
        pattern = _at_home_only(digits[:length])
        if pattern is not None:
            return pattern.match(digits, length) is not None
    return True


@cache
def _at_home_only(code: str) -> re.Pattern[str] | None:
    """How national numbers of the country with this code may begin at home; None when there is none."""
    country = country_of_calling_code(code)
    metadata = PhoneMetadata.metadata_for_region(country) if country else None
    if metadata is None:
        return None
    return re.compile(metadata.national_prefix_for_parsing or "(?!)")


def most_numbers_behind(beginning: str) -> int:
    """How many numbers may begin with `+` and these digits, by the longest that are dialled there.

    The longest ones of a few countries are rare: then it is many times what is given out.
    """
    digits = beginning.removeprefix("+")
    for length in (1, 2, 3):
        metadata = PhoneMetadata.metadata_for_region(country_of_calling_code(digits[:length]) or "001")
        kinds = (metadata.fixed_line, metadata.mobile) if metadata is not None else ()
        lengths = [len(kind.example_number) for kind in kinds if kind is not None and kind.example_number]
        if lengths:
            return int(10 ** max(length + max(lengths) - len(digits), 0))
    return int(10 ** max(_USUAL_DIGITS - len(digits), 0))
