"""Says sentences to whoever starts the daemon, which holds no translations afterwards."""

import os
from collections.abc import Iterable

from agent.settings.settings import Settings
from agent.words.language import language_of


def for_reader(sentences: Iterable[str], settings: Settings | None = None) -> list[str]:
    """In the language of the settings or the computer."""
    language = language_of(os.environ, settings.house.written_language if settings else "")
    if language == "en":
        return list(sentences)
    # Only now, and let go of at once: months of telephone calls need no catalogue in memory.
    from agent.words.catalogue import Catalogue

    catalogue = Catalogue(language)
    return [catalogue.said(sentence) for sentence in sentences]
