"""Picks the words: which language this caller understands, and which text is true on the day of the call."""

from datetime import date

from agent.call.sentence import say
from agent.prompts.catalogue import CONSENT_FIRST_DAY, PROMPTS, REMOVAL, Language, Prompt

# ISO 3166 codes. France with its overseas parts, and Monaco which shares its ways.
_FRANCE = frozenset({"FR", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "NC", "PF", "WF", "MC"})
# Elsewhere French is an everyday language, and these are where people who call French homes for a living sit.
_FRENCH_SPOKEN = _FRANCE | frozenset(
    {"BE", "CH", "LU", "CA", "HT", "LB", "MA", "TN", "DZ", "MG", "MU", "KM", "SC", "DJ"}
    | {"SN", "CI", "BJ", "TG", "ML", "BF", "NE", "GN", "CM", "GA", "CG", "CD", "TD", "CF"}
)


def language_for(line_language: str, caller_country: str | None) -> Language:
    """The language a caller from there most likely follows, on a line that speaks `line_language`.

    `line_language`: `fr` or `en`, also with a region (`fr-FR`); anything else counts as English.
    `caller_country`: ISO 3166 code of the caller's number, None when it is withheld or unknown.
    """
    line_is_french = line_language.lower().partition("-")[0].partition("_")[0] == "fr"
    if caller_country is None:
        return "fr" if line_is_french else "en"
    # An English-speaking home still gets French callers from France, but not from Morocco or Canada.
    speaks_french = _FRENCH_SPOKEN if line_is_french else _FRANCE
    return "fr" if caller_country.upper() in speaks_french else "en"


def day_of_call(clock_shows: date) -> date:
    """Today, by a clock that may have lost the time with the power: a small computer begins in 1970 then.

    These words were written under the newest law they cite, so no call comes before it.
    """
    return max(clock_shows, CONSENT_FIRST_DAY)


def removal_message(language: str, on: date) -> Prompt:
    """The request to be taken off the caller's lists, in the words that are true on that day.

    `on`: the day of the call where the household lives. Languages other than French get English.
    """
    spoken = _spoken(language)
    for candidate in PROMPTS:
        if candidate.name == REMOVAL and candidate.language == spoken and candidate.is_valid_on(on):
            return candidate
    raise LookupError(
        say(
            "no removal message in {spoken!r} is valid on {on}; the catalogue has a gap", spoken=spoken, on=on
        )
    )


def prompt(name: str, language: str) -> Prompt:
    """The prompt of that name; for `removal`, whose words depend on the day, ask `removal_message`.

    Raises LookupError for a name that is not in the catalogue.
    """
    found = _BY_NAME.get((name, _spoken(language)))
    if found is None:
        raise LookupError(
            say(
                "no single prompt is called {name!r} in {spoken}; see the catalogue",
                name=name,
                spoken=_spoken(language),
            )
        )
    return found


_BY_NAME = {(each.name, each.language): each for each in PROMPTS if each.name != REMOVAL}


def _spoken(language: str) -> Language:
    return "fr" if language == "fr" else "en"
