"""Numbers as people, phones and spreadsheets write them, and what may never come of reading one."""

import contextlib
import re
import unicodedata
from random import Random

from agent.identify.dial_plan import DialPlan
from agent.identify.listed_number import read_listed_number
from agent.identify.number_extras import plain_text
from agent.identify.phone_number import read_number, same_subscriber_forms

PLANS = (
    DialPlan("FR"),
    DialPlan("DE", "30"),
    DialPlan("DE"),
    DialPlan("IT"),
    DialPlan("US", "212"),
    DialPlan("ES"),
    DialPlan("PL"),
    DialPlan("RE"),
    DialPlan("MX"),
    DialPlan("GB"),
)
CODES = {
    "FR": "33",
    "DE": "49",
    "IT": "39",
    "US": "1",
    "ES": "34",
    "PL": "48",
    "RE": "262",
    "MX": "52",
    "GB": "44",
}
_BEGINNINGS = (
    "",
    "",
    "+",
    "00",
    "0",
    "+33",
    "0033",
    "33",
    "+33 (0)",
    "+49 (0) ",
    "+39 (0)",
    "0049",
    "49",
    "011",
    "+1",
)
_FRONTS = ("", "", "", "*31#", "#31#", "*121#", "tel:", "'", '="', "sip:", "(", "^", "\u202a", " ")
_BETWEEN = ("", "", "", " ", ".", "-", "/", "\u00a0", "\u2011", " - ", ",", "(0)", ")")
_ENDS = (
    *(
        "",
        "",
        "",
        "*",
        "**",
        ".*",
        "...",
        "…",
        "######",
        "##",
        " ## ## ##",
        "xxxx",
        " XX XX",
        "??",
        " .. .. ..",
    ),
    *(
        " x12",
        " poste 12",
        ",,12#",
        ";ext=12",
        "p5",
        ".0",
        ",00",
        "E+10",
        "e9",
        '"',
        "#",
        " # bank",
        "%23",
        "@box",
    ),
    *(" / 0199001001", ", +33199001002", " ::: 0261911002", "-0163", ";phone-context=+33", "\ufeff", "٣"),
)
_BEHIND_A_SIGN = re.compile("[@;]")
# German extensions make whole numbers longer than E.164 allows.
_VALUE = re.compile(r"\+[1-9][0-9]{0,14}#{0,14}|\+[1-9][0-9]{15,30}|[0-9]{1,6}|[0-9]{1,5}#{1,5}")


def odd_number(random: Random) -> str:
    """A number in one of the ways of the world, now and then with any sign in it."""
    digits = "".join(random.choices("0123456789", k=random.randint(0, 12)))
    written = "".join(digit + (random.choice(_BETWEEN) if random.random() < 0.2 else "") for digit in digits)
    text = random.choice(_FRONTS) + random.choice(_BEGINNINGS) + written + random.choice(_ENDS)
    if random.random() < 0.1:
        at = random.randint(0, len(text))
        text = text[:at] + random.choice("\0\n\t²½٣#*xX?+()E.,;@%'\"\ud800é/&<>[]{}:=\\ ") + text[at:]
    return text


def what_is_wrong(typed: str, plan: DialPlan) -> str:
    """What may never happen to this entry and did, or an empty string.  Raises nothing that reading may not."""
    for any_short in (True, False):
        try:
            kind, value = read_listed_number(typed, plan, any_short=any_short)
        except ValueError as error:
            if not str(error):
                return "refused without a word"
            continue
        if not _VALUE.fullmatch(value):
            return f"{value} is no entry"
        if too_long := _too_many_digits(typed, kind, value, plan):
            return too_long
    return _disagreement(typed, plan)


def _too_many_digits(typed: str, kind: str, value: str, plan: DialPlan) -> str:
    written, code = written_digits(typed), CODES[plan.country]
    free = value.count("#")
    shown = value.strip("+#")
    added = len(code) + len(plan.area_code.lstrip("0"))
    # A subscriber with several numbers may be kept under the longer one.
    shortest = min(len(form.strip("+#")) for form in same_subscriber_forms(value))
    # Inside San Marino, and often outside, people leave out the 0549 that each of its numbers has.
    is_san_marino = value.startswith("+3780549")
    if shortest > len(written) + added and not is_san_marino:
        return f"{value} has more digits than were written"
    if free > sum(typed.count(sign) for sign in "#xX?."):
        return f"{value} has more free digits than were written"
    if kind != "exact" and shown.startswith(code + code):
        bare = written.removeprefix("00")
        if shown == code + bare:
            return f"{value} has its country code twice"
    return ""


def _disagreement(typed: str, plan: DialPlan) -> str:
    """How a whole number is read on a list and how on the wire, when that differs."""
    number = read_number(typed, plan)
    kind: str | None = None
    value = ""
    with contextlib.suppress(ValueError):
        kind, value = read_listed_number(typed, plan)
    if kind == "exact":
        same = number is not None and value == (number.number_e164 or number.short_number)
        return "" if same else f"{value} on a list, {number} on the wire"
    # Longer ones may be several numbers, which a list asks back.
    is_whole = number is not None and number.possible and 0 < len(number.number_e164 or "") <= 16
    # Dots at the end are for the beginning of numbers on a list, and for nothing on the wire; there a host may
    # stand behind an @, and anything behind a ;
    if is_whole and kind is None and not _BEHIND_A_SIGN.search(typed) and not _ends_in_dots(typed):
        return f"refused on a list, {number} on the wire"
    return ""


def written_digits(typed: str) -> str:
    """The digits of a text, in whatever script and also where they are only escaped."""
    text = unicodedata.normalize("NFKC", typed)
    return "".join(str(unicodedata.decimal(sign)) for sign in text if unicodedata.decimal(sign, -1) >= 0)


def _ends_in_dots(typed: str) -> bool:
    return plain_text(typed).rstrip(") ").endswith("..")
