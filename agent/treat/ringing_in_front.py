"""In front: the call reached us first, so letting it ring means ringing the house's phones ourselves.

The caller hears the network's ring-back (180) until somebody picks up; only then is the call answered.
"""

from collections.abc import Callable

from agent.call.commands import Answer, Bridge, HangUp, Reject, Ring, RingHouse, SendDigits, StopRinging
from agent.call.events import CallAnswered, CallEnded, DigitPressed, PhoneAnswered, PhoneLost
from agent.call.sentence import say
from agent.call.timing import DeadlinePassed, SetDeadline
from agent.treat.flow import Flow, Happening, Step

NOBODY_ANSWERS = 480
"""Temporarily Unavailable (RFC 3261 §21.4.18): the caller hears what their network says of nobody there."""


class RingingInFront:
    """Ring every phone, connect the first that is picked up."""

    def __init__(
        self,
        call_id: str,
        phones: tuple[str, ...],
        *,
        shown_name: str = "",
        shown_number: str = "",
        ring_seconds: float = 30.0,
        nobody_answers: Callable[[], Flow | None] = lambda: None,
    ) -> None:
        """`nobody_answers` makes what follows when no phone is picked up; None to refuse the call."""
        self._call_id = call_id
        self._ring_house = RingHouse(
            call_id=call_id, phones=phones, shown_name=shown_name, shown_number=shown_number
        )
        self._ring_seconds = ring_seconds
        self._nobody_answers = nobody_answers
        self._inside: Flow | None = None
        self._leg_id = ""
        self._connected = False
        self._over = False
        self.done = say("rang the house")

    def start(self) -> list[Step]:
        return [
            Ring(self._call_id),
            self._ring_house,
            SetDeadline(self._call_id, "ring", self._ring_seconds),
        ]

    def on(self, happening: Happening) -> list[Step]:
        if self._inside is not None:
            steps = self._inside.on(happening)
            self.done = say("rang the house; {done}", done=self._inside.done)
            return steps
        if self._over:
            return []
        match happening:
            case CallEnded():
                self._over = True
            case PhoneAnswered() if not self._leg_id:
                self._leg_id = happening.leg_id
                self.done = say("answered at {phone}", phone=happening.phone)
                return [StopRinging(self._call_id), Answer(self._call_id)]
            case PhoneAnswered():
                # Picked up in the same moment as another: the first has the caller.
                return [HangUp(happening.leg_id)]
            case CallAnswered() if self._leg_id:
                self._connected = True
                return [Bridge(self._call_id, self._leg_id)]
            case DigitPressed() if self._connected:
                from_leg = happening.call_id == self._leg_id
                return [SendDigits(self._call_id if from_leg else self._leg_id, happening.digit)]
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
        self.done = say("rang the house, nobody answered")
        self._inside = self._nobody_answers()
        if self._inside is not None:
            return [StopRinging(self._call_id), *self._inside.start()]
        return [StopRinging(self._call_id), Reject(self._call_id, NOBODY_ANSWERS)]
