"""Screens a corpus call as the house would: greets, asks again, asks a question, listens throughout."""

import functools
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from tests.corpus.caller import Call, CallerOnTheLine
from tests.corpus.signal import RATE_HZ, Sound, at_level
from tests.corpus.voices import Voice, engine_present, say

GREETING_AT_SECONDS = 0.2
GREETING_SECONDS = 0.6
SECOND_GREETING_SECONDS = 0.5
QUESTION_SECONDS = 4.5
LONGEST_LISTENING_BEFORE_QUESTION_SECONDS = 5.0
WAIT_FOR_ANSWER_SECONDS = 4.0
PAUSE_BEFORE_ASKING_SECONDS = 0.3
LONGEST_CALL_SECONDS = 30.0
MACHINES = ("dialer-silence", "recording", "fax-or-modem", "music", "operator-tone")


class Judge(Protocol):
    """Whoever listens: ours or a baseline."""

    @property
    def suspects_silence(self) -> bool:
        """Silence long enough for a second greeting."""
        ...

    @property
    def speaking(self) -> bool:
        """The caller speaks now."""
        ...

    @property
    def spoke_until(self) -> float | None:
        """When the last finished utterance ended; None when nobody spoke."""
        ...

    @property
    def speaking_since(self) -> float:
        """When the present utterance began."""
        ...

    @property
    def conclusion(self) -> str:
        """What the caller is, as far as is known now."""
        ...

    def feed(self, pcm: bytes) -> None:
        """Hear 20 ms."""
        ...

    def greeting_started(self) -> None:
        """The house speaks."""
        ...

    def greeting_ended(self) -> None:
        """The house has spoken."""
        ...

    def packets_seen(self, count: int) -> None:
        """RTP packets so far."""
        ...

    def stop(self) -> str:
        """The call is over: the last conclusion."""
        ...


@dataclass
class Outcome:
    """What came of a screened call."""

    conclusion: str
    at_seconds: float
    questions: int
    pcm: list[bytes] = field(default_factory=list)
    house_spoke: list[tuple[float, float]] = field(default_factory=list)

    @property
    def after_greeting_seconds(self) -> float:
        """From the end of the first greeting to the conclusion."""
        return self.at_seconds - GREETING_AT_SECONDS - GREETING_SECONDS


def screen(call: Call, judge: Judge) -> Outcome:
    """Play the house's part against `call`, told what to do by what `judge` hears."""
    caller = CallerOnTheLine(call)
    outcome = Outcome("unknown", 0.0, 0)
    speaks_until: float | None = None
    asked_at: float | None = None
    greetings = 0
    started = 0.0
    while not caller.over and caller.now < LONGEST_CALL_SECONDS:
        now = caller.now
        if speaks_until is not None and now >= speaks_until - 1e-9:
            judge.greeting_ended()
            caller.house_ends()
            outcome.house_spoke.append((round(started, 2), round(now, 2)))
            speaks_until = None
        say_now = 0.0
        if speaks_until is None:
            heard_turn = judge.spoke_until is not None and judge.spoke_until > (
                asked_at or GREETING_AT_SECONDS + 0.3
            )
            ended_turn = (
                heard_turn
                and not judge.speaking
                and now >= (judge.spoke_until or 0) + PAUSE_BEFORE_ASKING_SECONDS
            )
            goes_on = (
                judge.speaking
                and now - max(judge.speaking_since, asked_at or 0) > LONGEST_LISTENING_BEFORE_QUESTION_SECONDS
            )
            if greetings == 0:
                say_now = GREETING_SECONDS if now >= GREETING_AT_SECONDS - 1e-9 else 0.0
            elif (
                ended_turn
                or goes_on
                or (asked_at and now > asked_at + WAIT_FOR_ANSWER_SECONDS and not judge.speaking)
            ):
                if outcome.questions == 2:
                    break
                outcome.questions += 1
                say_now = QUESTION_SECONDS
            elif greetings == 1 and not outcome.questions and judge.suspects_silence:
                say_now = SECOND_GREETING_SECONDS
        if say_now:
            greetings += not outcome.questions
            started = now
            speaks_until = now + say_now
            asked_at = speaks_until if outcome.questions else None
            judge.greeting_started()
            caller.house_starts(house_words(say_now))
        pcm = caller.frame()
        outcome.pcm.append(pcm)
        if len(outcome.pcm) % 10 == 0:
            judge.packets_seen(caller.packets)
        judge.feed(pcm)
        if judge.conclusion in MACHINES:
            break
    outcome.conclusion = judge.conclusion if judge.conclusion in MACHINES else judge.stop()
    outcome.at_seconds = caller.now
    return outcome


@functools.cache
def house_words(length_seconds: float) -> Sound:
    """The house's own voice for so long, for callers whose line echoes it."""
    engine = "pico" if engine_present("pico") else "espeak"
    voice = Voice("house", "it", "f", engine, {"pico": "it-IT", "espeak": "it"}[engine], "test")
    words = say(
        voice, "Pronto? Buongiorno, per chi è questa chiamata? Prema il quattro, per favore, il quattro."
    )
    return at_level(np.resize(words, int(length_seconds * RATE_HZ)), -20)
