"""Reads a telephone number aloud the way people of each language do, so that it can be written down.

French in pairs (`zéro un, soixante-deux, …`), short numbers as one (`cent douze`); English digit by digit in
groups of three.  Numbers of the house's own country are read as they are dialled at home.
"""

from collections.abc import Iterator
from dataclasses import replace

from agent.identify.country_dialling import dialling_of
from agent.identify.phone_number import is_known_country, same_subscriber_forms
from agent.prompts.catalogue import GROUP_PAUSE_SECONDS, Prompt
from agent.prompts.choosing import prompt

Spoken = tuple[Prompt, ...]

# ITU-T E.164: 1 and 7 stand alone, these have two digits, all others three.
_TWO_DIGIT_CODES = frozenset(
    str(code)
    for code in (
        *(20, 27, *range(30, 35), 36, 39, 40, 41, *range(43, 50)),
        *(*range(51, 59), *range(60, 67), 81, 82, 84, 86, *range(90, 96), 98),
    )
)


def speak_number(number: str, language: str, home_country: str) -> Spoken:
    """A number as it is read aloud; `un numéro inconnu` when there is no digit in it.

    `number`: E.164 with its `+`, or a short number.  `home_country`: ISO 3166-1 code of the line.
    """
    digits = "".join(character for character in number if character in "0123456789")
    if not digits:
        return (prompt("unknown-number", language),)
    is_french = language == "fr"
    if not number.startswith("+"):
        return _short(digits) if is_french else _in_threes(digits)
    if at_home := as_dialled_at_home(number, home_country):
        return _in_pairs(at_home) if is_french else _in_threes(at_home)
    code = _country_code(digits)
    national = digits[len(code) :]
    if is_french:
        spoken_code = _in_hundreds(code) if len(code) == 3 else _below_hundred(code)
        return (prompt("plus", "fr"), *resting(spoken_code), *_in_pairs(national))
    spoken_code = tuple(_digit(digit, "en") for digit in code)
    return (prompt("plus", "en"), *resting(spoken_code), *_in_threes(national))


def speak_cardinal(number: int, language: str) -> Spoken:
    """A count from 0 to 99: `soixante et onze`, `twenty one`.

    Raises ValueError (it has no such words).
    """
    if not 0 <= number <= 99:
        raise ValueError(f"{number} has no words here: count from 0 to 99")
    if language == "fr" or number < 20:
        return _below_hundred(str(number), language)
    tens, unit = divmod(number, 10)
    return (prompt(f"number-{10 * tens}", "en"), *((_digit(str(unit), "en"),) if unit else ()))


def resting(spoken: Spoken, pause_seconds: float = GROUP_PAUSE_SECONDS) -> Spoken:
    """The same with a rest behind it, where a comma or a full stop would stand."""
    if not spoken:
        return ()
    last = spoken[-1]
    return (*spoken[:-1], replace(last, pause_seconds=max(last.pause_seconds, pause_seconds)))


def as_dialled_at_home(number_e164: str, home_country: str) -> str:
    """The digits dialled inside `home_country` (`0162000001`), or empty for a number of elsewhere.

    A French overseas number is at home wherever people dial the French way, in either of its forms.
    """
    if not is_known_country(home_country):
        return ""
    home = dialling_of(home_country)
    for form in same_subscriber_forms(number_e164):
        national = form.removeprefix(f"+{home.calling_code}")
        if national not in (form, ""):
            # Where people dial 1 or 8 first, they leave it out when they tell their number.
            return (home.trunk_prefix if home.trunk_prefix.startswith("0") else "") + national
    return ""


def _country_code(digits: str) -> str:
    if digits[0] in "17":
        return digits[0]
    return digits[: 2 if digits[:2] in _TWO_DIGIT_CODES else 3]


def _short(digits: str) -> Spoken:
    """`quinze`, `cent douze`, `trente-neuf, cinquante`, `cent dix-huit, deux cent dix-huit`."""
    if len(digits) % 3 == 0:
        return _grouped(_in_hundreds(digits[place : place + 3]) for place in range(0, len(digits), 3))
    return _in_pairs(digits)


def _in_pairs(digits: str) -> Spoken:
    """Two by two; a lone digit comes first, as in `plus trente-trois, un, soixante-deux`."""
    lone = len(digits) % 2
    groups = [digits[:lone]] if lone else []
    groups += [digits[place : place + 2] for place in range(lone, len(digits), 2)]
    return _grouped(_below_hundred(group) for group in groups)


def _in_threes(digits: str) -> Spoken:
    """Digit by digit, three to a group; four rather than one alone at the end."""
    groups = [digits[place : place + 3] for place in range(0, len(digits), 3)]
    if len(groups) > 1 and len(groups[-1]) == 1:
        groups[-2:] = [groups[-2] + groups[-1]]
    return _grouped(tuple(_digit(digit, "en") for digit in group) for group in groups)


def _grouped(groups: Iterator[Spoken]) -> Spoken:
    return tuple(each for group in groups for each in resting(group))


def _below_hundred(digits: str, language: str = "fr") -> Spoken:
    """One or two digits as one word; `05` keeps its zero."""
    if len(digits) == 1:
        return (_digit(digits, language),)
    return (prompt(f"pair-{digits}" if digits[0] == "0" else f"number-{digits}", language),)


def _in_hundreds(digits: str) -> Spoken:
    """Three digits as one French number: `cent douze`, `deux cent cinq`."""
    first, rest = digits[0], digits[1:]
    if first == "0":
        return (_digit("0", "fr"), *_below_hundred(rest))
    hundreds: Spoken = (prompt("hundred", "fr"),)
    if first != "1":
        hundreds = (replace(_digit(first, "fr"), pause_seconds=0.0), *hundreds)
    return hundreds if rest == "00" else (*hundreds, *_below_hundred(rest.removeprefix("0")))


def _digit(digit: str, language: str) -> Prompt:
    return prompt(f"digit-{digit}", language)
