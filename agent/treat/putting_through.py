"""Brings an answered caller to the family: rings the house's phones, says who it is, lets them talk.

The one who picks up first may take the call, send it to the message, or deny it; while they talk, a star
code does the same.  Keys of the caller are passed on and never obeyed.
"""

from collections.abc import Callable

from agent.call.commands import (
    Bridge,
    HangUp,
    Play,
    Record,
    RingHouse,
    SendDigits,
    StopPlaying,
    StopRinging,
    Transfer,
    Unbridge,
)
from agent.call.events import (
    CallEnded,
    DigitPressed,
    GreetingPlayed,
    PhoneAnswered,
    PhoneLost,
    TransferAnswered,
)
from agent.call.sentence import say
from agent.call.timing import DeadlinePassed, SetDeadline
from agent.call.wishes import AllowCaller, DenyCaller
from agent.treat.flow import Flow, Happening, Step
from agent.treat.put_through_manner import PutThroughManner

# (where we are, what happened) -> where we go
NEXT: dict[tuple[str, str], str] = {
    ("transferring", "transferred"): "gone",
    ("transferring", "transfer refused"): "ringing",
    ("transferring", "transfer"): "ringing",
    ("ringing", "PhoneAnswered"): "picked up",
    ("ringing", "nobody left"): "nobody",
    ("ringing", "ring"): "nobody",
    ("whispering", "key 1"): "talking",
    ("whispering", "key 2"): "nobody",
    ("whispering", "key 3"): "denied",
    ("whispering", "whispered"): "deciding",
    ("whispering", "phone lost"): "nobody",
    ("deciding", "key 1"): "talking",
    ("deciding", "key 2"): "nobody",
    ("deciding", "key 3"): "denied",
    ("deciding", "decide"): "talking",
    ("deciding", "phone lost"): "nobody",
    ("talking", "*9"): "denied",
    ("talking", "phone lost"): "ending",
    ("denied", "removal played"): "ending",
}

STAR_CODES = {"9", "8", "7"}


