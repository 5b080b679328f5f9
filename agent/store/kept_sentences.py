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
    kept = {
        name: taken_apart(text) for name in SENTENCES if isinstance(text := getattr(record, name), Sentence)
    }
    written = json.dumps(kept)
    return written if len(written) <= MAX_CHARACTERS else ""


def with_sentences(values: Mapping[str, Any], written: str) -> dict[str, Any]:
    """A record's values, its texts as sentences again where they were kept and are still the same."""
    sentences: dict[str, Any] = {}
    for name, kept in _read(written).items():
        sentence = _sentence(kept)
        # A number that was blanked out of the text must not come back with the words.
        if name in SENTENCES and sentence == values[name]:
            sentences[name] = sentence
    return {**values, **sentences}


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
