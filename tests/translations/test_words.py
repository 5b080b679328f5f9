"""Nothing a person reads is untranslated: every sentence of the code has French words that fit it."""

import string
from io import BytesIO
from pathlib import Path

import pytest

pytest.importorskip("babel", reason="Babel collects the sentences; it is among the development packages")

from babel.messages.mofile import read_mo

from tests.translations.collecting import (
    AGENT,
    compiled,
    forms_of,
    is_translated,
    key_of,
    po_files,
    sentences_of_today,
    translations,
    untold_sentences,
)

TODAY = {key_of(message): message for message in sentences_of_today() if message.id}


@pytest.fixture(params=po_files(), ids=lambda path: path.parts[-3])
def path(request: pytest.FixtureRequest) -> Path:
    chosen = request.param
    assert isinstance(chosen, Path)
    return chosen


def test_every_sentence_has_its_translation(path: Path) -> None:
    known = {key_of(message): message for message in translations(path) if message.id}
    assert not TODAY.keys() - known.keys(), "say `make words`, then translate what it names"
    assert not known.keys() - TODAY.keys(), "no longer said: `make words` takes them out"
    assert not [key for key, message in known.items() if not is_translated(message)]
    assert not [key for key in TODAY if forms_of(TODAY[key].id) != forms_of(known[key].id)]


def test_a_translation_fills_in_the_same_fields(path: Path) -> None:
    for message in translations(path):
        if message.id and "python-brace-format" in message.flags:
            wanted = fields_of(forms_of(message.id)[-1])
            *for_one, general = forms_of(message.string)
            assert fields_of(general) == wanted, general
            # What is said of one may say "one" in words.
            assert all(wanted - {"count:!None"} <= fields_of(words) <= wanted for words in for_one)


def fields_of(words: str) -> set[str]:
    return {f"{field}:{spec}!{how}" for _, field, spec, how in string.Formatter().parse(words) if field}


def test_what_is_read_was_compiled_from_what_was_written(path: Path) -> None:
    # Messages and not bytes: each Babel writes its own name into the file.
    assert words_of(path.with_suffix(".mo").read_bytes()) == words_of(compiled(path)), "say `make words`"


def words_of(mo: bytes) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """English and translated forms of every message, and the rule for counting."""
    read = read_mo(BytesIO(mo))
    words = {key_of(each): (forms_of(each.id), forms_of(each.string)) for each in read if each.id}
    return words | {"": ((), (read.plural_forms,))}


def test_french_signs_stand_behind_a_space_that_does_not_break() -> None:
    (french,) = (path for path in po_files() if path.parts[-3] == "fr")
    for message in translations(french):
        for words in forms_of(message.string):
            # `x ? y` in a shell would be meant otherwise; our sentences hold none.
            for sign in (" :", " ;", " ?", " !", " »", "« "):
                assert message.id == "" or sign not in words, words


@pytest.mark.parametrize(
    "source", sorted(AGENT.rglob("*.py")), ids=lambda source: str(source.relative_to(AGENT))
)
def test_what_is_told_to_a_person_can_be_told_in_their_language(source: Path) -> None:
    assert not list(untold_sentences(source))
