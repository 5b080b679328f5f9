"""One subscriber, several international numbers: who compares numbers asks here which of them are the same.

Networks, boxes, published lists and phone books write the numbers of some countries in more than one way:

- French overseas territories as France dials them, and abroad by codes of their own (`french_overseas`);
- Mexico's mobile phones with a 1 that was abolished in 2019: `+52 1 55 …` is `+52 55 …`;
- Argentina's mobile phones with a 9 from abroad, with a 15 behind the area code at home, with neither where a
  network shows the bare number: `+54 9 11 …`, `+54 11 15 …`, `+54 11 …`;
- Brazil's mobile phones with the 9 they got in front between 2012 and 2016, or still without;
- Ivory Coast with the two digits of the operator that came in front on 31 January 2021, or without;
- Benin with the 01 that came in front on 30 November 2024, or without.

Sources: ITU-T national numbering plans (E.164 operational bulletins) of the five, ARCEP for France.
"""

import re
from collections.abc import Callable

import phonenumbers

from agent.identify.french_overseas import french_forms

_MEXICO = re.compile(r"\+521?([2-9]\d{9})")
_BRAZIL = re.compile(r"\+55([1-9][1-9])9?([6-9]\d{7})")
_BENIN = re.compile(r"\+229(?:01)?([2-9]\d{7})")
_ARGENTINA = re.compile(r"\+549?([1-9]\d{9})")
_ARGENTINA_WITH_15 = re.compile(r"\+549?([1-9]\d{11})")
_IVORY_COAST = re.compile(r"\+225(\d\d)?([02-9]\d{7})")

# Ivory Coast: the second digit of a mobile number told its operator, the third of a fixed one.
_MOBILE_OPERATOR = {**dict.fromkeys("0123", "01"), **dict.fromkeys("456", "05"), **dict.fromkeys("789", "07")}
_MOOV_FIXED = ("208", "218", "228", "238")


def same_subscriber_forms(number_e164: str) -> tuple[str, ...]:
    """Every E.164 number that reaches the same subscriber; the first is the one to keep and compare.

    `+33947512345` and `+590947512345` both give `("+590947512345", "+33947512345")`.
    Any other number, and any other text, gives itself alone.
    """
    forms_in = _FORMS_IN.get(number_e164[:3])
    return (forms_in and forms_in(number_e164)) or (number_e164,)


def subscriber_of(number_e164: str) -> str:
    """The one form by which a subscriber is compared: two numbers reach the same one when it is equal."""
    return same_subscriber_forms(number_e164)[0]


def shown_form(number_e164: str) -> str:
    """The form in which a number is shown and stored.

    It is the one to compare by, but for an Argentine number without its 9: it may belong to a telephone on a
    wall as well, which would not be reached with one.
    """
    first, *others = same_subscriber_forms(number_e164)
    return number_e164 if others[:1] == [number_e164] and number_e164.startswith("+54") else first


def _mexican(number_e164: str) -> tuple[str, ...]:
    found = _MEXICO.fullmatch(number_e164)
    return (f"+52{found[1]}", f"+521{found[1]}") if found else ()


def _brazilian(number_e164: str) -> tuple[str, ...]:
    found = _BRAZIL.fullmatch(number_e164)
    return (f"+55{found[1]}9{found[2]}", f"+55{found[1]}{found[2]}") if found else ()


def _beninese(number_e164: str) -> tuple[str, ...]:
    found = _BENIN.fullmatch(number_e164)
    return (f"+22901{found[1]}", f"+229{found[1]}") if found else ()


def _ivorian(number_e164: str) -> tuple[str, ...]:
    found = _IVORY_COAST.fullmatch(number_e164)
    if found is None:
        return ()
    operator = _ivorian_operator(found[2])
    return (f"+225{operator}{found[2]}", f"+225{found[2]}") if found[1] in (None, operator) else ()


def _ivorian_operator(old_digits: str) -> str:
    if old_digits[0] not in "23":
        return _MOBILE_OPERATOR[old_digits[1]]
    if old_digits.startswith(_MOOV_FIXED):
        return "21"
    return "25" if old_digits[2] == "0" else "27"


def _argentine(number_e164: str) -> tuple[str, ...]:
    found = _ARGENTINA.fullmatch(number_e164)
    if found is None:
        return _argentine(_without_15(number_e164)) if _ARGENTINA_WITH_15.fullmatch(number_e164) else ()
    return (f"+549{found[1]}", f"+54{found[1]}")


def _without_15(number_e164: str) -> str:
    """`+54111512345678` as `+5491112345678`: how long an area code is, libphonenumber knows."""
    digits = number_e164.removeprefix("+54")
    for national in (digits, digits.removeprefix("9")):
        found = phonenumbers.parse(f"+54{national}")
        if phonenumbers.is_valid_number(found):
            return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)
    return ""


def _west_african(number_e164: str) -> tuple[str, ...]:
    return _beninese(number_e164) or _ivorian(number_e164)


# What a number may begin with, and who knows its other forms.
_FORMS_IN: dict[str, Callable[[str], tuple[str, ...]]] = {
    **dict.fromkeys(("+33", "+26", "+50", "+59"), french_forms),
    "+22": _west_african,
    "+52": _mexican,
    "+54": _argentine,
    "+55": _brazilian,
}
