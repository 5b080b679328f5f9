"""An unwanted caller hears one polite request to forget this number, and the call ends.

There are people behind that phone: they may say their first words, and who talks over the message
hears it once more from its beginning.
"""

from collections.abc import Callable
from dataclasses import dataclass

from agent.call.commands import Answer, AnswerEarly, HangUp, Listen, Play, Reject, StopPlaying
from agent.call.events import CallAnswered, CallEnded, GreetingPlayed
from agent.call.heard import SpeechEnded, SpeechHeard
from agent.call.sentence import say
from agent.call.timing import DeadlinePassed, SetDeadline
from agent.treat.flow import Happening, Sign, Step, Table

EARLY_FINAL_STATUS = 603
"""After early media the call was never answered; Decline ends it for every phone (RFC 3261 §21.6.2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnounceManner:
    """How to announce, from `[announce]` and the prompt that was chosen."""

    message: str
    """Path of the WAV to play."""
    early: bool = False
    first_words_seconds: float = 1.2
    """How long we wait for a first word before we speak."""
    first_words_at_most_seconds: float = 4.0
    """Somebody who has begun may finish, up to here."""
    talked_over_seconds: float = 0.8
    """Speech this long during the message is talking over it; shorter is a `yes`."""
    repeat: bool = True
    longest_seconds: float = 20.0


NEXT: Table = {
    ("answering", CallAnswered): "listening",
    ("listening", SpeechHeard): "letting speak",
    ("listening", "first words"): "message",
    ("letting speak", SpeechEnded): "message",
    ("letting speak", "first words at most"): "message, caller speaking",
    ("message", SpeechHeard): "message, caller speaking",
    ("message", GreetingPlayed): "ending",
    ("message, caller speaking", SpeechEnded): "message",
    ("message, caller speaking", GreetingPlayed): "ending",
    ("message, caller speaking", "talked over"): "talked over",
    ("talked over", SpeechEnded): "repeat",
    ("talked over", "let them finish"): "repeat",
    ("repeat", GreetingPlayed): "ending",
}


class Announcing:
    """Answer, listen to the first words, play the message, hang up."""

    keys_are_secret = False

    def __init__(self, call_id: str, manner: AnnounceManner) -> None:
        self._call_id = call_id
        self._manner = manner
        self.state = "answering"
        self.seconds_played = 0.0
        """Seconds of the message that reached the line, over both tries: part of the proof."""
        self._played_whole = False
        self._over = False
        self._entering: dict[str, Callable[[], list[Step]]] = {
            "listening": lambda: [
                Listen(call_id),
                SetDeadline(call_id, "first words", manner.first_words_seconds),
            ],
            "letting speak": lambda: [
                SetDeadline(call_id, "first words at most", manner.first_words_at_most_seconds)
            ],
            "message": self._play,
            "message, caller speaking": self._notice_speech,
            "talked over": self._stop_and_let_finish,
            "repeat": self._play_again,
            "ending": self._end,
        }
        self._message_started = False
        self._stops_awaited = 0
        """Greetings we stopped ourselves, whose end is still to be reported."""
        self._repeated = False

    @property
    def done(self) -> str:
        if not self.seconds_played:
            return say("answered") if self.state != "answering" else say("answering")
        extent = say("the removal message") if self._played_whole else say("part of the removal message")
        where = say(" before answering") if self._manner.early else ""
        again = say(", again after being talked over") if self._repeated else ""
        return say(
            "played {extent}{where} ({seconds:.1f} s{again})",
            extent=extent,
            where=where,
            seconds=self.seconds_played,
            again=again,
        )

    def start(self) -> list[Step]:
        first: Step = AnswerEarly(self._call_id) if self._manner.early else Answer(self._call_id)
        return [first, SetDeadline(self._call_id, "longest", self._manner.longest_seconds)]

    def on(self, happening: Happening) -> list[Step]:
        if self._over:
            return []
        if isinstance(happening, GreetingPlayed):
            self.seconds_played = round(self.seconds_played + happening.seconds_played, 2)
            self._played_whole = self._played_whole or happening.whole
            if self._stops_awaited:
                self._stops_awaited -= 1
                return []
        if isinstance(happening, CallEnded):
            self._over = True
            return []
        sign: Sign = happening.name if isinstance(happening, DeadlinePassed) else type(happening)
        if sign == "longest":
            return self._go_to("ending")
        next_state = NEXT.get((self.state, sign))
        if next_state is None:
            return []
        return self._go_to(next_state)

    def _go_to(self, state: str) -> list[Step]:
        self.state = state
        return self._entering[state]()

    def _play(self) -> list[Step]:
        if self._message_started:
            # A short word of the caller's, or its end: the message is still playing.
            return []
        self._message_started = True
        return [Play(self._call_id, self._manner.message)]

    def _notice_speech(self) -> list[Step]:
        # Whoever still introduces themselves when our patience ends talks over us from the start.
        begin = self._play()
        if not self._manner.repeat:
            return begin
        return [*begin, SetDeadline(self._call_id, "talked over", self._manner.talked_over_seconds)]

    def _stop_and_let_finish(self) -> list[Step]:
        self._stops_awaited += 1
        patience_seconds = self._manner.first_words_at_most_seconds / 2
        return [StopPlaying(self._call_id), SetDeadline(self._call_id, "let them finish", patience_seconds)]

    def _play_again(self) -> list[Step]:
        self._repeated = True
        return [Play(self._call_id, self._manner.message)]

    def _end(self) -> list[Step]:
        self._over = True
        if self._manner.early:
            return [Reject(self._call_id, EARLY_FINAL_STATUS)]
        return [HangUp(self._call_id)]
