"""In front, as a B2BUA: the call reached us first, so letting it ring means ringing the house's phones ourselves.

A UAS towards the caller and a UAC towards each phone; what the two dialogs share is the sound and the keys.
The caller hears the network's ring-back (180) until somebody picks up; only then is the call answered.
"""

from collections.abc import Callable

from agent.call.commands import Answer, HangUp, Reject, Ring, StopRinging
from agent.call.events import CallAnswered, CallEnded, PhoneAnswered, PhoneLost
from agent.call.sentence import say
from agent.call.timing import DeadlinePassed, SetDeadline
from agent.treat.flow import Flow, Happening, Step
from agent.treat.put_through_manner import ShownCaller
from agent.treat.talking import Talking, TalkManner

NOBODY_ANSWERS = 480
"""Temporarily Unavailable (RFC 3261 §21.4.18): the caller hears what their network says of nobody there."""


class RingingInFront:
    """Ring every phone, connect the first that is picked up."""

    keys_are_secret = False

    def __init__(
        self,
        call_id: str,
        phones: tuple[str, ...],
        *,
        shown: ShownCaller = ShownCaller(),  # noqa: B008  a frozen value
        ring_seconds: float = 30.0,
        talk: TalkManner | None = None,
        nobody_answers: Callable[[], Flow | None] = lambda: None,
    ) -> None:
        """`nobody_answers` makes what follows when no phone is picked up; None to refuse the call."""
        self._call_id = call_id
        self._ring_house = shown.ring_house(call_id, phones)
        self._ring_seconds = ring_seconds
        self._nobody_answers = nobody_answers
        self._inside: Flow | None = None
        self._talk_manner = talk or TalkManner()
        self._talk: Talking | None = None
        self._leg_id = ""
        self._phone = ""
        self._over = False
        self._done = say("rang the house")

    @property
    def done(self) -> str:
        if self._inside is not None:
            return say("rang the house; {done}", done=self._inside.done)
        return self._talk.done if self._talk is not None else self._done

    @property
    def seconds_played(self) -> float:
        """Seconds of the removal message, when the caller was sent away."""
        return self._talk.seconds_played if self._talk is not None else 0.0

    @property
    def rings_house(self) -> bool:
        """The house's phones ring for this caller."""
        return not self._leg_id and not self._over

    def start(self) -> list[Step]:
        return [
            Ring(self._call_id),
            self._ring_house,
            SetDeadline(self._call_id, "ring", self._ring_seconds),
        ]

    def on(self, happening: Happening) -> list[Step]:
        if self._inside is not None:
            return self._inside.on(happening)
        if isinstance(happening, PhoneAnswered) and self._leg_id and not self._over:
            # Picked up in the same moment as another: the first has the caller.
            return [HangUp(self._call_id, happening.leg_id)]
        if self._talk is not None:
            return self._talk.on(happening)
        if self._over:
            return []
        match happening:
            case CallEnded():
                self._over = True
            case PhoneAnswered():
                self._leg_id, self._phone = happening.leg_id, happening.phone
                self._done = say("answered at {phone}", phone=happening.phone)
                return [StopRinging(self._call_id), Answer(self._call_id)]
            case CallAnswered() if self._leg_id:
                self._talk = Talking(
                    self._call_id, self._leg_id, self._phone, self._talk_manner, done=self._done
                )
                return self._talk.start()
            case PhoneLost() if happening.leg_id == self._leg_id:
                self._over = True
                return [HangUp(self._call_id)]
            case PhoneLost() if not self._leg_id and not happening.legs_left:
                return self._give_up()
            case DeadlinePassed(name="ring") if not self._leg_id:
                return self._give_up()
        return []

    def _give_up(self) -> list[Step]:
        self._over = True
        self._done = say("rang the house, nobody answered")
        self._inside = self._nobody_answers()
        if self._inside is not None:
            return [StopRinging(self._call_id), *self._inside.start()]
        return [StopRinging(self._call_id), Reject(self._call_id, NOBODY_ANSWERS)]
