"""Whom a written number means: one subscriber, all that begin so, or all of one length.

    01 62 00 00 01       one number, in any form people write it
    01 62*               every number that begins so (`…`, `...` and `.*` at the end mean the same)
    01 62 ## ## ##       every number of exactly this length (`x`, `?` and groups of dots work like `#`)

The one reader of numbers for whatever people type and for every file they bring; what could mean several
things is refused with what to write instead.
"""

import re

from agent.call.list_entry import EntryKind
from agent.call.sentence import say
from agent.identify.country_dialling import dialling_of
from agent.identify.dial_digits import international_prefix_of
from agent.identify.dial_plan import DialPlan
from agent.identify.number_extras import is_rounded, plain_text, without_extras
from agent.identify.number_pattern import MAX_DIGITS, shown, signed, whole_pattern, with_free_digits
from agent.identify.phone_number import read_number
from agent.identify.short_number import is_short_number
from agent.identify.written_number import MAX_TYPED_CHARACTERS, WrittenNumber, read_written_number

_LEAST_DIGITS = 7
"""The shortest whole numbers with country code are those of Niue and Tokelau."""
_TWO_ENDS = re.compile(r"(\+?\d[\d ]*)(?:\s*-\s*|\s+(?:à|to|bis|a)\s+)(\+?\d[\d ]*)")
_BEGINNING_TO_BEGINNING = re.compile(r"([+0]\d{3,})\s*-\s*[+0]\d{3,}")
_HIDDEN_NUMBER = re.compile(r";\s*[+\d(]")
_BETWEEN_NUMBERS = re.compile(r"\s*(?::::|[;,|/\n\t]|\s(?:ou|or|oder|o|et|and|und|e)\s|\s{2,})\s*")
_BEFORE_A_NUMBER = re.compile(r"\s+(?=[+0])")
_MOST_NUMBERS = 10
_LONGEST_EMERGENCY_NUMBER = 3


def read_listed_number(typed: str, plan: DialPlan, *, any_short: bool = True) -> tuple[EntryKind, str]:
    """Read a number, a beginning or a pattern as `ListEntry` keeps them.

    `any_short`: also short numbers that no country is known to have, and numbers that cannot exist, such
    as a household copies from its box.

    Raises ValueError (the sentence says what to write instead).
    """
    text = plain_text(typed)
    if not text:
        raise ValueError(say("the number is empty"))
    beginning = _without_end_sign(without_extras(text))
    if beginning:
        return "prefix", _prefix(beginning, text, plan)
    if pattern := whole_pattern(with_free_digits(text), plan):
        return "pattern", pattern
    return "exact", _whole_number(text, plan, any_short=any_short)


def read_listed_numbers(typed: str, plan: DialPlan) -> list[tuple[EntryKind, str]]:
    """Read one field of a file, which may hold several numbers.  Raises ValueError as `read_listed_number`."""
    try:
        return [read_listed_number(typed, plan, any_short=False)]
    except ValueError:
        text = plain_text(typed)
        for between in (_BETWEEN_NUMBERS, _BEFORE_A_NUMBER):
            pieces = [piece for piece in between.split(text[:MAX_TYPED_CHARACTERS]) if piece]
            if 1 < len(pieces) <= _MOST_NUMBERS and len(text) <= MAX_TYPED_CHARACTERS:
                found = [_if_it_is_one(piece, plan) for piece in pieces]
                if all(found):
                    return list(dict.fromkeys(one for one in found if one))
        raise


def several_entries(text: str, plan: DialPlan) -> str:
    """What to write instead of a text that holds several numbers or beginnings; empty when it holds none."""
    if ends := _TWO_ENDS.fullmatch(text):
        pieces = [_end_as_written(end, plan) for end in ends.groups()]
        between = say(
            "{typed} could mean all numbers between two; write one entry for each", typed=shown(text)
        )
        if all(pieces):
            return say("{what}: {entries}", what=between, entries=", ".join(pieces))
    pieces = [piece for piece in _BETWEEN_NUMBERS.split(text) if piece]
    if 1 < len(pieces) <= _MOST_NUMBERS and all(_is_entry(piece, plan) for piece in pieces):
        return say(
            "{typed} holds several entries; write each by itself, such as {first}",
            typed=shown(text),
            first=pieces[0],
        )
    return ""


