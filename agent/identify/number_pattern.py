"""Numbers of one length that begin alike, written with a sign for each digit that may be any: `01 62 ## ## ##`."""

import re

from agent.call.sentence import say
from agent.identify.country_dialling import dialling_of
from agent.identify.dial_digits import international_prefix_of
from agent.identify.dial_plan import DialPlan
from agent.identify.phone_number import read_number, same_subscriber_forms
from agent.identify.written_number import WrittenNumber, read_written_number

MAX_DIGITS = 15
"""ITU-T E.164 §6.2: no number is longer, country code included."""
_SHOWN_CHARACTERS = 60

# Digits and separators, then placeholders in groups of one sign.
_DIGITS_THEN_FREE = re.compile(r"(?P<fixed>[+\d\s./()\[\]~-]*\d[\s./()~-]*?)(?P<gap>[\s./-]*)(?=[#xX?])")
_FREE_DIGITS = re.compile(r"(?P<sign>[#xX?])(?:[ ./-]?(?P=sign))*")
_DOTS_FOR_DIGITS = re.compile(r"(?P<fixed>.*\d)[\s/-]*(?P<free>(?:\s+\.\.){2,})")
_FILLINGS = "0259"
"""Some plans have no numbers with a 0 at some place; one of these always fits where the length does."""


def end_of_pattern(text: str) -> tuple[int, int, bool]:
    """Where placeholders behind the digits at the start begin and end at most, and if a space is before them.

    `(0, 0, False)` when there are none.
    """
    start = _DIGITS_THEN_FREE.match(text)
    free = _FREE_DIGITS.match(text, start.end()) if start else None
    return (free.start(), free.end(), start["gap"].isspace()) if start and free else (0, 0, False)


def with_free_digits(text: str) -> str:
    """`02 70 .. .. ..` with `#` for its dots; any other text as it is."""
    dots = _DOTS_FOR_DIGITS.fullmatch(text)
    return dots["fixed"] + "#" * dots["free"].count(".") if dots else text


def pattern_at_start(text: str, end: int, plan: DialPlan) -> tuple[str, bool]:
    """The pattern that `text[:end]` is, or empty; True when only its length keeps it from being one.

    Behind the digits that are fixed there may be nothing but placeholders.
    """
    start = _DIGITS_THEN_FREE.match(text, 0)
    free = _FREE_DIGITS.fullmatch(text, start.end(), end) if start else None
    if start is None or free is None:
        return "", False
    count = free[0].count(free["sign"])
    value = _pattern_value(start["fixed"], count, plan)
    return value, not value and not is_whole_number(start["fixed"], plan)


def whole_pattern(text: str, plan: DialPlan) -> str:
    """The pattern a text is from its first sign to its last, or empty when it is none."""
    start, end, _ = end_of_pattern(text)
    if not end or end != len(text):
        return ""
    value, _ = pattern_at_start(text, end, plan)
    if value:
        return value
    start_of = _DIGITS_THEN_FREE.match(text)
    digits = read_written_number(start_of["fixed"]) if start_of else None
    free = text.count(text[start], start)
    # Nobody's numbers have this length yet; with + there is no doubt what it means all the same.
    if digits is not None and digits.international:
        beginning = international_prefix_of(signed(digits), plan)
        if len(beginning) + free <= MAX_DIGITS + 1:
            return beginning + "#" * free
    raise ValueError(why_no_pattern(text, plan))


def why_no_pattern(text: str, plan: DialPlan) -> str:
    """What to write instead of digits and placeholders that are no pattern."""
    start = _DIGITS_THEN_FREE.match(text)
    digits = read_written_number(start["fixed"]) if start else None
    try:
        if digits is not None:
            international_prefix_of(signed(digits), plan)
    except ValueError as error:
        return str(error)
    return say(
        "no number has the length of {refused}; write one # for each digit that may be any",
        refused=shown(text),
    )


def is_whole_number(typed: str, plan: DialPlan) -> bool:
    """True for a number with country code that some numbering plan has room for."""
    number = read_number(typed, plan)
    return number is not None and number.possible and number.number_e164 is not None


def signed(digits: WrittenNumber) -> str:
    return ("+" if digits.international else "") + digits.digits


def shown(text: str) -> str:
    """Text for a sentence: short, and without anything that a terminal would obey."""
    clean = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
    return clean if len(clean) <= _SHOWN_CHARACTERS else f"{clean[: _SHOWN_CHARACTERS - 1]}…"


def _pattern_value(fixed: str, free_digits: int, plan: DialPlan) -> str:
    """`+33162######`, or empty when no number of that length begins so."""
    for filling in _FILLINGS:
        typed = fixed + filling * free_digits
        number = read_number(typed, plan)
        if number is None or not number.possible:
            continue
        if number.short_number:
            digits = number.short_number
            return digits[:-free_digits] + "#" * free_digits if len(digits) > free_digits else ""
        for form in same_subscriber_forms(number.number_e164 or ""):
            beginning = form[:-free_digits]
            # The reading may have taken another country or form: then the beginning would lie.
            if form.endswith(filling * free_digits) and _begins_alike(beginning, fixed, plan):
                return beginning + "#" * free_digits
    return ""


def _begins_alike(beginning: str, fixed: str, plan: DialPlan) -> bool:
    digits = read_written_number(fixed)
    if digits is None:
        return False
    try:
        return international_prefix_of(signed(digits), plan) == beginning
    except ValueError:
        # No prefix by itself, but with its length the whole is a number: then its digits decide, unless they
        # could be the country's own code.
        code = dialling_of(plan.country).calling_code
        if digits.digits.startswith(code) or not beginning.endswith(digits.digits):
            return False
        # Of the forms of a French overseas number only the one that France dials holds for all of a range.
        return beginning.startswith(f"+{code}") or beginning == f"+{digits.digits}"
