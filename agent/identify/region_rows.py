"""What is known of every number range of the world: the rows that a table of regions is made of.

libphonenumber knows the names, but loading them takes a hundred megabytes that a small box beside a telephone
does not have.  So the names are only ever loaded here, inside `region_rows`, by a process that writes them to
a compact file and ends; who describes a number later asks that file and `naming_of`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import phonenumbers
from phonenumbers import PhoneNumberType, phonenumberutil

NAMES_VERSION: str = phonenumbers.__version__
"""Version of the names; a table made from another version is stale."""
LONGEST_PREFIX = 9
"""Digits of the longest prefix that has a name, country code included."""

_HAS_CARRIER = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE, PhoneNumberType.PAGER)


@dataclass(frozen=True, slots=True)
class RegionRow:
    """One range of numbers; what a longer prefix does not know it has taken over from the shorter one."""

    prefix_digits: str
    """Beginning of an E.164 number, without the `+`."""
    name_fr: str
    """Place in French, in English where libphonenumber has no French name, or empty."""
    name_en: str
    carrier: str
    """Operator the range was given to, or empty."""


@dataclass(frozen=True, slots=True)
class Naming:
    """Which names a number may bear."""

    country: str
    """ISO 3166-1 alpha-2 of the one country it is valid in, or empty."""
    in_area: bool = False
    """True when its digits say where it is, so that the place of its prefix is its own."""
    has_carrier: bool = False
    """True when operators are listed for its kind (mobile phones and pagers)."""
    area_digits: str = ""
    """Digits whose prefix names the place: those of the number, less the digit that marks mobile numbers in
    some countries (the 9 of +54 9 in Argentina)."""


def naming_of(number_e164: str) -> Naming:
    """Which names a number may bear; an unassigned one bears none (as libphonenumber has it)."""
    try:
        number = phonenumbers.parse(number_e164)
    except phonenumbers.NumberParseException:
        return Naming("")
    line_type = phonenumbers.number_type(number)
    if line_type == PhoneNumberType.UNKNOWN:
        return Naming("")
    country_code = number.country_code or 0
    countries = phonenumbers.region_codes_for_country_code(country_code)
    if len(countries) > 1:
        # A toll-free number of North America is valid in many countries, and so is from none.
        countries = tuple(
            country for country in countries if phonenumbers.is_valid_number_for_region(number, country)
        )
    code, mobile_mark = str(country_code), phonenumberutil.country_mobile_token(country_code)
    return Naming(
        countries[0] if len(countries) == 1 else "",
        in_area=phonenumberutil.is_number_type_geographical(line_type, country_code),
        has_carrier=line_type in _HAS_CARRIER,
        area_digits=code + number_e164[1 + len(code) :].removeprefix(mobile_mark),
    )


def region_rows() -> Iterator[RegionRow]:
    """Every named range of the world, shorter prefixes before the longer ones they contain.

    Loads about 110 MB: for a process that ends soon.
    """
    from phonenumbers.carrierdata import CARRIER_DATA
    from phonenumbers.geodata import GEOCODE_DATA

    above: list[RegionRow] = [RegionRow("", "", "", "")]
    for prefix in sorted(GEOCODE_DATA.keys() | CARRIER_DATA.keys()):
        while not prefix.startswith(above[-1].prefix_digits):
            above.pop()
        names = GEOCODE_DATA.get(prefix, {})
        row = RegionRow(
            prefix,
            name_fr=names.get("fr") or names.get("en") or above[-1].name_fr,
            name_en=names.get("en") or above[-1].name_en,
            carrier=CARRIER_DATA.get(prefix, {}).get("en") or above[-1].carrier,
        )
        above.append(row)
        yield row


def country_names() -> Iterator[tuple[str, str, str]]:
    """ISO 3166-1 alpha-2 code, French and English name of every country that has a name."""
    from phonenumbers.geodata.locale import LOCALE_DATA

    for country, names in sorted(LOCALE_DATA.items()):
        yield country, _referred(names, "fr"), _referred(names, "en")


def _referred(names: dict[str, str], language: str) -> str:
    """A country's name; `*xx` means that it is the same as in language `xx`."""
    name = names.get(language, "")
    return names.get(name[1:], "") if name.startswith("*") else name
