"""How far an entry reaches: a whole network that nobody meant, or no number that anybody has."""

from agent.call.list_entry import ListEntry
from agent.call.sentence import say
from agent.identify.country_dialling import dialling_of, is_given_out, most_numbers_behind
from agent.identify.dial_plan import DialPlan
from agent.identify.phone_number import read_number
from agent.lists.sync.hygiene import too_wide

_LONGEST_CODE = 3
"""Digits of a country code (ITU-T E.164 §6.2.1)."""


def how_many(entry: ListEntry) -> str:
    """A few words for an entry that means a whole region, network or country; empty for any other."""
    if entry.kind not in ("prefix", "pattern"):
        return ""
    beginning = entry.value.rstrip("#")
    if not beginning.startswith("+") or not too_wide(beginning):
        return ""
    count = most_numbers_behind(beginning)
    if entry.kind == "pattern":
        count = 10 ** entry.value.count("#")
    # Grouped as the world does (ISO 31-0), and not broken at the end of a line.
    return say(
        "every number that begins with {beginning}, up to {count} of them",
        beginning=beginning,
        count=f"{count:,}".replace(",", "\u202f"),
    )


def is_whole_country(entry: ListEntry, plan: DialPlan) -> bool:
    """True for an entry that means every number of the plan's own country."""
    return entry.kind == "prefix" and f"+{dialling_of(plan.country).calling_code}".startswith(entry.value)


def no_such_number(entry: ListEntry, plan: DialPlan) -> str:
    """A sentence for an entry that no numbering plan has room for, empty for any other."""
    if entry.kind == "exact" and entry.value.startswith("+"):
        number = read_number(entry.value, plan)
        if number is None or not number.possible:
            return say(
                "no numbering plan has a number {number}: look at its digits again", number=entry.value
            )
    elif entry.kind == "prefix" and len(entry.value) > _LONGEST_CODE:
        codes = (entry.value[1 : 1 + length] for length in (1, 2, 3))
        if not any(map(is_given_out, codes)):
            return say("no country has numbers that begin with {beginning}", beginning=entry.value)
    return ""
