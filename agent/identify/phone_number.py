"""Any way of writing a telephone number, read as the one number of the world it means on this line.

The only place that asks libphonenumber about numbers.  What it is asked is how countries dial; what it is not
trusted with is that its tables are complete, because numbering plans grow.
"""

import re
from dataclasses import dataclass

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumber, PhoneNumberType

from agent.call.sentence import say
from agent.identify.dial_plan import DialPlan
from agent.identify.french_overseas import FRENCH_PLAN, territory_of
from agent.identify.parsing import is_possible, parsed_in
from agent.identify.short_number import LONGEST_SHORT_NUMBER, is_short_number
from agent.identify.subscriber import same_subscriber_forms, shown_form
from agent.identify.written_number import WrittenNumber, read_written_number

__all__ = ["LINE_TYPES", "Number", "is_known_country", "read_number", "same_subscriber_forms"]

LONGEST_LOCAL_NUMBER = 8
LONGEST_E164 = 15
"""ITU-T E.164 §6.1, country code included."""
LONGEST_NUMBER = 20
"""Digits of the longest number that is shown: a German firm puts its extensions behind 15 digits (the longest
that libphonenumber knows to parse)."""

LINE_TYPES: dict[int, str] = {
    PhoneNumberType.FIXED_LINE: "fixed-line",
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE_OR_MOBILE: "fixed-line-or-mobile",
    PhoneNumberType.TOLL_FREE: "toll-free",
    PhoneNumberType.PREMIUM_RATE: "premium-rate",
    PhoneNumberType.SHARED_COST: "shared-cost",
    PhoneNumberType.VOIP: "voip",
    PhoneNumberType.PERSONAL_NUMBER: "personal",
    PhoneNumberType.PAGER: "pager",
    PhoneNumberType.UAN: "uan",
    PhoneNumberType.VOICEMAIL: "voicemail",
}
_GEOGRAPHIC = ("fixed-line", "mobile", "fixed-line-or-mobile")


@dataclass(frozen=True, slots=True)
class Number:
    """One number, as this line understands it."""

    number_e164: str | None
    """`+` and digits, kept even when no plan knows the number, or when it has more digits than E.164 allows
    (`LONGEST_NUMBER`); None for a short number."""
    short_number: str = ""
    """A number such as `3950` or `112` that exists in one country only; else empty."""
    possible: bool = True
    """False when no plan has room for it: unknown country code or wrong length.  A range not yet known as
    given out is possible, because plans grow."""
    country: str = ""
    """ISO 3166-1 alpha-2, empty for numbers of no single country (+800, satellites) or of none known."""
    line_type: str = ""
    """A word of `LINE_TYPES`, empty when the range is not known."""


def read_number(typed: str, plan: DialPlan) -> Number | None:
    """Read what a person or a network wrote, the way `plan`'s line would; None when it is no number at all.

    A French overseas number comes out under its own country code, however it was written.
    """
    written = read_written_number(typed)
    if written is None:
        return None
    if written.context:
        written, plan = _in_context(written, plan)
    digits = written.digits
    if written.international:
        # Gateways put a + in front of a trunk 0 or of 00; no country code begins with 0.
        return _international(digits, plan) if digits[0] != "0" else _national(digits, plan)
    return _national(digits, plan)


def is_known_country(country: str) -> bool:
    """True for a country (ISO 3166-1 alpha-2) whose way of dialling we know."""
    return country in phonenumbers.SUPPORTED_REGIONS


def _in_context(written: WrittenNumber, plan: DialPlan) -> tuple[WrittenNumber, DialPlan]:
    """RFC 3966 §5.1.5: the context is the country, or the beginning of the number, or the caller's town."""
    for length in (1, 2, 3):
        code, rest = written.context[:length], written.context[length:]
        country = phonenumbers.region_code_for_country_code(int(code))
        if is_known_country(country):
            break
    else:
        return WrittenNumber(written.context + written.digits, international=True), plan
    whole = parsed_in(f"+{written.context}{written.digits}", None)
    if rest and whole is not None and is_possible(whole):
        return WrittenNumber(written.context + written.digits, international=True), plan
    if (country == plan.country and not rest) or {country, plan.country} <= FRENCH_PLAN:
        return written, plan
    return written, DialPlan(country=country, area_code=rest[:3] if code == "1" else rest)


def _international(digits: str, plan: DialPlan) -> Number:
    parsed = parsed_in(f"+{digits}", None)
    if parsed is None:
        return _unknown(digits, LONGEST_NUMBER)
    national = phonenumbers.national_significant_number(parsed)
    country = phonenumbers.region_code_for_country_code(parsed.country_code or 0)
    if country == _dialling_country(plan) and not is_possible(parsed) and is_short_number(national, plan):
        # Some networks put the country code even before a short number: +333950 is 3950.
        return Number(None, short_number=national, country=plan.country)
    return _number(parsed)


