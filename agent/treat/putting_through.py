"""Brings an answered caller to the family: rings the house's phones, says who it is, lets them talk.

Each phone is a leg: a dialog of its own, in which we are the UAC.  The one who picks up first may take the call,
send it to the message, or deny it; `talking` follows.  Keys of the caller are never obeyed.
"""

from collections.abc import Callable

from agent.call.commands import (
    HangUp,
    Play,
    StopPlaying,
    StopRinging,
    Transfer,
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
from agent.treat.flow import Flow, Happening, Sign, Step, Table
from agent.treat.put_through_manner import PutThroughManner
from agent.treat.talking import Talking

NEXT: Table = {
    ("transferring", "transferred"): "gone",
    ("transferring", "transfer refused"): "ringing",
    ("transferring", "transfer"): "ringing",
    ("ringing", PhoneAnswered): "picked up",
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
}


class PuttingThrough:
    """From the caller's right digit to the end of the talk; `nobody_answers` makes what follows when
    no phone is picked up."""

    keys_are_secret = False

    def __init__(
        self, call_id: str, manner: PutThroughManner, nobody_answers: Callable[[], Flow] | None = None
    ) -> None:
        self._call_id = call_id
        self._manner = manner
        self._nobody_answers = nobody_answers
        self._instead: Flow | None = None
        self._talk: Talking | None = None
        self.state = "ringing"
        self._leg_id = ""
        self._phone = ""
        self._over = False
        self._entering: dict[str, Callable[[], list[Step]]] = {
            "ringing": self._ring,
            "picked up": self._pick_up,
            "talking": self._connect,
            "deciding": lambda: [SetDeadline(call_id, "decide", manner.whisper_patience_seconds)],
            "nobody": self._nobody,
            "denied": lambda: self._begin_talk().deny(),
            "gone": self._has_left,
        }
        self._done = say("ringing the house")

    @property
    def done(self) -> str:
        if self._instead is not None:
            return say("rang the house; {done}", done=self._instead.done)
        return self._talk.done if self._talk is not None else self._done

    @property
    def seconds_played(self) -> float:
        """Seconds of the removal message, when the family refused the caller."""
        return self._talk.seconds_played if self._talk is not None else 0.0

    @property
    def rings_house(self) -> bool:
        """The house's phones ring for this caller, or are about to."""
        return self.state in ("transferring", "ringing") and not self._over

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
        if self._instead is not None:
            return self._instead.on(happening)
        if isinstance(happening, PhoneAnswered) and self._leg_id and not self._over:
            # Picked up in the same moment as another: the first has the caller.
            return [HangUp(self._call_id, happening.leg_id)]
        if self._talk is not None:
            return self._talk.on(happening)
        if self._over:
            return []
        next_state = NEXT.get((self.state, self._sign_of(happening)))
        if next_state is not None:
            return self._go_to(next_state)
        # Until somebody takes the call, the caller is kept company.
        if isinstance(happening, GreetingPlayed) and happening.greeting == self._manner.one_moment:
            return [Play(self._call_id, self._manner.ring_back, over_and_over=True)]
        return []

    def _sign_of(self, happening: Happening) -> Sign:
        match happening:
            case DeadlinePassed():
                return happening.name
            case PhoneAnswered():
                if self.state == "ringing":
                    self._leg_id, self._phone = happening.leg_id, happening.phone
                return PhoneAnswered
            case PhoneLost():
                if self._leg_id:
                    return "phone lost" if happening.leg_id == self._leg_id else PhoneLost
                return PhoneLost if happening.legs_left else "nobody left"
            case TransferAnswered():
                return "transferred" if happening.sip_status // 100 == 2 else "transfer refused"
            case GreetingPlayed(greeting=self._manner.whisper) if happening.leg_id == self._leg_id:
                return "whispered"
            case DigitPressed(leg_id=self._leg_id) if self._leg_id:
                return f"key {happening.digit}"
        return type(happening)

    def _go_to(self, state: str) -> list[Step]:
        self.state = state
        return self._entering[state]()

    def _ring(self) -> list[Step]:
        self.state = "ringing"
        manner = self._manner
        return [
            manner.shown.ring_house(self._call_id, manner.phones),
            Play(self._call_id, manner.one_moment),
            SetDeadline(self._call_id, "ring", manner.ring_seconds),
        ]

    def _pick_up(self) -> list[Step]:
        steps: list[Step] = [StopRinging(self._call_id)]
        if not self._manner.whisper:
            return [*steps, *self._go_to("talking")]
        self.state = "whispering"
        return [*steps, Play(self._call_id, self._manner.whisper, leg_id=self._leg_id)]

    def _connect(self) -> list[Step]:
        stop: list[Step] = [StopPlaying(self._call_id), StopPlaying(self._call_id, self._leg_id)]
        return [*stop, *self._begin_talk().start()]

    def _begin_talk(self) -> Talking:
        self._talk = Talking(self._call_id, self._leg_id, self._phone, self._manner.talk)
        return self._talk

    def _nobody(self) -> list[Step]:
        self._done = say("rang the house, nobody took the call")
        steps = [StopRinging(self._call_id), StopPlaying(self._call_id), *self._hang_up_phone()]
        if self._nobody_answers is None:
            return [*steps, *self._end()]
        self._instead = self._nobody_answers()
        return [*steps, *self._instead.start()]

    def _has_left(self) -> list[Step]:
        self._done = say("transferred to {phone}", phone=self._manner.phones[0])
        return self._end()

    def _end(self) -> list[Step]:
        self._over = True
        return [*self._hang_up_phone(), HangUp(self._call_id)]

    def _hang_up_phone(self) -> list[Step]:
        return [HangUp(self._call_id, self._leg_id)] if self._leg_id else []
