"""Calls the house's own phones for a caller: these are the only numbers the engine ever dials.

Whatever a caller asks for by REFER, Replaces, redirect or keys, no address but those the line was opened
with is ever called.
"""

from collections.abc import Callable, Sequence

import pjsua2 as pj

from agent.call.commands import RingHouse
from agent.call.events import Event, PhoneAnswered, PhoneLost, PhoneRinging, Trouble
from agent.sip.direct_account import WaysToPhones
from agent.sip.endpoint import CALLS_LIMIT, reason_of
from agent.sip.line_account import LineAccount
from agent.sip.line_call import CallNotes, LineCall

_EARLY = pj.PJSIP_INV_STATE_EARLY
_CONFIRMED = pj.PJSIP_INV_STATE_CONFIRMED


class HouseLegs:
    """Rings phones, one leg each, and tells what becomes of them."""

    def __init__(
        self,
        notes: CallNotes,
        say: Callable[[Event], None],
        line_named: Callable[[str], LineAccount | None],
        ways: WaysToPhones,
        leg_began: Callable[[], None],
    ) -> None:
        self._notes = notes
        self._say = say
        self._line_named = line_named
        self._ways = ways
        self._leg_began = leg_began

    def ring(self, call: LineCall, command: RingHouse, calls_in_hand: int) -> list[LineCall]:
        """Begin as many legs as the stack has room for, in the order of `phones`."""
        line = self._line_named(call.line)
        if line is None:
            return []
        legs: list[LineCall] = []
        room = CALLS_LIMIT - calls_in_hand
        for number, phone in enumerate(command.phones):
            leg_id = f"{call.call_id}#leg{number}"
            if phone not in line.settings.house_phones:
                self._lost(call, leg_id, phone, 403, f"{phone} is not one of the line's phones")
            elif len(legs) >= room:
                self._lost(call, leg_id, phone, 503, f"no call slot is left for {phone}")
            elif (leg := self._begin(line, call, leg_id, phone, command)) is not None:
                legs.append(leg)
        return legs

    def _begin(
        self, line: LineAccount, call: LineCall, leg_id: str, phone: str, command: RingHouse
    ) -> LineCall | None:
        try:
            account = self._ways.account_for(line, phone)
        except pj.Error as error:
            self._lost(call, leg_id, phone, 500, f"{phone} cannot be called: {reason_of(error)}")
            return None
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
            self._lost(call, leg_id, phone, 500, f"{phone} cannot be called: {reason_of(error)}")
            return None
        self._leg_began()
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
                was_answered=leg.told_answered,
                legs_left=len(others),
            )
        )

    def stop_ringing(self, call: LineCall, legs: Sequence[LineCall]) -> None:
        """CANCEL every leg that nobody has answered."""
        for leg in legs:
            if leg.state != _CONFIRMED:
                leg.ended_by_house = True
                leg.hangup(pj.CallOpParam())

    def transfer(self, call: LineCall, phone: str) -> None:
        """REFER the caller to a phone of the house.  Raises pj.Error when it cannot be sent."""
        line = self._line_named(call.line)
        if line is not None and phone in line.settings.house_phones:
            call.xfer(phone, pj.CallOpParam(True))

    def _lost(self, call: LineCall, leg_id: str, phone: str, sip_status: int, sentence: str) -> None:
        self._say(Trouble("sip", sentence, call.call_id))
        self._say(PhoneLost(call.call_id, leg_id, phone, sip_status))
