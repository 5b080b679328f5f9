"""What the family hears: the words, in both languages, for every hour, day, reason and caller."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.call.rule_name import RuleName
from agent.call.treatment import TREATMENTS
from agent.decide.house_rules import HOUSE_RULES
from agent.prompts.catalogue import LANGUAGES
from agent.prompts.speaking import (
    Counted,
    speak_call,
    speak_caller,
    speak_count,
    speak_message_heading,
    speak_moment,
    speak_number,
    speak_reason,
    speak_region,
    speak_treatment,
    text_of,
)

PARIS = ZoneInfo("Europe/Paris")
SATURDAY = datetime(2026, 11, 21, 15, 10, tzinfo=PARIS)

FRENCH_HOURS = (
    *("minuit", "une heure", "deux heures", "trois heures", "quatre heures", "cinq heures", "six heures"),
    *("sept heures", "huit heures", "neuf heures", "dix heures", "onze heures", "midi", "treize heures"),
    *("quatorze heures", "quinze heures", "seize heures", "dix-sept heures", "dix-huit heures"),
    *("dix-neuf heures", "vingt heures", "vingt et une heures", "vingt-deux heures", "vingt-trois heures"),
)
ENGLISH_HOURS = (
    *("midnight", "one a.m.", "two a.m.", "three a.m.", "four a.m.", "five a.m.", "six a.m.", "seven a.m."),
    *("eight a.m.", "nine a.m.", "ten a.m.", "eleven a.m.", "noon", "one p.m.", "two p.m.", "three p.m."),
    *(
        "four p.m.",
        "five p.m.",
        "six p.m.",
        "seven p.m.",
        "eight p.m.",
        "nine p.m.",
        "ten p.m.",
        "eleven p.m.",
    ),
)


def today(hour: int, minute: int, language: str) -> str:
    at = SATURDAY.replace(hour=hour, minute=minute)
    return text_of(speak_moment(at, at, language))


@pytest.mark.parametrize("hour", range(24))
def test_every_full_hour(hour: int) -> None:
    assert today(hour, 0, "fr") == f"aujourd'hui à {FRENCH_HOURS[hour]}"
    assert today(hour, 0, "en") == f"today at {ENGLISH_HOURS[hour]}"


@pytest.mark.parametrize(
    ("hour", "minute", "french", "english"),
    [
        (0, 5, "minuit cinq", "twelve oh five a.m."),
        (12, 30, "midi trente", "twelve thirty p.m."),
        (9, 1, "neuf heures une", "nine oh one a.m."),
        (10, 21, "dix heures vingt et une", "ten twenty one a.m."),
        (15, 31, "quinze heures trente et une", "three thirty one p.m."),
        (21, 41, "vingt et une heures quarante et une", "nine forty one p.m."),
        (23, 59, "vingt-trois heures cinquante-neuf", "eleven fifty nine p.m."),
        (1, 51, "une heure cinquante et une", "one fifty one a.m."),
        (18, 10, "dix-huit heures dix", "six ten p.m."),
    ],
)
def test_hours_and_minutes(hour: int, minute: int, french: str, english: str) -> None:
    assert today(hour, minute, "fr") == f"aujourd'hui à {french}"
    assert today(hour, minute, "en") == f"today at {english}"


def test_every_minute_of_the_day_has_words_of_its_own() -> None:
    for language in LANGUAGES:
        assert len({today(hour, minute, language) for hour in range(24) for minute in range(60)}) == 24 * 60


@pytest.mark.parametrize(
    ("at", "french", "english"),
    [
        (datetime(2026, 11, 21, 9, 5), "aujourd'hui à neuf heures cinq", "today at nine oh five a.m."),
        (datetime(2026, 11, 20, 23, 59), "hier à vingt-trois", "yesterday at eleven"),
        (datetime(2026, 11, 19, 10, 0), "jeudi à dix", "on Thursday at ten"),
        (datetime(2026, 11, 18, 10, 0), "mercredi à dix", "on Wednesday at ten"),
        (datetime(2026, 11, 17, 10, 0), "mardi à dix", "on Tuesday at ten"),
        (datetime(2026, 11, 16, 10, 0), "lundi à dix", "on Monday at ten"),
        (datetime(2026, 11, 15, 10, 0), "dimanche à dix", "on Sunday at ten"),
        # A week ago was a Saturday too, so the day has its date.
        (datetime(2026, 11, 14, 10, 0), "quatorze novembre à dix", "on the fourteenth of November at ten"),
        (datetime(2026, 11, 1, 10, 0), "premier novembre à", "on the first of November at"),
        (datetime(2026, 8, 31, 10, 0), "trente et un août à", "on the thirty first of August at"),
        (datetime(2026, 2, 22, 10, 0), "vingt-deux février à", "on the twenty second of February at"),
        (datetime(2026, 6, 30, 10, 0), "trente juin à", "on the thirtieth of June at"),
        (datetime(2026, 1, 20, 10, 0), "vingt janvier à", "on the twentieth of January at"),
        # A clock that was set back makes the past the future: then the date is said.
        (datetime(2026, 11, 22, 10, 0), "vingt-deux novembre à", "on the twenty second of November at"),
    ],
)
def test_days(at: datetime, french: str, english: str) -> None:
    at = at.replace(tzinfo=PARIS)
    assert text_of(speak_moment(at, SATURDAY, "fr")).startswith(french)
    assert text_of(speak_moment(at, SATURDAY, "en")).startswith(english)


def test_the_day_is_the_household_s_and_not_that_of_the_log() -> None:
    late_evening_utc = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    assert text_of(speak_moment(late_evening_utc, SATURDAY, "fr")) == "aujourd'hui à minuit trente"


@given(st.datetimes(datetime(2020, 1, 1), datetime(2035, 12, 31)), st.sampled_from(LANGUAGES))
def test_every_moment_has_words(at: datetime, language: str) -> None:
    assert speak_moment(at.replace(tzinfo=UTC), SATURDAY, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_day_of_a_year_has_words_of_its_own(language: str) -> None:
    noon = datetime(2028, 12, 31, 12, 0, tzinfo=PARIS)
    days = [noon - timedelta(days=back) for back in range(366)]
    assert len({text_of(speak_moment(day, SATURDAY, language)) for day in days}) == 366


@pytest.mark.parametrize(
    ("count", "of", "french", "english"),
    [
        (0, "", "zéro", "zero"),
        (0, "messages", "zéro messages", "zero messages"),
        (1, "messages", "un message", "one message"),
        (2, "messages", "deux messages", "two messages"),
        (1, "calls-today", "un appel aujourd'hui", "one call today"),
        (71, "calls-today", "soixante et onze appels aujourd'hui", "seventy one calls today"),
        (99, "", "quatre-vingt-dix-neuf", "ninety nine"),
        (100, "messages", "plus de quatre-vingt-dix-neuf messages", "more than ninety nine messages"),
        (-3, "", "zéro", "zero"),
    ],
)
def test_counts(count: int, of: Counted, french: str, english: str) -> None:
    assert text_of(speak_count(count, "fr", of)) == french
    assert text_of(speak_count(count, "en", of)) == english


def test_regions() -> None:
    assert text_of(speak_region("+33140000001", "fr")) == "Île-de-France"
    assert text_of(speak_region("+33140000001", "en")) == "the Paris region"
    assert text_of(speak_region("", "fr")) == "un numéro inconnu"


def test_callers() -> None:
    def said(language: str, **caller: object) -> str:
        return text_of(speak_caller(language, "FR", **caller))  # type: ignore[arg-type]

    number = "+33612345678"
    in_pairs = "zéro six, douze, trente-quatre, cinquante-six, soixante-dix-huit"
    assert said("fr", number_e164=number) == f"un portable français, {in_pairs}"
    assert said("fr", number_e164=number, known=True) == f"quelqu'un de votre répertoire, {in_pairs}"
    assert said("en", number_e164="+3225551234").startswith("Belgium, plus three two, ")
    assert said("fr", short_number="3950") == "trente-neuf, cinquante"
    assert said("fr", withheld=True) == "un numéro masqué"
    assert said("fr", internal=True) == "un téléphone de la maison"
    assert said("fr") == "un numéro inconnu"
    assert said("en") == "an unknown number"


def test_a_withheld_number_is_never_spoken() -> None:
    spoken = speak_caller("fr", "FR", number_e164="+33612345678", withheld=True)
    assert text_of(spoken) == "un numéro masqué"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_house_rule_and_treatment_can_be_spoken_of(language: str) -> None:
    reasons = [text_of(speak_reason(row.rule.name, language)) for row in HOUSE_RULES]
    assert all(reasons) and len(set(reasons)) == len(HOUSE_RULES)
    done = [text_of(speak_treatment(name, language)) for name in TREATMENTS]
    assert all(done) and len(set(done)) == len(TREATMENTS)
    unjudged = text_of(speak_reason(RuleName.NOT_JUDGED, language))
    assert unjudged not in ("", *reasons), "a call nobody judged has its own words"
    assert speak_reason("a-rule-of-tomorrow", language) == speak_treatment("sing", language) == ()


def test_a_whole_call_is_told_with_rests_where_commas_stand() -> None:
    told = speak_call(
        speak_caller("fr", "FR", number_e164="+33162000001"),
        speak_moment(SATURDAY, SATURDAY, "fr"),
        speak_reason("regulator-prefix", "fr"),
        speak_treatment("announce", "fr"),
    )
    assert text_of(told) == (
        "Île-de-France, zéro un, soixante-deux, zéro zéro, zéro zéro, zéro un, "
        "aujourd'hui à quinze heures dix. Le message de retrait a été lu. C'est une tranche de démarchage."
    )
    assert text_of(speak_call((), (), ())) == ""


def test_a_message_is_announced() -> None:
    heading = speak_message_heading(
        2, speak_number("3950", "en", "FR"), speak_moment(SATURDAY, SATURDAY, "en"), "en"
    )
    assert text_of(heading) == "Message two, three nine five zero, today at three ten p.m."
