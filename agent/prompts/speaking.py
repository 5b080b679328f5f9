"""Puts callers, counts, moments and reasons into words that can be played one after the other.

Every function gives prompts in the order they are spoken; `text_of` shows them as a sentence, `joined` makes
one sound of them.  Languages other than French get English.  Nothing here raises: what has no words is left
out or called unknown, since no call may end over a word.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from agent.prompts.catalogue import GROUP_PAUSE_SECONDS, SENTENCE_PAUSE_SECONDS, Prompt
from agent.prompts.choosing import prompt
from agent.prompts.phrases import REASONS, TREATMENTS
from agent.prompts.pieces import FRENCH_FEMININE_MINUTES
from agent.prompts.places import place_of
from agent.prompts.spoken_number import Spoken, resting, speak_cardinal, speak_number

__all__ = [
    "speak_call",
    "speak_caller",
    "speak_count",
    "speak_message_heading",
    "speak_moment",
    "speak_number",
    "speak_reason",
    "speak_region",
    "speak_treatment",
    "text_of",
]

Counted = Literal["", "messages", "calls-today"]
"""What is counted; empty for the bare number."""

_ONE_OF = {"messages": "message", "calls-today": "call-today"}
HIGHEST_COUNT = 99
WEEKDAY_DAYS = 6
"""So many days back a weekday is clear; a week ago today it would be the wrong one."""


def text_of(prompts: Sequence[Prompt]) -> str:
    """What these prompts say, as one text, with a comma or a full stop where the voice rests."""
    text = ""
    for place, each in enumerate(prompts):
        text += each.text
        if place + 1 < len(prompts):
            text += " " if each.text.endswith((".", ":", "?")) else _mark(each.pause_seconds)
    return text


def _mark(pause_seconds: float) -> str:
    if pause_seconds >= SENTENCE_PAUSE_SECONDS:
        return ". "
    return ", " if pause_seconds >= GROUP_PAUSE_SECONDS else " "


def speak_count(count: int, language: str, of: Counted = "") -> Spoken:
    """`trois messages`, `twenty one calls today`; above 99 `more than ninety nine`."""
    counted = (prompt(of if count != 1 else _ONE_OF[of], language),) if of else ()
    if count > HIGHEST_COUNT:
        return (prompt("more-than", language), *speak_cardinal(HIGHEST_COUNT, language), *counted)
    return (*speak_cardinal(max(count, 0), language), *counted)


def speak_moment(at: datetime, now: datetime, language: str) -> Spoken:
    """`hier à quinze heures dix`, `on Monday at nine oh five a.m.`, `le …` with day and month when long ago.

    `at`, `now`: aware; the time zone of `now` is the household's.
    """
    local = at.astimezone(now.tzinfo)
    days_ago = (now.date() - local.date()).days
    if days_ago == 0:
        day: Spoken = (prompt("today-at", language),)
    elif days_ago == 1:
        day = (prompt("yesterday-at", language),)
    elif 1 < days_ago <= WEEKDAY_DAYS:
        day = (prompt(f"weekday-{local.isoweekday()}-at", language),)
    else:
        day = (*_day_of_month(local.day, language), prompt(f"month-{local.month}-at", language))
    return (*day, *_clock(local.hour, local.minute, language))


def speak_region(number_e164: str, language: str) -> Spoken:
    """`Belgique`, `a French mobile`; `un numéro inconnu` when the number tells nothing."""
    place = place_of(number_e164)
    return (prompt(f"place-{place}" if place else "unknown-number", language),)


def speak_caller(
    language: str,
    home_country: str,
    *,
    number_e164: str = "",
    short_number: str = "",
    withheld: bool = False,
    internal: bool = False,
    known: bool = False,
) -> Spoken:
    """Who calls: where from and the number, or in which way there is none.

    The values of a `Caller` or a call record; `known`: stands in the house's phone book.
    """
    if withheld:
        return (prompt("withheld-number", language),)
    if internal:
        return (prompt("house-phone", language),)
    if not number_e164:
        return speak_number(short_number, language, home_country)
    who = (prompt("known-caller", language),) if known else speak_region(number_e164, language)
    return (*resting(who), *speak_number(number_e164, language, home_country))


def speak_reason(rule: str, language: str) -> Spoken:
    """Why a call was treated so, by the name of the house rule (`RuleName`), as the call log kept it.

    Nothing for a rule without words: better silent than wrong.
    """
    return (prompt(f"reason-{rule}", language),) if rule in REASONS else ()


def speak_treatment(treatment: str, language: str) -> Spoken:
    """What was done with a call, by the treatment's name; nothing for an unknown one."""
    return (prompt(f"treatment-{treatment}", language),) if treatment in TREATMENTS else ()


def speak_call(caller: Spoken, moment: Spoken, reason: Spoken, treatment: Spoken = ()) -> Spoken:
    """One call of the log: who, when, what was done, why."""
    return (*resting(caller), *resting(moment, SENTENCE_PAUSE_SECONDS), *treatment, *reason)


def speak_message_heading(position: int, caller: Spoken, moment: Spoken, language: str) -> Spoken:
    """`Message deux, un portable français, zéro six …, hier à dix heures`: before the message is played."""
    heading = (prompt("message-number", language), *speak_count(position, language))
    return (*resting(heading), *resting(caller), *moment)


def _day_of_month(day: int, language: str) -> Spoken:
    """`trois`, `premier`; `on the twenty first`."""
    if language == "fr":
        return (prompt("first-day", "fr"),) if day == 1 else speak_cardinal(day, "fr")
    on_the = prompt("on-the", language)
    tens, unit = divmod(day, 10)
    if day <= 20 or unit == 0:
        return (on_the, prompt(f"day-{day}", language))
    return (on_the, prompt(f"number-{10 * tens}", language), prompt(f"day-{unit}", language))


def _clock(hour: int, minute: int, language: str) -> Spoken:
    """`quinze heures dix`, `midi`; `three ten p.m.`, `noon`."""
    return _french_clock(hour, minute) if language == "fr" else _english_clock(hour, minute)


def _french_clock(hour: int, minute: int) -> Spoken:
    spoken_hour = prompt({0: "midnight", 12: "noon"}.get(hour, f"hour-{hour}"), "fr")
    if minute == 0:
        return (spoken_hour,)
    if minute in FRENCH_FEMININE_MINUTES:
        return (spoken_hour, prompt(f"minute-{minute}", "fr"))
    return (spoken_hour, *speak_cardinal(minute, "fr"))


def _english_clock(hour: int, minute: int) -> Spoken:
    if minute == 0 and hour % 12 == 0:
        return (prompt("noon" if hour else "midnight", "en"),)
    half = prompt("am" if hour < 12 else "pm", "en")
    spoken_hour = speak_cardinal(hour % 12 or 12, "en")
    if minute == 0:
        return (*spoken_hour, half)
    minutes = (prompt(f"oh-{minute}", "en"),) if minute < 10 else speak_cardinal(minute, "en")
    return (*spoken_hour, *minutes, half)
