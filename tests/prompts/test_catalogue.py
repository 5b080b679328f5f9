"""The words: both languages, true on their day, and no law that has ended."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from agent.prompts.catalogue import CONSENT_FIRST_DAY, LANGUAGES, PROMPTS, REMOVAL, WORD_PAUSE_SECONDS, Prompt
from agent.prompts.pieces import english_pieces, french_pieces

PIECES = {"fr": dict(french_pieces()), "en": dict(english_pieces())}
# Each language has its own grammar for numbers, hours and days; everything else is said in both.
GRAMMAR = {name for name in PIECES["fr"].keys() ^ PIECES["en"].keys()}
NAMES = sorted({prompt.name for prompt in PROMPTS} - GRAMMAR)


def texts_of(name: str, language: str) -> list[Prompt]:
    """Every version of one prompt, oldest first."""
    found = [each for each in PROMPTS if each.name == name and each.language == language]
    return sorted(found, key=lambda each: each.valid_from or date.min)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_prompt_has_words_for_every_day_in_each_language(name: str, language: str) -> None:
    versions = texts_of(name, language)
    assert versions[0].valid_from is None
    assert versions[-1].valid_to is None
    for earlier, later in pairwise(versions):
        assert earlier.valid_to is not None
        assert later.valid_from == earlier.valid_to + timedelta(days=1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_piece_of_a_language_s_grammar_is_a_prompt(language: str) -> None:
    for name, text in PIECES[language].items():
        assert [each.text for each in texts_of(name, language)] == [text]


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_rest_and_words_flow(language: str) -> None:
    for name in ("done", "reason-deny-list", "last-call", "menu-deny"):
        assert texts_of(name, language)[0].pause_seconds >= 0.3
    for name in ("today-at", "you-have", "plus", "place-belgium", "messages"):
        assert texts_of(name, language)[0].pause_seconds < 0.1
    assert {each.pause_seconds for each in PROMPTS if each.name in ("am", "pm")} == {WORD_PAUSE_SECONDS}


def test_no_two_texts_share_a_version() -> None:
    identities = [(each.name, each.language, each.version) for each in PROMPTS]
    assert len(set(identities)) == len(identities)


def test_bloctel_is_never_named_once_it_has_ended() -> None:
    still_said = [each for each in PROMPTS if each.valid_to is None or each.valid_to >= CONSENT_FIRST_DAY]
    assert not [each for each in still_said if "bloctel" in (each.text + each.law).lower()]


REMOVALS = [each for each in PROMPTS if each.name == REMOVAL]


@pytest.mark.parametrize("prompt", REMOVALS, ids=lambda each: each.wav)
def test_a_removal_message_asks_politely_cites_the_objection_and_accuses_nobody(prompt: Prompt) -> None:
    text = prompt.text.lower()
    asks, condition, right = {
        "fr": ("merci de retirer ce numéro de vos listes", "si c'est", "article 21 du rgpd"),
        "en": ("please remove this number from your lists", "if this is", "gdpr article 21"),
    }[prompt.language]
    assert asks in text and condition in text and right in text
    assert not {"illegal", "illégal", "infraction", "offence", "harcèlement", "spam"} & set(text.split())


@pytest.mark.parametrize(("language", "word"), [("fr", "enregistré"), ("en", "recorded")])
@pytest.mark.parametrize("name", ["leave-a-message", "recording-now"])
def test_nobody_is_recorded_without_being_told(name: str, language: str, word: str) -> None:
    assert word in texts_of(name, language)[0].text