class PuttingThrough:
    """From the caller's right digit to the end of the talk; `nobody_answers` makes what follows when
    no phone is picked up."""

    def __init__(
        self, call_id: str, manner: PutThroughManner, nobody_answers: Callable[[], Flow] | None = None
    ) -> None:
        self._call_id = call_id
        self._manner = manner
        self._nobody_answers = nobody_answers
        self._inside: Flow | None = None
        self.state = "ringing"
        self.seconds_played = 0.0
        """Seconds of the removal message, when the family refused the caller."""
        self._leg_id = ""
        self._phone = ""
        self._star = False
        self._over = False
        self._entering: dict[str, Callable[[], list[Step]]] = {
            "ringing": self._ring,
            "picked up": self._pick_up,
            "talking": self._talk,
            "deciding": lambda: [SetDeadline(call_id, "decide", manner.whisper_patience_seconds)],
            "nobody": self._nobody,
            "denied": self._deny,
            "ending": self._end,
            "gone": self._end,
        }
        self.done = say("ringing the house")

    def start(self) -> list[Step]:
        if self._manner.transfer and self._manner.phones:
            self.state = "transferring"
            within = self._manner.transfer_within_seconds
            return [
                Transfer(self._call_id, self._manner.phones[0]),
                SetDeadline(self._call_id, "transfer", within),
            ]
        return self._ring()

    def on(self, happening: Happening) -> list[Step]:
        if isinstance(happening, CallEnded):
            self._over = True
        if self._inside is not None:
            steps = self._inside.on(happening)
            self.done = say("rang the house; {done}", done=self._inside.done)
            return steps
        if self._over:
            return []
        if isinstance(happening, DigitPressed):
            return self._digit(happening)
        if isinstance(happening, PhoneAnswered) and self._leg_id:
            # Picked up in the same moment as another: the first has the caller.
            return [HangUp(happening.leg_id)]
        next_state = NEXT.get((self.state, self._name_of(happening)))
        if next_state is not None:
            return self._go_to(next_state)
        if isinstance(happening, GreetingPlayed):
            return self._after_greeting(happening)
        return []

    def _after_greeting(self, played: GreetingPlayed) -> list[Step]:
        if self.state == "denied" and played.call_id == self._leg_id:
            return [HangUp(self._leg_id)]
        before_talking = self.state in ("ringing", "whispering", "deciding")
        if before_talking and played.greeting == self._manner.one_moment:
            return [Play(self._call_id, self._manner.ring_back, over_and_over=True)]
        return []

    def _name_of(self, happening: Happening) -> str:
        match happening:
            case DeadlinePassed():
                return happening.name
            case PhoneAnswered():
                if self.state == "ringing":
                    self._leg_id, self._phone = happening.leg_id, happening.phone
                return "PhoneAnswered"
            case PhoneLost():
                if self._leg_id:
                    return "phone lost" if happening.leg_id == self._leg_id else ""
                return "" if happening.legs_left else "nobody left"
            case TransferAnswered():
                return "transferred" if happening.sip_status // 100 == 2 else "transfer refused"
            case GreetingPlayed(greeting=self._manner.whisper) if happening.call_id == self._leg_id:
                return "whispered"
            case GreetingPlayed(greeting=self._manner.removal):
                self.seconds_played = happening.seconds_played
                return "removal played"
        return ""

    def _digit(self, pressed: DigitPressed) -> list[Step]:
        if pressed.call_id != self._leg_id:
            # The caller's keys reach whoever talks with them, and nobody else.
            return [SendDigits(self._leg_id, pressed.digit)] if self.state == "talking" else []
        if self.state != "talking":
            next_state = NEXT.get((self.state, f"key {pressed.digit}"))
            return [] if next_state is None else self._go_to(next_state)
        if self._star:
            self._star = False
            if pressed.digit in STAR_CODES:
                return self._star_code(pressed.digit)
            return [SendDigits(self._call_id, f"*{pressed.digit}")]
        if pressed.digit == "*":
            self._star = True
            return []
        return [SendDigits(self._call_id, pressed.digit)]

    def _star_code(self, digit: str) -> list[Step]:
        if digit == "8":
            return [AllowCaller(self._call_id), *self._tell_family(self._manner.allowed)]
        if digit == "7":
            if not self._manner.recording_path:
                return []
            notice = self._manner.recording_notice
            longest = self._manner.longest_recording_seconds
            said: list[Step] = [Play(self._call_id, notice), Play(self._leg_id, notice)] if notice else []
            return [*said, Record(self._call_id, self._manner.recording_path, longest)]
        return self._go_to("denied")

    def _go_to(self, state: str) -> list[Step]:
        self.state = state
        return self._entering[state]()

    def _ring(self) -> list[Step]:
        self.state = "ringing"
        manner = self._manner
        return [
            RingHouse(
                call_id=self._call_id,
                phones=manner.phones,
                shown_name=manner.shown_name,
                shown_number=manner.shown_number,
            ),
            Play(self._call_id, manner.one_moment),
            SetDeadline(self._call_id, "ring", manner.ring_seconds),
        ]

    def _pick_up(self) -> list[Step]:
        steps: list[Step] = [StopRinging(self._call_id)]
        if not self._manner.whisper:
            return [*steps, *self._go_to("talking")]
        self.state = "whispering"
        return [*steps, Play(self._leg_id, self._manner.whisper)]

    def _talk(self) -> list[Step]:
        self.done = say("put through to {phone}", phone=self._phone)
        stop: list[Step] = [StopPlaying(self._call_id), StopPlaying(self._leg_id)]
        return [*stop, Bridge(self._call_id, self._leg_id)]

    def _nobody(self) -> list[Step]:
        self.done = say("rang the house, nobody took the call")
        steps: list[Step] = [StopRinging(self._call_id), StopPlaying(self._call_id)]
        if self._leg_id:
            steps.append(HangUp(self._leg_id))
        if self._nobody_answers is None:
            return [*steps, *self._end()]
        self._inside = self._nobody_answers()
        return [*steps, *self._inside.start()]

    def _deny(self) -> list[Step]:
        self.done = say("refused by {phone}, played the removal message", phone=self._phone)
        return [
            DenyCaller(self._call_id),
            Unbridge(self._call_id, self._leg_id),
            *self._tell_family(self._manner.denied),
            Play(self._call_id, self._manner.removal),
        ]

    def _tell_family(self, prompt: str) -> list[Step]:
        return [Play(self._leg_id, prompt)] if prompt else []

    def _end(self) -> list[Step]:
        self._over = True
        return [HangUp(call_id) for call_id in (self._leg_id, self._call_id) if call_id]
