"""Stands in for a house that is mute, or that can do no more for a call: the phone rings all the same.

Beside the box, saying 180 is enough.  In front nobody rings the family's telephones but us, so the engine holds
the conversation of `agent/treat/ringing_in_front.py` itself: rings them, connects who picks up, and ends all of
it when the caller leaves.  The house takes a call back by ringing its phones, or by any word while nobody
talks yet; a talk of the family is not ended by a verdict that came too late.
"""

from collections import deque
from collections.abc import Callable, Iterable

from agent.call import commands
from agent.call.commands import Command
from agent.call.events import CallEnded, Event, PhoneAnswered, Trouble
from agent.sip.calls import Calls
from agent.sip.leg import Leg
from agent.treat.flow import Flow, Happening, Step
from agent.treat.ringing_in_front import RingingInFront

RING_UNASKED_SECONDS = 0.3
"""A house that has said nothing about a call for this long is in trouble: the phone rings."""


class Unattended:
    """The calls nobody else serves; all but `tell` is for the engine's thread, outside a stack's callbacks."""

    def __init__(
        self,
        tell: Callable[[Event], None],
        obey: Callable[[Command], None],
        phones_for: Callable[[Leg], tuple[str, ...]],
        calls: Calls,
    ) -> None:
        """`obey` does a command and never raises; `phones_for` gives the phones that nobody else rings for a
        caller who is not answered yet."""
        self._tell_house = tell
        self._obey = obey
        self._phones_for = phones_for
        self._calls = calls
        self._arrivals: deque[Leg] = deque()
        self._served: dict[str, _Served] = {}
        self._happened: deque[Event] = deque()

    def tell(self, event: Event) -> None:
        """Tell the house, and ourselves where we serve a caller; from any thread."""
        self._tell_house(event)
        if self._served:
            self._happened.append(event)

    def arrived(self, call: Leg) -> None:
        """Watch over a call until the house has said something."""
        self._arrivals.append(call)

    def tick(self, now_seconds: float) -> None:
        """Ring where the house is mute; carry on with the calls served here."""
        self._ring_where_house_is_mute(now_seconds)
        while self._happened:
            event = self._happened.popleft()
            call_id = getattr(event, "call_id", "")
            served = self._served.get(call_id)
            if served is None:
                continue
            if isinstance(event, CallEnded):
                del self._served[call_id]
                continue
            self._do(served.on(event))

    def serve(self, call_id: str) -> None:
        """The house can do no more for this call: it rings, wherever that means ringing telephones ourselves."""
        if call_id in self._served:
            return
        caller = self._calls.leg(call_id)
        phones = self._phones_for(caller) if caller is not None else ()
        if not phones:
            self._obey(commands.Ring(call_id))
            return
        served = self._served[call_id] = _Served(call_id, phones)
        legs = self._calls.legs_of(call_id)
        # Telephones that the house has begun to ring go on ringing.
        self._do(step for step in served.start() if not (legs and isinstance(step, commands.RingHouse)))
        for leg in legs:
            if leg.told_answered:
                self._do(served.on(PhoneAnswered(call_id, leg.call_id, leg.phone)))

    def lets_house(self, command: Command) -> bool:
        """Whether a command of the house may be carried out; most take the call back."""
        call_id = getattr(command, "call_id", "")
        served = self._served.get(call_id)
        if served is None:
            return True
        if isinstance(command, commands.Ring):
            return False
        if isinstance(command, commands.RingHouse):
            # From here on the house has heard, or will hear, all that became of these phones.
            del self._served[call_id]
            return served.nobody_left
        if served.is_connecting:
            if not served.told_too_late:
                served.told_too_late = True
                late = "the family has picked up already; what was decided since comes too late"
                self._tell_house(Trouble("house", late, call_id))
            return False
        del self._served[call_id]
        self._obey(commands.StopRinging(call_id))
        return True

    def _ring_where_house_is_mute(self, now_seconds: float) -> None:
        while self._arrivals:
            call = self._arrivals[0]
            settled = call.is_over or call.rang or call.told_what_to_do
            if not settled and now_seconds - call.arrived_at_seconds < RING_UNASKED_SECONDS:
                return
            self._arrivals.popleft()
            if not settled:
                late = "did not decide in time; the call rings"
                self._tell_house(Trouble("house", late, call.call_id))
                self.serve(call.call_id)

    def _do(self, steps: Iterable[Step]) -> None:
        for step in steps:
            # Wishes and deadlines are for a house to keep; the caller decides how long it rings.
            if isinstance(step, Command):
                self._obey(step)


class _Served:
    """One caller whose telephones we ring."""

    def __init__(self, call_id: str, phones: tuple[str, ...]) -> None:
        self.nobody_left = False
        """Every telephone declined, or could not be reached: the caller hears it ring until they give up."""
        self.told_too_late = False
        self._ringing = RingingInFront(call_id, phones, nobody_answers=self._leave_ringing)
        self.start, self.on = self._ringing.start, self._ringing.on

    @property
    def is_connecting(self) -> bool:
        """Somebody has picked up, and talks with the caller or is about to."""
        return not self._ringing.rings_house and not self.nobody_left

    def _leave_ringing(self) -> Flow:
        self.nobody_left = True
        return _RingingOn()


class _RingingOn:
    """Nothing more is done for this caller, and nothing takes the call from them."""

    done = ""
    seconds_played = 0.0
    keys_are_secret = False

    def start(self) -> list[Step]:
        return []

    def on(self, happening: Happening) -> list[Step]:
        return []