def _national(digits: str, plan: DialPlan) -> Number:
    country = _dialling_country(plan)
    if len(digits) <= LONGEST_SHORT_NUMBER:
        if is_short_number(digits, plan):
            return Number(None, short_number=digits, country=plan.country)
        found = _complete_without_prefix(digits, plan) or _local(digits, plan)
        if found:
            return _number(found)
        if digits[0] != "0":
            return Number(None, short_number=digits, country=plan.country)
    if digits.startswith("00") and re.fullmatch(_metadata(country).international_prefix or "", "00"):
        return _international(digits[2:], plan)
    readings = [parsed for parsed in _readings(digits, country, plan) if parsed is not None]
    for is_good in (phonenumbers.is_valid_number, is_possible):
        if found := next(filter(is_good, readings), None):
            return _number(found)
    return _number(readings[0]) if readings else _unknown(digits, LONGEST_E164)


def _readings(digits: str, country: str, plan: DialPlan) -> list[PhoneNumber | None]:
    """Every number these digits could mean without a `+`, likeliest first."""
    trunk = _metadata(country).national_prefix or ""
    if digits.startswith("0"):
        abroad = parsed_in(f"+{digits[2:]}", None) if digits.startswith("00") else None
        # Saint-Pierre-et-Miquelon has numbers of its own beside those it shares with France.
        own = parsed_in(digits, plan.country) if plan.country != country else None
        return [parsed_in(digits, country), own, abroad]
    local = _local(digits, plan) if len(digits) <= LONGEST_LOCAL_NUMBER else None
    national = parsed_in(digits, country)
    international = parsed_in(f"+{digits}", None)
    # Gateways drop the + of an international number more often than the 0 of a national one, so without a 0
    # the country code comes first, unless numbers here have one length or are written without the 0.
    misses_trunk = trunk == "0" and not _is_whole_national(digits, national)
    if misses_trunk and (_is_open_plan(country) or digits.startswith(_country_code(country))):
        return [local, international, national]
    return [local, national, international]


def _is_whole_national(digits: str, parsed: PhoneNumber | None) -> bool:
    """True when people there write the number with exactly these digits, as mobile numbers in China."""
    if parsed is None or not phonenumbers.is_valid_number(parsed):
        return False
    written = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
    return phonenumbers.normalize_digits_only(written) == digits


def _local(digits: str, plan: DialPlan) -> PhoneNumber | None:
    """A neighbour's number, written without the area code, if the line has one and it fits."""
    trunk = _metadata(plan.country).national_prefix or ""
    if not plan.area_code or (trunk and digits.startswith(trunk)):
        return None
    parsed = parsed_in(trunk + plan.area_code.removeprefix(trunk) + digits, plan.country)
    return parsed if parsed is not None and phonenumbers.is_valid_number(parsed) else None


def _complete_without_prefix(digits: str, plan: DialPlan) -> PhoneNumber | None:
    """A whole national number that is only this long: Andorra, Saint-Pierre, Australia's 13 xx xx."""
    parsed = parsed_in(digits, plan.country)
    if parsed is None or not phonenumbers.is_valid_number(parsed):
        return None
    is_geographic = LINE_TYPES.get(phonenumbers.number_type(parsed)) in _GEOGRAPHIC
    may_miss_town = is_geographic and _is_open_plan(plan.country)
    return None if may_miss_town and not _is_whole_national(digits, parsed) else parsed


def _is_open_plan(country: str) -> bool:
    """True where neighbours may leave the area code out."""
    fixed_line = _metadata(country).fixed_line
    return fixed_line is not None and bool(fixed_line.possible_length_local_only)


def _country_code(country: str) -> str:
    return str(phonenumbers.country_code_for_region(country))


def _number(parsed: PhoneNumber) -> Number:
    number_e164 = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    canonical = shown_form(number_e164)
    if canonical != number_e164:
        parsed = parsed_in(canonical, None) or parsed
    country = territory_of(canonical) or phonenumbers.region_code_for_number(parsed) or ""
    line_type = LINE_TYPES.get(phonenumbers.number_type(parsed), "")
    return Number(
        canonical,
        possible=bool(line_type) or is_possible(parsed),
        country=country if is_known_country(country) else "",
        line_type=line_type,
    )


def _unknown(digits: str, most: int) -> Number:
    """A number of no country we know: shown as it came, if it has `most` digits or fewer."""
    has_room = LONGEST_SHORT_NUMBER < len(digits) <= most and digits[0] != "0"
    return Number(f"+{digits}" if has_room else None, possible=False)


def _dialling_country(plan: DialPlan) -> str:
    """France for all its territories: they dial each other with the same ten digits."""
    return "FR" if plan.country in FRENCH_PLAN else plan.country


def _metadata(country: str) -> PhoneMetadata:
    found = PhoneMetadata.metadata_for_region(country)
    if found is None:
        raise ValueError(
            say(
                "country {country!r} has no numbering plan we know; use a code such as FR or DE",
                country=country,
            )
        )
    return found
