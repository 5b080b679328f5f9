"""Which language the person at the screen reads."""

from collections.abc import Mapping
from typing import Literal

ReadLanguage = Literal["en", "fr"]
LANGUAGES: tuple[ReadLanguage, ...] = ("en", "fr")

VARIABLE = "TRANQUILLE_LANGUAGE"
_LOCALE = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
"""As every program with translations reads them (POSIX.1-2017 §8.2, gettext manual §2.3)."""


def language_of(environment: Mapping[str, str], settings: str = "") -> ReadLanguage:
    """`$TRANQUILLE_LANGUAGE`, else what the settings say, else the computer's locale, else English."""
    wished = environment.get(VARIABLE, "") or settings
    return _known(wished) or locale_language(environment) or "en"


def locale_language(environment: Mapping[str, str]) -> ReadLanguage | None:
    """What the computer's locale says: the first variable that is set decides."""
    said = next((environment[name] for name in _LOCALE if environment.get(name)), "")
    # LANGUAGE holds a row of wishes, the best first.
    return next((known for wish in said.split(":") if (known := _known(wish))), None)


def _known(written: str) -> ReadLanguage | None:
    """`fr_FR.UTF-8` reads French; None for `C` and for languages that we do not write."""
    code = written.replace("-", "_").partition("_")[0].partition(".")[0].casefold()
    return next((language for language in LANGUAGES if language == code), None)
