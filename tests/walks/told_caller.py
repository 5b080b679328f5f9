"""A caller of the corpus written down beforehand, for strangers' telephones that play but do not listen."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from agent.prompts import catalogue
from agent.prompts.choosing import prompt
from agent.prompts.recording import wav_path
from agent.sound.wav_file import read_wav
from tests.corpus.caller import Call, CallerOnTheLine, Utterance
from tests.corpus.signal import RATE_HZ

HELLO_AFTER_SECONDS = 0.3
SPEECH_ENDS_SECONDS = 0.6
"""The house asks so long after a caller's last sound."""
DIGIT_SECONDS = 5.0
"""And waits so long for a key before it asks again."""
ANSWERS_AFTER_SECONDS = 1.5
LONGEST_SECONDS = 45.0


def written_down(call: Call) -> Call:
    """The same call, each utterance at the moment at which the house will be quiet, as far as can be known."""
    hello_ends = HELLO_AFTER_SECONDS + _length(catalogue.HELLO)
    question_seconds = _length(catalogue.WHO_IS_CALLING) + _length("digit-5")
    due, told = hello_ends, list[Utterance]()
    asked = 0
    for utterance in call.utterances:
        if utterance.at_seconds is not None:
            at = utterance.at_seconds
        elif not told:
            at = hello_ends + utterance.after_house_seconds
        else:
            asked += 1
            at = due + question_seconds + ANSWERS_AFTER_SECONDS
        told.append(replace(utterance, at_seconds=at, waits_its_turn=False))
        ended = at + len(utterance.sound) / RATE_HZ
        # Asked for the first time after the first words, for the second when no key came.
        due = ended + SPEECH_ENDS_SECONDS if not asked else due + question_seconds + DIGIT_SECONDS
    return replace(call, utterances=tuple(told))


def frames_of(
    call: Call, lost_percent: float = 0.0, seconds: float = LONGEST_SECONDS
) -> Iterator[array[int] | None]:
    """Slices of 20 ms; None where nothing is sent, or the packet is lost on its way."""
    caller, random = CallerOnTheLine(written_down(call)), np.random.default_rng(1)
    for _ in range(round(seconds / 0.02)):
        before = caller.packets
        frame = array("h", caller.frame())
        lost = random.uniform(0, 100) < lost_percent
        yield None if lost or caller.packets == before else frame


def sound_of(call: Call, seconds: float = LONGEST_SECONDS) -> array[int]:
    """The whole call as one recording."""
    silence = array("h", bytes(320))
    return sum((frame or silence for frame in frames_of(call, seconds=seconds)), array("h"))


def _length(name: str) -> float:
    return len(read_wav(wav_path(prompt(name, "fr"), None))) / RATE_HZ
