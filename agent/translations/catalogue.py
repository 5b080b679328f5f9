"""Says a sentence in the reader's language, by the translations that lie beside."""

import gettext
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from agent.call.sentence import BETWEEN, Field, Sentence, word
from agent.translations.language import ReadLanguage

LOCALE_FOLDER = Path(__file__).parent / "locale"
DOMAIN = "tranquille"

SYSTEM_WORDS = frozenset(
    (
        word("no such file or directory"),
        word("permission denied"),
        word("operation not permitted"),
        word("is a directory"),
        word("not a directory"),
        word("file exists"),
        word("no space left on device"),
        word("disk quota exceeded"),
        word("read-only file system"),
        word("input/output error"),
        word("address already in use"),
        word("cannot assign requested address"),
        word("connection refused"),
        word("network is unreachable"),
        word("no route to host"),
        word("name or service not known"),
        word("temporary failure in name resolution"),
    )
)
"""What the operating system says of its errors, and Python with it, in English wherever it runs."""


class Catalogue:
    """One language's sentences.  What has no translation is said in English rather than not at all."""

    def __init__(self, language: ReadLanguage) -> None:
        """Reads the language's file whole: 0.2 MB for French."""
        self.language = language
        self._words = gettext.NullTranslations()
        if language != "en":
            # Read by ourselves, since gettext.translation would keep it in memory for ever.
            with (LOCALE_FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.mo").open("rb") as file:
                self._words = gettext.GNUTranslations(file)
            self._words.add_fallback(_Unknown())
        self._formatter = _Comma() if language == "fr" else Formatter()

    def said(self, sentence: str) -> str:
        """The sentence in this language; text that is no sentence stays as it is."""
        if self.language == "en" or not isinstance(sentence, Sentence):
            return sentence
        fields = {name: self._field(value) for name, value in sentence.fields.items()}
        if not sentence.template and BETWEEN in fields:
            return str(fields.pop(BETWEEN)).join(str(part) for part in fields.values())
        if not sentence.template:
            return str(fields.get(self.language, sentence))
        template = self._template(sentence)
        if not template:
            return sentence
        try:
            return self._formatter.vformat(template, (), fields) if fields else template
        except (KeyError, ValueError, IndexError, AttributeError):
            # Words of another version, read back: their fields are not those of today.
            return sentence

    def text(self, english: str) -> str:
        """The translation of words that stand for themselves, such as the help of an option."""
        return (self._words.gettext(english) if english else "") or english

    def _template(self, sentence: Sentence) -> str:
        """The words in this language, or nothing: only what stands in our catalogue is ever filled in."""
        if sentence.many:
            count = sentence.fields.get("count", 0)
            return self._words.ngettext(
                sentence.template, sentence.many, count if isinstance(count, int) else 2
            )
        return self._words.gettext(sentence.template)

    def _field(self, value: Field) -> Field:
        if isinstance(value, Sentence):
            return self.said(value)
        if isinstance(value, str) and value.lower() in SYSTEM_WORDS:
            return self.text(value.lower())
        return value


class _Unknown(gettext.NullTranslations):
    """Stands behind the catalogue: what is not in it has no words at all, rather than its own."""

    def gettext(self, message: str) -> str:
        return ""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return ""


_FRENCH_SIGNS = str.maketrans({".": ",", ",": "\N{NARROW NO-BREAK SPACE}", "%": "\N{NO-BREAK SPACE}%"})


class _Comma(Formatter):
    """French numbers: 1,5 and 12 000 and 50 %, where English has 1.5 and 12,000 and 50%."""

    def format_field(self, value: Any, format_spec: str) -> Any:
        written = super().format_field(value, format_spec)
        if isinstance(value, int | float) and not isinstance(value, bool) and isinstance(written, str):
            return written.translate(_FRENCH_SIGNS)
        return written


@cache
def catalogue(language: ReadLanguage) -> Catalogue:
    """The sentences of this language, read once."""
    return Catalogue(language)
