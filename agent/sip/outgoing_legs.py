"""Calls the house's own phones for a caller: these are the only numbers the engine ever dials.

Whatever a caller asks for by REFER, Replaces, redirect or keys, no address but those the line was opened
with is ever called.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import msgspec

from agent.call.commands import RingHouse
from agent.call.events import Event, PhoneAnswered, PhoneLost, PhoneRinging, Trouble
from agent.sip.engine_error import EngineError, NoRoom
from agent.sip.leg import Leg, LegState
from agent.sip.lines import Line

L = TypeVar("L", bound=Line)
Of = TypeVar("Of", bound=Line, contravariant=True)


class ShownCaller(msgspec.Struct, frozen=True):
    """How a telephone of the house is shown who calls."""

    from_header: str = ""
    """Value of From; empty for the line's own address."""
    asserted_identity: str = ""
    """Value of P-Asserted-Identity (RFC 3325); empty for none."""


class Dial(Protocol[Of]):
    """How a stack calls a telephone: a UAC's INVITE (RFC 3261 §13.2)."""

    def __call__(self, line: Of, leg_id: str, phone: str, shown: ShownCaller) -> Leg:
        """The leg, on its way.  Raises NoRoom when there may be room later, else EngineError."""


class OutgoingLegs(Generic[L]):
    """Rings phones, one leg each, and tells what becomes of them."""

    def __init__(
        self,
        tell: Callable[[Event], None],
        line_named: Callable[[str], L | None],
        dial: Dial[L],
        calls_limit: int,
    ) -> None:
        self._tell = tell
        self._line_named = line_named
        self._dial = dial
        self._calls_limit = calls_limit
        self._waiting: dict[str, _Waiting] = {}
        """By the caller's Call-ID; in the order in which they came."""

    def ring(self, call: Leg, command: RingHouse, in_hand: Collection[Leg]) -> list[Leg]:
        """Begin as many legs as the stack has room for; the others wait for room.

        In the order of `phones`, but for those at which somebody talks or which ring for somebody else:
        where there is no room for all, these are the least use.
        """
        # A leg that was cancelled a moment ago may not be over yet, and keeps its name until then.
        taken = [leg.number for leg in in_hand if leg.parent_id == call.call_id]
        numbered = enumerate(command.phones, start=max(taken, default=-1) + 1)
        waiting = _Waiting(call, command, deque(numbered))
        self._waiting[call.call_id] = waiting
        legs = self._ring_some(waiting, in_hand, already_ringing=0)
        for _, phone in waiting.phones:
            late = f"no call slot is left for {phone}: it rings as soon as one is free"
            self._tell(Trouble("sip", late, call.call_id))
        return legs

    @property
    def has_waiting(self) -> bool:
        """Whether some phone waits for room."""
        return bool(self._waiting)

    def ring_waiting(self, in_hand: Collection[Leg], legs_of: Callable[[Leg], Sequence[Leg]]) -> list[Leg]:
        """Once there is room, the phones of whoever waited longest ring."""
        began: list[Leg] = []
        for call_id, waiting in list(self._waiting.items()):
            if waiting.call.is_over:
                del self._waiting[call_id]
            elif len(in_hand) + len(began) < self._calls_limit:
                ringing = len(legs_of(waiting.call))
                began += self._ring_some(waiting, [*in_hand, *began], already_ringing=ringing)
        return began

    def _ring_some(self, waiting: _Waiting, in_hand: Collection[Leg], already_ringing: int) -> list[Leg]:
        room = self._calls_limit - len(in_hand)
        busy = {leg.phone for leg in in_hand}
        call, command = waiting.call, waiting.command
        waiting.phones = phones = deque(sorted(waiting.phones, key=lambda each: each[1] in busy))
        line = self._line_named(call.line)
        legs: list[Leg] = []
        lost: list[tuple[str, str, _Lost]] = []
        while line is not None and phones and len(legs) < room:
            number, phone = phones.popleft()
            leg = self._begin(line, call, number, phone, command)
            if leg is None:
                phones.appendleft((number, phone))
                break
            if isinstance(leg, Leg):
                legs.append(leg)
            else:
                lost.append((_leg_id(call, number), phone, leg))
        if not phones or line is None:
            del self._waiting[call.call_id]
        for leg_id, phone, why in lost:
            # Only now is it known how many others ring: a call is given up when none is left.
            self._tell(Trouble("sip", why.sentence, call.call_id))
            left = already_ringing + len(legs) + len(phones)
            self._tell(PhoneLost(call.call_id, leg_id, phone, why.sip_status, legs_left=left))
        return legs

    def _begin(self, line: L, call: Leg, number: int, phone: str, command: RingHouse) -> Leg | _Lost | None:
        """None when the stack has no room after all: it keeps a slot for a moment after a call's end."""
        if phone not in line.settings.house_phones:
            return _Lost(403, f"{phone} is not one of the line's phones")
        leg_id = _leg_id(call, number)
        try:
            leg = self._dial(line, leg_id, phone, _shown(command, line))
        except NoRoom:
            return None
        except EngineError as error:
            return _Lost(500, f"{phone} cannot be called: {error}")
        leg.parent_id, leg.number, leg.phone = call.call_id, number, phone
        return leg

    def follow(self, leg: Leg) -> None:
        """Something about a leg is new: say it once."""
        if leg.state is LegState.EARLY and not leg.rang:
            leg.rang = True
            self._tell(PhoneRinging(leg.parent_id, leg.call_id, leg.phone))
        elif leg.is_confirmed and leg.has_media and not leg.told_answered:
            leg.told_answered = True
            self._tell(PhoneAnswered(leg.parent_id, leg.call_id, leg.phone))

    def ended(self, leg: Leg, others: Sequence[Leg]) -> None:
        """A leg is over."""
        self._tell(
            PhoneLost(
                leg.parent_id,
                leg.call_id,
                leg.phone,
                leg.last_status,
                legs_left=len(others) + self._still_waiting(leg.parent_id),
            )
        )

    def stop_ringing(self, call: Leg, legs: Sequence[Leg]) -> None:
        """CANCEL every leg that nobody has answered; no phone waits any more."""
        self._waiting.pop(call.call_id, None)
        taken = any(leg.is_confirmed for leg in legs)
        for leg in legs:
            if not leg.is_confirmed:
                leg.ended_by_house, leg.taken_elsewhere = True, taken
                leg.handle.hang_up()

    def transfer(self, call: Leg, phone: str) -> None:
        """REFER the caller to a phone of the house.  Raises EngineError when it cannot be sent."""
        line = self._line_named(call.line)
        if line is not None and phone in line.settings.house_phones:
            call.handle.refer(phone)

    def _still_waiting(self, call_id: str) -> int:
        waiting = self._waiting.get(call_id)
        return len(waiting.phones) if waiting is not None else 0


def _shown(command: RingHouse, line: Line) -> ShownCaller:
    name = command.shown_name.replace("\\", "").replace('"', "")
    caller = f"sip:{command.shown_number}@{line.host}"
    # Our own address stays unless the house wishes otherwise: a box wants to know who we are.
    shown_from = caller if command.number_in_from and command.shown_number else line.address_of_record
    from_header = ""
    if name or shown_from == caller:
        from_header = f'"{name}" <{shown_from}>' if name else f"<{shown_from}>"
    asserted = f'"{name or command.shown_number}" <{caller}>' if command.shown_number else ""
    return ShownCaller(from_header, asserted)


def _leg_id(call: Leg, number: int) -> str:
    return f"{call.call_id}#leg{number}"


@dataclass(slots=True)
class _Waiting:
    """Phones that ring for a call once the stack has room, with their number in the list."""

    call: Leg
    command: RingHouse
    phones: deque[tuple[int, str]]


class _Lost(msgspec.Struct, frozen=True):
    """Why a phone was not even called."""

    sip_status: int
    sentence: str
