"""Whatever the engine has to say reaches the house: what cannot travel of it is left out, never the call."""

from typing import Any

import msgspec
from msgspec.structs import FieldInfo, fields, replace

from agent.call.events import EngineWord
from agent.call.sentence import Sentence
from agent.sip.edge_text import readable
from agent.sip.wire import pack

UNPACKABLE = (ValueError, TypeError, OverflowError, RecursionError, msgspec.MsgspecError)
"""What `pack` raises for a value that msgpack has no form for, such as text with lone surrogates."""


def pack_what_can_travel(word: EngineWord) -> bytes | None:
    """One frame, whole or mended; None when nothing of the word can be said at all."""
    for said in (lambda: word, lambda: _mended(word)):
        try:
            return pack(said())
        except UNPACKABLE:
            continue
    return None


def _mended(value: Any) -> Any:
    """The same value as far as it can travel.  Raises one of UNPACKABLE when it cannot be left out."""
    if isinstance(value, Sentence):
        filled_in = {name: _mended(field) for name, field in value.fields.items()}
        return Sentence(readable(value), readable(value.template), filled_in, readable(value.many))
    if isinstance(value, str):
        return readable(value)
    if isinstance(value, tuple):
        return tuple(_mended(each) for each in value)
    if isinstance(value, msgspec.Struct):
        return replace(value, **{each.name: _mended_field(value, each) for each in fields(value)})
    msgspec.msgpack.encode(value)
    return value


def _mended_field(word: Any, field: FieldInfo) -> Any:
    try:
        return _mended(getattr(word, field.name))
    except UNPACKABLE:
        if field.required:
            raise
        return field.default
