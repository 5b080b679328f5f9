"""Answers for the family, listens who is there (AMD), and lets every person through who says so with a key.

Silence after “Allô ?” is what a dialer does while it looks for a free agent; a second “Allô ?” gives a slow
caller another chance, then whoever the dialer connects hears the removal message.  A voice is asked to
press one random digit.  Whoever is a person has a way through: the digit, or talking with us.
"""

from collections.abc import Callable
from dataclasses import dataclass

from agent.call.commands import Answer, HangUp, Listen, Play
from agent.call.events import CallAnswered, CallEnded, DigitPressed, GreetingPlayed, Trouble
from agent.call.heard import Concluded, Conclusion, SilenceHeard, SpeechEnded, SpeechHeard, ToneHeard
from agent.call.sentence import say
from agent.call.timing import DeadlinePassed, SetDeadline
from agent.treat.flow import Flow, Happening, Sign, Step, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenManner:
    """How to screen, from `[screening]` and the prompts that were chosen; sounds are paths of WAV files."""

    hello: str
    hello_again: str
    question: str
    """Asks who it is for and to press `digit`."""
    removal: str
    digit: str
    hello_after_seconds: float = 0.3
    """A person needs a moment to lift the receiver, and the line to open."""
    answer_within_seconds: float = 8.0
    """Nothing certain heard for this long: ask, as one asks a person."""
    finish_within_seconds: float = 6.0
    """How long somebody may speak before we ask our question over them."""
    digit_within_seconds: float = 5.0
    ask_times: int = 2
    person_without_digit: bool = True
    """Put a caller through whom the ear takes for a person although no digit came."""
    longest_seconds: float = 60.0


NEXT: Table = {
    ("answering", CallAnswered): "opening",
    ("opening", "hello"): "hello",
    ("hello", GreetingPlayed): "waiting",
    ("waiting", SilenceHeard): "hello again",
    ("waiting", SpeechHeard): "caller speaks",
    ("waiting", SpeechEnded): "asking",
    ("waiting", "heard nothing"): "asking",
    ("hello again", GreetingPlayed): "waiting again",
    ("hello again", SpeechHeard): "caller speaks",
    ("waiting again", SpeechHeard): "caller speaks",
    ("waiting again", "heard nothing"): "asking",
    ("caller speaks", SpeechEnded): "asking",
    ("caller speaks", "finish"): "asking",
    ("asking", GreetingPlayed): "awaiting digit",
    ("asking", "right digit"): "putting through",
    ("awaiting digit", "right digit"): "putting through",
    ("asking", "wrong digit"): "wrong digit",
    ("awaiting digit", "wrong digit"): "wrong digit",
    ("awaiting digit", "digit"): "no digit",
    ("removal", GreetingPlayed): "ending",
    ("removal", "right digit"): "putting through",
}

# What the ear is sure of, wherever we are before the question is settled.
SETTLED_BY: dict[Conclusion, str] = {
    "dialer-silence": "removal",
    "recording": "removal",
    "music": "removal",
    "fax-or-modem": "ending",
    "operator-tone": "ending",
}

BEFORE_SETTLED = frozenset(
    {"opening", "hello", "waiting", "hello again", "waiting again"}
    | {"caller speaks", "asking", "awaiting digit"}
)


