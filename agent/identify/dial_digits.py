"""The beginning of a number, as a person writes it, as the beginning of E.164 numbers.

`0162` is no number and cannot be parsed as one, but on a French line everybody means `+33162`.
"""

import re

from agent.call.sentence import say
from agent.identify.country_dialling import dialling_of, without_trunk_zero
from agent.identify.dial_plan import DialPlan


def international_prefix_of(typed_digits: str, plan: DialPlan) -> str:
    """The `+` form of the first digits of a number: `0162`, `0033162`, `+33162` all give `+33162`.

    `typed_digits` holds digits only, after an optional `+`.

    Raises ValueError (no digits, or digits that could mean several things; the sentence says what to write).
    """
    country = dialling_of(plan.country)
    digits = typed_digits.removeprefix("+")
    if not (digits.isascii() and digits.isdigit()):
        raise ValueError(say("{typed_digits!r} is not the beginning of a number", typed_digits=typed_digits))
    if typed_digits != digits and digits[0] != "0":
        return _international(digits)
    # 00 is what everybody writes for abroad, also where the country itself dials something else.
    abroad = country.international_prefix.match(digits) or re.match("00", digits)
    if abroad:
        if abroad.end() == len(digits):
            raise ValueError(
                say(
                    "{digits} alone would mean every number abroad; write one line per country, such as +44*",
                    digits=digits,
                )
            )
        return _international(digits[abroad.end() :])
    trunk = country.trunk_prefix
    if trunk and digits.startswith(trunk):
        return f"+{country.calling_code}{digits.removeprefix(trunk)}"
    return _without_any_prefix(digits, plan)


def _international(digits: str) -> str:
    if digits.startswith("0"):
        raise ValueError(say("no country code begins with 0, as in +{digits}", digits=digits))
    return f"+{without_trunk_zero(digits)}"


def _without_any_prefix(digits: str, plan: DialPlan) -> str:
    """Digits that begin neither with `+`, nor like a number abroad, nor like a national one."""
    country = dialling_of(plan.country)
    code, trunk = country.calling_code, country.trunk_prefix
    starts_with_code = digits.startswith(code)
    if not trunk.startswith("0"):
        if starts_with_code and code != trunk:
            raise ValueError(
                say(
                    "{digits} may mean +{digits} or +{code}{digits}; begin with + to say which",
                    digits=digits,
                    code=code,
                )
            )
        return f"+{code}{digits}"
    if starts_with_code and len(digits) > len(code):
        # Lists and boxes drop the + of international numbers; the trunk 0 of national ones they keep.
        return _international(digits)
    if plan.area_code and digits != code:
        return f"+{code}{plan.area_code.removeprefix(trunk)}{digits}"
    raise ValueError(
        say(
            "{digits} could begin in any country; write +{digits} or {trunk}{digits} to say which",
            digits=digits,
            trunk=trunk,
        )
    )
