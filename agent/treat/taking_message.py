"""Takes a message: says that it will be recorded, beeps, listens, and stops when nothing more is said."""

from collections.abc import Callable
from dataclasses import dataclass

from agent.call.commands import Answer, HangUp, Listen, Play, Record, StopRecording
from agent.call.events import CallAnswered, CallEnded, DigitPressed, GreetingPlayed, Recorded
from agent.call.heard import SpeechEnded, SpeechHeard
from agent.call.sentence import say
from agent.call.timing import DeadlinePassed, SetDeadline
from agent.treat.flow import Happening, Sign, Step, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageManner:
    """How to take a message, from `[messages]` and the prompts; sounds are paths of WAV files."""

    greeting: str
    """Says that the call is recorded: without that, recording somebody is an offence in many countries."""
    beep: str
    goodbye: str
    path: str
    """Where the recording goes."""
    longest_seconds: float = 120.0
    silence_seconds: float = 5.0
    """This much silence ends the message."""
    already_answered: bool = False


NEXT: Table = {
    ("answering", CallAnswered): "greeting",
    ("greeting", GreetingPlayed): "beep",
    ("greeting", "#"): "beep",
    ("beep", GreetingPlayed): "recording",
    ("recording", SpeechHeard): "recording, caller speaking",
    ("recording", "silence"): "stopping",
    ("recording", "#"): "stopping",
    ("recording", Recorded): "goodbye",
    ("recording, caller speaking", SpeechEnded): "recording on",
    ("recording, caller speaking", "#"): "stopping",
    ("recording, caller speaking", Recorded): "goodbye",
    ("recording on", SpeechHeard): "recording, caller speaking",
    ("recording on", "silence"): "stopping",
    ("recording on", "#"): "stopping",
    ("recording on", Recorded): "goodbye",
    ("stopping", Recorded): "goodbye",
    ("goodbye", GreetingPlayed): "ending",
}


class TakingMessage:
    """One message, at most `longest_seconds` long."""

    seconds_played = 0.0
    keys_are_secret = False

    def __init__(self, call_id: str, manner: MessageManner) -> None:
        self._call_id = call_id
        self._manner = manner
        self.state = "answering"
        self.message_seconds = 0.0
        self._over = False
        self._playing = ""
        wait_for_silence: list[Step] = [SetDeadline(call_id, "silence", manner.silence_seconds)]
        self._entering: dict[str, Callable[[], list[Step]]] = {
            "greeting": lambda: self._play(manner.greeting),
            "beep": lambda: self._play(manner.beep),
            "recording": lambda: [
                Listen(call_id),
                Record(call_id, manner.path, manner.longest_seconds),
                *wait_for_silence,
            ],
            "recording on": lambda: wait_for_silence,
            "recording, caller speaking": lambda: [],
            "stopping": lambda: [StopRecording(call_id)],
            "goodbye": lambda: self._play(manner.goodbye),
            "ending": self._end,
        }

    @property
    def done(self) -> str:
        if self.message_seconds:
            return say("took a message of {message_seconds:.0f} s", message_seconds=self.message_seconds)
        return say("asked for a message")

    def start(self) -> list[Step]:
        if self._manner.already_answered:
            return self._go_to("greeting")
        return [Answer(self._call_id)]

    def on(self, happening: Happening) -> list[Step]:
        if isinstance(happening, Recorded):
            self.message_seconds = happening.seconds
        if isinstance(happening, CallEnded):
            self._over = True
        if self._over:
            return []
        sign: Sign
        match happening:
            case DeadlinePassed():
                sign = happening.name
            case DigitPressed():
                sign = happening.digit
            case GreetingPlayed() if happening.greeting != self._playing:
                # The end of what was played before, to a caller who was already answered.
                return []
            case _:
                sign = type(happening)
        next_state = NEXT.get((self.state, sign))
        return [] if next_state is None else self._go_to(next_state)

    def _play(self, sound: str) -> list[Step]:
        self._playing = sound
        return [Play(self._call_id, sound)]

    def _go_to(self, state: str) -> list[Step]:
        self.state = state
        return self._entering[state]()

    def _end(self) -> list[Step]:
        self._over = True
        return [HangUp(self._call_id)]
