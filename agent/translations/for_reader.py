"""Says sentences to whoever starts the daemon, and to whoever reads its journal."""

import logging
import os
from collections.abc import Iterable

from agent.call.sentence import said
from agent.settings.settings import Settings
from agent.translations.language import language_of


def for_reader(sentences: Iterable[str], settings: Settings | None = None) -> list[str]:
    """In the language of the settings or the computer."""
    language = language_of(os.environ, settings.house.written_language if settings else "")
    if language == "en":
        return list(sentences)
    # Only now, as an English house has no use for it.
    from agent.translations.catalogue import catalogue

    return [catalogue(language).said(sentence) for sentence in sentences]


def journal_for_reader(settings: Settings) -> None:
    """From now on the sentences in the log's lines are told in that language too; its other words are not."""
    language = language_of(os.environ, settings.house.written_language)
    if language == "en":
        return
    from agent.translations.catalogue import catalogue

    words = catalogue(language)

    def in_words(record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            # An error that was raised with a sentence is one.
            texts = (said(each) if isinstance(each, Exception) else each for each in record.args)
            record.args = tuple(words.said(each) if isinstance(each, str) else each for each in texts)
        return True

    for handler in logging.getLogger().handlers:
        handler.addFilter(in_words)
