"""How our own list format writes whom a line means: a whole number, a beginning or a pattern."""

from agent.call.list_entry import EntryKind
from agent.call.sentence import say

MAX_DIGITS = 15
"""ITU-T E.164 §6.2: no number is longer, country code included."""
MIN_DIGITS = 7
"""The shortest whole numbers with country code are those of Niue and Tokelau; anything shorter
was meant as a prefix."""

_NO_NUMBER = say("not a number, a prefix such as +33162* or a pattern such as +33162######")
"""Made once: a hostile list may have a million such lines."""
_GROUPING = str.maketrans("", "", " ./-")


def read_number(written: str) -> tuple[EntryKind, str]:
    """Read a number as lists write it.

    Raises ValueError with the sentence for the person who wrote it.
    """
    number = written.translate(_GROUPING)
    if number.isascii() and number.startswith("+"):
        digits = number[1:]
        if digits.isdigit():
            if len(digits) > MAX_DIGITS:
                raise ValueError(say("no telephone number has more than {most} digits", most=MAX_DIGITS))
            if len(digits) < MIN_DIGITS:
                raise ValueError(
                    say("too short for a whole number; to mean all that begin so, end it with *")
                )
            return "exact", number
        if digits.endswith("*") and digits[:-1].isdigit() and len(digits) <= MAX_DIGITS + 1:
            return "prefix", number[:-1]
        if digits.endswith("#") and digits.rstrip("#").isdigit() and len(digits) <= MAX_DIGITS:
            return "pattern", number
    elif number.isascii() and number.isdigit() and 2 <= len(number) <= 6:
        return "exact", number
    elif number[:1].isdigit():
        raise ValueError(say("write it with + and the country code, for example +33162000001"))
    raise ValueError(_NO_NUMBER)