def _if_it_is_one(piece: str, plan: DialPlan) -> tuple[EntryKind, str] | None:
    try:
        kind, value = read_listed_number(piece, plan, any_short=False)
    except ValueError:
        return None
    return (kind, value) if value.startswith("+") else None


def _without_end_sign(text: str) -> str:
    """What stands before the sign for “all that begin so”, or empty where there is no such sign."""
    if text.endswith("*"):
        return text.rstrip("*").rstrip().removesuffix(".").rstrip() or text
    return text.removesuffix("...").rstrip(" .") if text.endswith("...") else ""


def _prefix(beginning: str, text: str, plan: DialPlan) -> str:
    digits = read_written_number(beginning)
    if digits is None:
        raise ValueError(
            several_entries(text, plan) or say("{typed} is not the beginning of a number", typed=shown(text))
        )
    if _BEGINNING_TO_BEGINNING.fullmatch(beginning) and (told := several_entries(beginning, plan)):
        raise ValueError(told)
    value = international_prefix_of(signed(digits), plan)
    if len(value) > MAX_DIGITS + 1:
        raise ValueError(say("no telephone number has more than {most} digits", most=MAX_DIGITS))
    return value


def _whole_number(text: str, plan: DialPlan, *, any_short: bool) -> str:
    if is_rounded(text):
        raise ValueError(
            say(
                "{typed} is what a spreadsheet left of a number; make its column text, and write the number anew",
                typed=shown(text),
            )
        )
    digits = read_written_number(text)
    number = read_number(text, plan)
    if digits is None or number is None:
        raise ValueError(
            several_entries(text, plan) or say("{typed} is not a telephone number", typed=shown(text))
        )
    value = number.number_e164 or number.short_number
    may_hide_one = _HIDDEN_NUMBER.search(text) or len(value) > MAX_DIGITS + 1
    if may_hide_one and (several := several_entries(text, plan)):
        # For the network, what stands behind a ; says how to reach the number in front of it.
        raise ValueError(several)
    if number.short_number:
        is_known = any_short or is_short_number(value, plan)
        if _is_beginning_rather(value, plan) or not is_known:
            raise ValueError(_no_whole_number(text, digits, plan))
        return value
    if number.possible and number.number_e164:
        return value
    if not value:
        raise ValueError(
            several_entries(text, plan)
            or (
                say("{typed} has too many digits for a telephone number", typed=shown(text))
                if len(digits.digits) > MAX_DIGITS
                else _no_whole_number(text, digits, plan)
            )
        )
    # Callers do show numbers that cannot exist, so one that is copied whole from a log is taken.
    if not digits.international or not (any_short or len(value) > _LEAST_DIGITS):
        raise ValueError(several_entries(text, plan) or _no_whole_number(text, digits, plan))
    return value


def _is_beginning_rather(digits: str, plan: DialPlan) -> bool:
    """True for what looks more like the beginning of a number with the country's own code: `33162` in France."""
    return len(digits) > _LONGEST_EMERGENCY_NUMBER and digits.startswith(
        dialling_of(plan.country).calling_code
    )


def _no_whole_number(text: str, digits: WrittenNumber, plan: DialPlan) -> str:
    """What to write instead of digits that are no whole number: something that will be read."""
    text = without_extras(text)
    try:
        international_prefix_of(signed(digits), plan)
    except ValueError as error:
        return say("{typed} is no whole number: {because}", typed=shown(text), because=error)
    return say(
        "{body} is no whole number; for all that begin so, write {beginning}*",
        body=shown(text),
        beginning=text if _is_entry(f"{text}*", plan) else signed(digits),
    )


def _end_as_written(end: str, plan: DialPlan) -> str:
    end = end.strip()
    return next((written for written in (end, f"{end}*") if _is_entry(written, plan)), "")


def _is_entry(written: str, plan: DialPlan) -> bool:
    try:
        read_listed_number(written, plan, any_short=False)
    except ValueError:
        return False
    return True
