"""Says a sentence to whoever reads the daemon's first lines; the daemon holds no translations afterwards."""

import os

from agent.settings.settings import Settings
from agent.words.language import language_of


def for_reader(sentence: str, settings: Settings | None = None) -> str:
    """In the language of the settings or the computer."""
    language = language_of(os.environ, settings.house.written_language if settings else "")
    if language == "en":
        return sentence
    # Months of telephone calls need no catalogue of sentences in memory.
    from agent.words.catalogue import Catalogue

    return Catalogue(language).said(sentence)
