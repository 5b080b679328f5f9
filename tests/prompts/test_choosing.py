"""Which words: by language, by country, by day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.prompts.choosing import day_of_call, language_for, prompt, removal_message


@pytest.mark.parametrize(
    ("line_language", "caller_country", "spoken"),
    [
        ("fr", "FR", "fr"),
        ("fr", None, "fr"),  # withheld: the line's own language
        ("fr", "MA", "fr"),
        ("fr", "RE", "fr"),
        ("fr", "GB", "en"),
        ("fr", "de", "en"),
        ("fr-FR", None, "fr"),
        ("en", None, "en"),
        ("en", "FR", "fr"),
        ("en", "MA", "en"),
        ("en", "US", "en"),
        ("de", None, "en"),
    ],
)
def test_a_caller_hears_the_language_they_most_likely_follow(
    line_language: str, caller_country: str | None, spoken: str
) -> None:
    assert language_for(line_language, caller_country) == spoken


@pytest.mark.parametrize(
    ("language", "day", "said", "not_said"),
    [
        ("fr", date(2026, 8, 10), "Bloctel", "accord préalable"),
        ("fr", date(2026, 8, 11), "accord préalable", "Bloctel"),
        ("en", date(2026, 8, 10), "Bloctel", "prior consent"),
        ("en", date(2026, 8, 11), "prior consent", "Bloctel"),
        ("de", date(2026, 8, 11), "prior consent", "Bloctel"),
    ],
)
def test_the_law_is_the_one_of_the_day_of_the_call(
    language: str, day: date, said: str, not_said: str
) -> None:
    text = removal_message(language, day).text
    assert said in text
    assert not_said not in text


@given(st.dates(), st.sampled_from(["fr", "en"]))
def test_there_is_a_removal_message_on_every_day(day: date, language: str) -> None:
    assert removal_message(language, day).is_valid_on(day)


def test_a_prompt_is_found_by_name_and_language() -> None:
    assert prompt("hello", "fr").text == "Allô ?"
    assert prompt("hello", "en").text == "Hello?"
    assert prompt("digit-7", "fr").text == "sept"


@pytest.mark.parametrize("name", ["sing", "removal", "pm"])
def test_a_prompt_that_cannot_be_chosen_by_name_alone_is_refused(name: str) -> None:
    with pytest.raises(LookupError, match=f"no single prompt is called '{name}' in fr"):
        prompt(name, "fr")


def test_a_clock_that_lost_the_time_brings_no_law_back_that_is_over() -> None:
    for lost in (date(1970, 1, 1), date(2025, 12, 24)):
        for language in ("fr", "en"):
            assert "Bloctel" not in removal_message(language, day_of_call(lost)).text
    assert day_of_call(date(2027, 3, 1)) == date(2027, 3, 1)