class Screening:
    """One screened call; `put_through` makes the flow that takes over once the caller may come in."""

    keys_are_secret = False

    def __init__(self, call_id: str, manner: ScreenManner, put_through: Callable[[], Flow]) -> None:
        self._call_id = call_id
        self._manner = manner
        self._put_through = put_through
        self._inside: Flow | None = None
        self.state = "answering"
        self._seconds_played = 0.0
        self._asked = 0
        self._spoke_since_asked = False
        self._concluded: Concluded | None = None
        self._greetings_under_way = 0
        self._because: str = ""
        self._over = False
        self._deaf = False
        self._entering: dict[str, Callable[[], list[Step]]] = {
            "opening": self._open,
            "hello": lambda: self._play(manner.hello),
            "waiting": self._wait,
            "hello again": lambda: self._play(manner.hello_again),
            "waiting again": self._wait,
            "caller speaks": lambda: [SetDeadline(call_id, "finish", manner.finish_within_seconds)],
            "asking": self._ask,
            "awaiting digit": lambda: [SetDeadline(call_id, "digit", manner.digit_within_seconds)],
            "wrong digit": self._no_digit,
            "no digit": self._no_digit,
            "putting through": lambda: self._hand_over(say("pressed {digit}", digit=manner.digit)),
            "removal": lambda: self._play(manner.removal),
            "ending": self._end,
        }

    @property
    def done(self) -> str:
        if self._inside is not None:
            return say("screened, {heard}; {done}", heard=self._because, done=self._inside.done)
        heard = self._because or say("heard nothing yet")
        if self.seconds_played:
            return say(
                "screened, {heard}; played the removal message ({seconds:.1f} s)",
                heard=heard,
                seconds=self.seconds_played,
            )
        return say("screened, {heard}", heard=heard)

    @property
    def seconds_played(self) -> float:
        """Seconds of the removal message that reached the line, whoever of the house sent the caller away."""
        return self._seconds_played or (self._inside.seconds_played if self._inside is not None else 0.0)

    def start(self) -> list[Step]:
        return [Answer(self._call_id), SetDeadline(self._call_id, "longest", self._manner.longest_seconds)]

    def on(self, happening: Happening) -> list[Step]:
        if self._inside is not None:
            return self._inside.on(happening)
        if self._over:
            return []
        if isinstance(happening, Trouble) and happening.where == "ear":
            self._deaf = True
        if isinstance(happening, Concluded):
            return self._take_conclusion(happening)
        sign = self._sign_of(happening)
        next_state = "ending" if sign == "longest" else NEXT.get((self.state, sign))
        return [] if next_state is None else self._go_to(next_state)

    def _sign_of(self, happening: Happening) -> Sign:
        """The happening as the table knows it."""
        match happening:
            case CallEnded():
                self._over = True
            case GreetingPlayed():
                self._greetings_under_way -= 1
                if self.state == "removal" and happening.greeting == self._manner.removal:
                    self._seconds_played = round(self._seconds_played + happening.seconds_played, 2)
                if self._greetings_under_way:
                    return "cut short by another sentence"
            case DigitPressed():
                return self._judge_digit(happening.digit)
            case ToneHeard(tone="dtmf"):
                # A key that came as sound only, in band.
                return self._judge_digit(happening.detail)
            case DeadlinePassed():
                return happening.name
            case SpeechHeard():
                self._spoke_since_asked = True
                self._because = self._because or say(
                    "spoke after {seconds:.1f} s", seconds=happening.at_seconds
                )
        return type(happening)

    def _judge_digit(self, digit: str) -> str:
        return "right digit" if digit == self._manner.digit else "wrong digit"

    def _take_conclusion(self, concluded: Concluded) -> list[Step]:
        self._concluded = concluded
        settled = SETTLED_BY.get(concluded.conclusion) if not self._deaf else None
        if settled is None or self.state not in BEFORE_SETTLED:
            return []
        named = say(concluded.conclusion)
        self._because = say("{conclusion}: {because}", conclusion=named, because=concluded.because)
        return self._go_to(settled)

    def _go_to(self, state: str) -> list[Step]:
        self.state = state
        return self._entering[state]()

    def _open(self) -> list[Step]:
        opening: list[Step] = [
            Listen(self._call_id),
            SetDeadline(self._call_id, "hello", self._manner.hello_after_seconds),
        ]
        return opening

    def _play(self, greeting: str) -> list[Step]:
        self._greetings_under_way += 1
        return [Play(self._call_id, greeting)]

    def _wait(self) -> list[Step]:
        return [SetDeadline(self._call_id, "heard nothing", self._manner.answer_within_seconds)]

    def _ask(self) -> list[Step]:
        self._asked += 1
        self._spoke_since_asked = False
        return self._play(self._manner.question)

    def _no_digit(self) -> list[Step]:
        wrong = self.state == "wrong digit"
        if self._asked < self._manner.ask_times:
            return self._go_to("asking")
        # A house that cannot hear takes everybody for a person.
        talks_with_us = self._deaf or (self._spoke_since_asked and self._is_person)
        if not wrong and self._manner.person_without_digit and talks_with_us:
            unheard, silent = say("a person, as nothing could be heard"), say("a person who pressed nothing")
            self.state = "putting through"
            return self._hand_over(unheard if self._deaf else silent)
        self._because = say("the wrong digit twice") if wrong else say("nothing was pressed and nobody spoke")
        return self._go_to("removal")

    @property
    def _is_person(self) -> bool:
        return self._concluded is None or self._concluded.conclusion in ("person", "unknown")

    def _hand_over(self, because: str) -> list[Step]:
        self._because = because
        self._inside = self._put_through()
        return self._inside.start()

    def _end(self) -> list[Step]:
        self._over = True
        return [HangUp(self._call_id)]
