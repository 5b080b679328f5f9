"""A number as a list writes it, quickly when it already is `+` and digits."""

import re
from dataclasses import dataclass

from agent.call.list_entry import EntryKind, ListEntry
from agent.call.sentence import say
from agent.identify.country_dialling import country_of_calling_code, may_hold_trunk_prefix
from agent.identify.dial_plan import DialPlan
from agent.identify.listed_number import read_listed_number, read_listed_numbers
from agent.identify.phone_number import is_known_country, same_subscriber_forms

# With fewer digits it may be a short number behind its country code.
_USUAL = re.compile(r"\+[1-9][0-9]{9,14}")
_WHOLE = re.compile(r"\+[1-9][0-9]{6,14}")
_END_SIGNS = re.compile(r"(?:\.?\*+|\.{3}|…)\s*$")


@dataclass(frozen=True, slots=True)
class NumberReader:
    """Reads numbers in the dialling habits of one country; raises ValueError with the reason."""

    plan: DialPlan

    def exact(self, typed: str) -> str:
        """One whole number as E.164; ValueError says why it is none."""
        if _is_usual(typed):
            return typed
        kind, value = read_listed_number(typed, self.plan, any_short=False)
        if kind == "exact" and _WHOLE.fullmatch(value):
            return value
        raise ValueError(
            say("{typed!r} is a short number; only whole numbers can be listed here", typed=typed)
            if kind == "exact"
            else say("{typed!r} is no whole number, and only whole numbers can be listed here", typed=typed)
        )

    def prefix(self, typed: str) -> str:
        """The beginning of numbers as `+` and digits; ValueError says why it is none."""
        beginning = _END_SIGNS.sub("", typed)
        kind, value = read_listed_number(f"{beginning}*", self.plan, any_short=False)
        if kind != "prefix":
            raise ValueError(say("{typed!r} is not the beginning of a number", typed=typed))
        return value

    def ranged(self, typed: str) -> tuple[EntryKind, str]:
        """Read a number, a prefix written `030*`, or a pattern written `+33162######`."""
        if _is_usual(typed):
            return "exact", typed
        return read_listed_number(typed, self.plan, any_short=False)

    def each(self, typed: str) -> list[tuple[EntryKind, str]]:
        """Read one field, which may hold several numbers.  Raises ValueError."""
        if _is_usual(typed):
            return [("exact", typed)]
        return read_listed_numbers(typed, self.plan)

    def international(self, digits: str) -> str:
        """Bare E.164 digits (`33162000001`) with their `+`."""
        value = f"+{digits}"
        if not _WHOLE.fullmatch(value):
            raise ValueError(
                say(
                    "{typed!r} has {count} digits; a number has 7 to 15 with its country code",
                    typed=value,
                    count=len(digits),
                )
            )
        return value

    def is_as_written(self, entry: ListEntry) -> bool:
        """True when an entry's value is a number, and the one that everybody would read there."""
        value = entry.value
        if value[:1] == "+":
            return not may_hold_trunk_prefix(value[1:])
        return bool(entry.region)

    def of_country(self, country: str) -> "NumberReader":
        """A reader for this country (ISO 3166-1 alpha-2), itself when it is not known."""
        return NumberReader(DialPlan(country=country)) if is_known_country(country) else self

    def of_calling_code(self, code: str) -> "NumberReader":
        """A reader for the country with this code, itself when there is none."""
        country = country_of_calling_code(code)
        return NumberReader(DialPlan(country=country)) if country else self


def number_reader(plan: DialPlan) -> NumberReader:
    """A reader of numbers written by people of the plan's country."""
    return NumberReader(plan)


def _is_usual(typed: str) -> bool:
    """True when reading would give back the very same: what nearly every line of a long list is."""
    return (
        _USUAL.fullmatch(typed) is not None
        and not may_hold_trunk_prefix(typed[1:])
        and same_subscriber_forms(typed)[0] == typed
    )
