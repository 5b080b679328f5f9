"""Sentences that are looked up in their file are those that are read whole."""

import gettext
import shutil
from pathlib import Path

import pytest

from agent.translations.catalogue import DOMAIN, LOCALE_FOLDER
from agent.translations.looked_up import LookedUpWords
from tests.translations.collecting import translations

MO_FILES = sorted(LOCALE_FOLDER.glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))


@pytest.mark.parametrize("path", MO_FILES, ids=lambda path: path.parts[-3])
def test_every_sentence_is_found(path: Path) -> None:
    looked_up = LookedUpWords(path)
    with path.open("rb") as file:
        read = gettext.GNUTranslations(file)
    for message in translations(path.with_suffix(".po")):
        if isinstance(message.id, str):
            assert looked_up.gettext(message.id) == read.gettext(message.id)
            continue
        one, several = message.id
        for count in (0, 1, 2, 21):
            assert looked_up.ngettext(one, several, count) == read.ngettext(one, several, count)


def test_what_is_not_there_has_no_words() -> None:
    words = LookedUpWords(MO_FILES[0])
    for unknown in ("nobody says this", "\ud800", "zzz" * 1000, "\0"):
        assert words.gettext(unknown) == ""
    assert words.ngettext("one {count}", "many {count}", 3) == ""


def test_a_file_that_is_cut_short_under_us_costs_words_only(tmp_path: Path) -> None:
    path = Path(shutil.copy(MO_FILES[0], tmp_path))
    words = LookedUpWords(path)
    assert words.gettext("no number") != ""
    for length in (20_000, 100, 0):
        with path.open("r+b") as file:
            file.truncate(length)
        assert words.gettext("no number") == ""
    path.write_bytes(b"rubbish" * 10)
    with pytest.raises(ValueError, match="holds no translations"):
        LookedUpWords(path)
