"""Turn a number as a list writes it into `+` and digits, quickly when it already is."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from agent.call.list_entry import EntryKind
from agent.call.sentence import say

_WHOLE = re.compile(r"\+[1-9][0-9]{6,14}")
_START = re.compile(r"\+[1-9][0-9]{0,14}")
_DIGITS = re.compile(r"[0-9]+")
_DECORATION = re.compile(r"[\s().\-/\u00a0\u2000-\u200f\u2010-\u2015\u202a-\u202f\u2060-\u2069\ufeff]+")
_TRUNK_IN_BRACKETS = re.compile(r"(?<=[0-9])\s*\(0\)")

ReadNational = Callable[[str], str | None]
"""A number as dialled inside the country -> E.164, or None when it is no number there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberReader:
    """Reads numbers in the dialling habits of one country; raises ValueError with the reason."""

    country_code: str = ""
    """Digits of the source's country code, for example `33`; empty: only `+…` and `00…`."""
    trunk_prefix: str = "0"
    """What is dialled before a national number and left out abroad; empty where there is none."""
    international_prefix: str = "00"
    read_national: ReadNational | None = None
    """A stricter reader of national numbers; without it only the trunk prefix is replaced."""

    def exact(self, typed: str) -> str:
        """One whole number as E.164; ValueError says why it is none."""
        if _WHOLE.fullmatch(typed):
            return typed
        value = self._with_country(typed, whole=True)
        if _WHOLE.fullmatch(value):
            return value
        raise ValueError(
            say(
                "{typed!r} has {count} digits; a number has 7 to 15 with its country code",
                typed=typed,
                count=len(value) - 1,
            )
        )

    def prefix(self, typed: str) -> str:
        """The beginning of numbers as `+` and digits; ValueError says why it is none."""
        if _START.fullmatch(typed):
            return typed
        value = self._with_country(typed, whole=False)
        if _START.fullmatch(value):
            return value
        raise ValueError(say("{typed!r} does not begin with a country code", typed=typed))

    def ranged(self, typed: str) -> tuple[EntryKind, str]:
        """Read a number, a prefix written `030*`, or a pattern written `+33162######`."""
        text = typed.strip()
        start = text.rstrip("*")
        if start != text:
            return "prefix", self.prefix(start)
        start = text.rstrip("#")
        if start != text:
            value = self.prefix(start)
            free = len(text) - len(start)
            if len(value) + free > 16:
                raise ValueError(say("{typed!r} is longer than any number: 15 digits at most", typed=typed))
            return "pattern", value + "#" * free
        return "exact", self.exact(text)

    def international(self, digits: str) -> str:
        """Bare E.164 digits (`33162000001`) with their `+`."""
        return self.exact("+" + digits)

    def _with_country(self, typed: str, *, whole: bool) -> str:
        text = typed.strip()
        if text[:4].lower() == "tel:":
            text = text[4:].partition(";")[0]
        text = _DECORATION.sub("", _TRUNK_IN_BRACKETS.sub("", text))
        if text.startswith("+"):
            return _only_digits(text[1:], typed)
        digits = _only_digits(text, typed)[1:]
        if self.international_prefix and digits.startswith(self.international_prefix):
            return "+" + digits[len(self.international_prefix) :]
        if not self.country_code and not (whole and self.read_national):
            raise ValueError(
                say("{typed!r} has no country code; set the list's country, or write it as +…", typed=typed)
            )
        if whole and len(digits) <= 6:
            raise ValueError(
                say("{typed!r} is a short number; only whole numbers can be listed here", typed=typed)
            )
        if whole and self.read_national is not None:
            value = self.read_national(digits)
            if value is None:
                raise ValueError(
                    say("{typed!r} is no number in the list's country; write it as +…", typed=typed)
                )
            return value
        if self.trunk_prefix and digits.startswith(self.trunk_prefix):
            digits = digits[len(self.trunk_prefix) :]
        return f"+{self.country_code}{digits}"


def _only_digits(text: str, typed: str) -> str:
    if not _DIGITS.fullmatch(text):
        raise ValueError(
            say("{typed!r} is not a phone number", typed=typed)
            if typed.strip()
            else say("the number is empty")
        )
    return "+" + text
