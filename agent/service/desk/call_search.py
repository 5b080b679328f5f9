"""Finds a call by what somebody remembers of it: part of a number, a name, a word of the reason."""

from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache

from agent.call.call_record import CallRecord
from agent.call.sentence import say
from agent.identify.country_dialling import dialling_of
from agent.identify.dial_digits import international_prefix_of
from agent.identify.dial_plan import DialPlan
from agent.identify.phone_number import same_subscriber_forms
from agent.identify.written_number import read_written_number
from agent.lists.household.name_pattern import folded

# Letters and signs that people type otherwise than they are printed.
_TYPED = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "’": "'"})


class Sought:
    """A text that calls are compared with; capitals, accents and the spaces in numbers make no difference."""

    def __init__(self, typed: str, plan: DialPlan, as_read: Callable[[str], str]) -> None:
        """`plan` is how the household writes numbers; `as_read` gives a sentence in the reader's language."""
        self._text = searchable(typed)
        self._as_read = as_read
        dialling = dialling_of(plan.country)
        self._country, self._trunk = f"+{dialling.calling_code}", dialling.trunk_prefix
        written = read_written_number(typed)
        self._digits = written.digits if written else ""
        self._international = bool(written and written.international)
        self._begins = ""
        if written:
            # A piece from the middle of a number has no beginning.
            with suppress(ValueError):
                sign = "+" if self._international else ""
                self._begins = international_prefix_of(sign + self._digits, plan)

    def is_in(self, record: CallRecord) -> bool:
        """True when number, name or reason of the call hold the text, in English or as they are read."""
        if self._digits and self._is_part_of_number(record):
            return True
        texts = (record.display_name, record.shown_as, record.region, _reason(record))
        if any(self._text in searchable(text) for text in texts):
            return True
        seen = (*((say("withheld"),) if record.withheld else ()), record.region, _reason(record))
        return any(self._text in searchable(self._as_read(text)) for text in seen)

    def _is_part_of_number(self, record: CallRecord) -> bool:
        if not record.number_e164:
            return self._digits in record.shown_as
        for number in same_subscriber_forms(record.number_e164):
            if self._begins and number.startswith(self._begins):
                return True
            national = self._trunk + number.removeprefix(self._country)
            written = (number, national) if number.startswith(self._country) else (number,)
            if not self._international and any(self._digits in each for each in written):
                return True
        return False


def _reason(record: CallRecord) -> str:
    return record.not_judged_because or record.because


@lru_cache(maxsize=4096)
def searchable(text: str) -> str:
    """What is compared of a text: small letters without accents."""
    return folded(text.translate(_TYPED))
