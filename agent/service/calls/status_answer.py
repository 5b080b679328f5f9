"""What a running house answers when it is asked how it stands: one line of JSON for one line of JSON.

Question: `{"ask": "status"}`.  Answer: a `Status`, or `{"error": "…"}`.  Sentences cross with the words they
were made of, so that whoever asks can say them in their own language.
"""

import os
from datetime import datetime
from typing import Literal

import msgspec

from agent import __version__
from agent.call.sentence import Sentence, put_together, taken_apart
from agent.service.calls.live import Live, Snapshot

PROTOCOL = 1
"""Counts up when an older reader would misunderstand the answer."""


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """A running house at one moment."""

    protocol: int = PROTOCOL
    version: str
    """Of the program that runs, which an update may have left behind."""
    pid: int
    since: datetime
    """When it started."""
    observes: bool = False
    """True when calls are only watched: `[house] mode = "observe"`."""
    now: Snapshot


class Refused(msgspec.Struct, frozen=True):
    """There is no answer to such a question."""

    error: str


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that may be asked so far."""

    ask: Literal["status"]


class NotUnderstood(Exception):
    """The other side speaks another version, or is no Tranquille at all."""


_question = msgspec.json.Decoder(Question)
_encoder = msgspec.json.Encoder(enc_hook=taken_apart)
QUESTION_LINE = msgspec.json.encode(Question("status")) + b"\n"
_UNREADABLE = (msgspec.MsgspecError, ValueError, RecursionError)


def answer_to(question: bytes, live: Live, since: datetime, *, observes: bool) -> bytes:
    """One line for whoever asked, whatever they asked.  Never raises."""
    try:
        _question.decode(question)
    except _UNREADABLE:
        return pack(Refused('ask {"ask": "status"}'))
    return pack(Status(version=__version__, pid=os.getpid(), since=since, observes=observes, now=live.now))


def pack(answer: Status | Refused) -> bytes:
    """One line.  Never raises: what cannot travel is told as an error."""
    try:
        return _encoder.encode(answer) + b"\n"
    except (ValueError, TypeError, RecursionError) as error:
        return _encoder.encode(Refused(f"the answer cannot be written: {type(error).__name__}")) + b"\n"


def read_status(line: bytes) -> Status:
    """The status in an answer.  Raises NotUnderstood."""
    try:
        if msgspec.json.decode(line, type=_Protocol).protocol != PROTOCOL:
            raise NotUnderstood("another version")
        return msgspec.json.decode(line, type=Status, dec_hook=_sentence)
    except _UNREADABLE as error:
        raise NotUnderstood(type(error).__name__) from None


class _Protocol(msgspec.Struct):
    protocol: int = 0


def _sentence(_kind: type, values: object) -> Sentence:
    return put_together(values)
