"""Calls the house's own phones for a caller: these are the only numbers the engine ever dials.

Whatever a caller asks for by REFER, Replaces, redirect or keys, no address but those the line was opened
with is ever called.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import pjsua2 as pj

from agent.call.commands import RingHouse
from agent.call.events import Event, PhoneAnswered, PhoneLost, PhoneRinging, Trouble
from agent.sip.pjsip.direct_account import WaysToPhones
from agent.sip.pjsip.endpoint import CALLS_LIMIT, reason_of
from agent.sip.pjsip.line_account import LineAccount
from agent.sip.pjsip.line_call import CallNotes, LineCall

_EARLY = pj.PJSIP_INV_STATE_EARLY
_TOO_MANY = 70010
"""PJ_ETOOMANY, which the wheel does not name."""
_CONFIRMED = pj.PJSIP_INV_STATE_CONFIRMED


class HouseLegs:
    """Rings phones, one leg each, and tells what becomes of them."""

    def __init__(
        self,
        notes: CallNotes,
        say: Callable[[Event], None],
        line_named: Callable[[str], LineAccount | None],
        ways: WaysToPhones,
        leg_began: Callable[[LineCall], None],
    ) -> None:
        self._notes = notes
        self._say = say
        self._line_named = line_named
        self._ways = ways
        self._leg_began = leg_began
        self._waiting: dict[str, _Waiting] = {}
        """By the caller's Call-ID; in the order in which they came."""

    def ring(self, call: LineCall, command: RingHouse, in_hand: Collection[LineCall]) -> list[LineCall]:
        """Begin as many legs as the stack has room for; the others wait for room.

        In the order of `phones`, but for those at which somebody talks or which ring for somebody else:
        where there is no room for all, these are the least use.
        """
        waiting = _Waiting(call, command, deque(enumerate(command.phones)))
        self._waiting[call.call_id] = waiting
        legs = self._ring_some(waiting, in_hand, already_ringing=0)
        for _, phone in waiting.phones:
            late = f"no call slot is left for {phone}: it rings as soon as one is free"
            self._say(Trouble("sip", late, call.call_id))
        return legs

    @property
    def has_waiting(self) -> bool:
        """Whether some phone waits for room."""
        return bool(self._waiting)

    def ring_waiting(
        self, in_hand: Collection[LineCall], legs_of: Callable[[LineCall], Sequence[LineCall]]
    ) -> list[LineCall]:
        """Once there is room, the phones of whoever waited longest ring."""
        began: list[LineCall] = []
        for call_id, waiting in list(self._waiting.items()):
            if waiting.call.is_over:
                del self._waiting[call_id]
            elif len(in_hand) + len(began) < CALLS_LIMIT:
                ringing = len(legs_of(waiting.call))
                began += self._ring_some(waiting, [*in_hand, *began], already_ringing=ringing)
        return began

    def _ring_some(
        self, waiting: _Waiting, in_hand: Collection[LineCall], already_ringing: int
    ) -> list[LineCall]:
        room = CALLS_LIMIT - len(in_hand)
        busy = {leg.phone for leg in in_hand}
        call, command = waiting.call, waiting.command
        waiting.phones = phones = deque(sorted(waiting.phones, key=lambda each: each[1] in busy))
        line = self._line_named(call.line)
        legs: list[LineCall] = []
        lost: list[tuple[str, str, _Lost]] = []
        while line is not None and phones and len(legs) < room:
            number, phone = phones.popleft()
            leg_id = f"{call.call_id}#leg{number}"
            leg = self._begin(line, call, leg_id, phone, command)
            if leg is None:
                phones.appendleft((number, phone))
                break
            if isinstance(leg, LineCall):
                legs.append(leg)
            else:
                lost.append((leg_id, phone, leg))
        if not phones or line is None:
            del self._waiting[call.call_id]
        for leg_id, phone, why in lost:
            # Only now is it known how many others ring: a call is given up when none is left.
            self._say(Trouble("sip", why.sentence, call.call_id))
            left = already_ringing + len(legs) + len(phones)
            self._say(PhoneLost(call.call_id, leg_id, phone, why.sip_status, legs_left=left))
        return legs

    def _begin(
        self, line: LineAccount, call: LineCall, leg_id: str, phone: str, command: RingHouse
    ) -> LineCall | _Lost | None:
        """None when the stack has no room after all: it keeps a slot for a moment after a call's end."""
        if phone not in line.settings.house_phones:
            return _Lost(403, f"{phone} is not one of the line's phones")
        try:
            account = self._ways.account_for(line, phone)
        except pj.Error as error:
            return _Lost(500, f"{phone} cannot be called: {reason_of(error)}")
        leg = LineCall(account, pj.PJSUA_INVALID_ID, leg_id, call.line, self._notes)
        leg.parent_id, leg.phone = call.call_id, phone
        param = pj.CallOpParam(True)
        name = command.shown_name.replace("\\", "").replace('"', "")
        caller = f"sip:{command.shown_number}@{line.host}"
        # Our own address stays unless the house wishes otherwise: a box wants to know who we are.
        shown_from = caller if command.number_in_from and command.shown_number else line.address_of_record
        if name or shown_from == caller:
            param.txOption.localUri = f'"{name}" <{shown_from}>' if name else f"<{shown_from}>"
        if command.shown_number:
            header = pj.SipHeader()
            header.hName = "P-Asserted-Identity"
            header.hValue = f'"{name or command.shown_number}" <{caller}>'
            param.txOption.headers.append(header)
        try:
            leg.makeCall(phone, param)
        except pj.Error as error:
            if error.status == _TOO_MANY:
                return None
            return _Lost(500, f"{phone} cannot be called: {reason_of(error)}")
        self._leg_began(leg)
        return leg

    def follow(self, leg: LineCall) -> None:
        """Something about a leg is new: say it once."""
        if leg.state == _EARLY and not leg.rang:
            leg.rang = True
            self._say(PhoneRinging(leg.parent_id, leg.call_id, leg.phone))
        elif leg.state == _CONFIRMED and leg.media_active and not leg.told_answered:
            leg.told_answered = True
            self._say(PhoneAnswered(leg.parent_id, leg.call_id, leg.phone))

    def ended(self, leg: LineCall, others: Sequence[LineCall]) -> None:
        """A leg is over."""
        self._say(
            PhoneLost(
                leg.parent_id,
                leg.call_id,
                leg.phone,
                leg.last_status,
                legs_left=len(others) + self._still_waiting(leg.parent_id),
            )
        )

    def stop_ringing(self, call: LineCall, legs: Sequence[LineCall]) -> None:
        """CANCEL every leg that nobody has answered; no phone waits any more."""
        self._waiting.pop(call.call_id, None)
        for leg in legs:
            if leg.state != _CONFIRMED:
                leg.ended_by_house = True
                leg.hangup(pj.CallOpParam())

    def transfer(self, call: LineCall, phone: str) -> None:
        """REFER the caller to a phone of the house.  Raises pj.Error when it cannot be sent."""
        line = self._line_named(call.line)
        if line is not None and phone in line.settings.house_phones:
            call.xfer(phone, pj.CallOpParam(True))

    def _still_waiting(self, call_id: str) -> int:
        waiting = self._waiting.get(call_id)
        return len(waiting.phones) if waiting is not None else 0


@dataclass(slots=True)
class _Waiting:
    """Phones that ring for a call once the stack has room, with their number in the list."""

    call: LineCall
    command: RingHouse
    phones: deque[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class _Lost:
    """Why a phone was not even called."""

    sip_status: int
    sentence: str
