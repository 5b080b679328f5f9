"""Whoever reads the answers of this command, and the sentences in their language."""

import os
from contextvars import ContextVar

from agent.settings.settings import Settings
from agent.translations.catalogue import Catalogue, catalogue
from agent.translations.language import ReadLanguage, language_of

_language: ContextVar[ReadLanguage] = ContextVar("language", default="en")


def begin_reading() -> Catalogue:
    """At the start of a command, when only the computer's own language is known."""
    _language.set(language_of(os.environ))
    return reader()


def read_as_set(settings: Settings) -> None:
    """Once the settings are read, which may wish another language."""
    _language.set(language_of(os.environ, settings.house.written_language))


def reader() -> Catalogue:
    """The sentences in the language of whoever reads."""
    return catalogue(_language.get())
