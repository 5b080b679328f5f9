"""Keeps beside a call's English sentences how they were made, so that they can be read in French a year later."""

import json
from collections.abc import Mapping
from typing import Any

from agent.call.call_record import CallRecord
from agent.call.sentence import Sentence, put_together, taken_apart

SENTENCES = ("region", "because", "done", "not_judged_because")
"""The texts of a record that a person reads."""
MAX_CHARACTERS = 8000
"""More, and the English text alone is kept: a stranger writes some of what stands in it."""


def sentences_of(record: CallRecord) -> str:
    """The column's value: each sentence that remembers its words, by its name in the record."""
    kept = {}
    for name in SENTENCES:
        text = getattr(record, name)
        if isinstance(text, Sentence) and isinstance(words := taken_apart(text), list):
            # The text stands in its own column already.
            kept[name] = ["", *words[1:]] if len(words) > 1 else words
    written = json.dumps(kept) if kept else ""
    return written if len(written) <= MAX_CHARACTERS else ""


def with_sentences(values: Mapping[str, Any], written: str) -> dict[str, Any]:
    """A record's values, its texts as sentences again where their words were kept."""
    sentences = {
        name: _sentence([values[name], *kept[1:]])
        for name, kept in _read(written).items()
        if name in SENTENCES and isinstance(kept, list)
    }
    return {**values, **{name: sentence for name, sentence in sentences.items() if sentence is not None}}


def _read(written: str) -> dict[str, Any]:
    try:
        read = json.loads(written or "{}")
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def _sentence(kept: object) -> Sentence | None:
    try:
        return put_together(kept)
    except ValueError:
        return None
