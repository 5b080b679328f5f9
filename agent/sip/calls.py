"""Keeps the engine's calls, in and out: does to them what the house says, and tells when they end."""

import time
from collections import deque
from collections.abc import Callable
from typing import Any

import pjsua2 as pj

from agent.call import commands
from agent.call.commands import Command
from agent.call.events import CallAnswered, CallEnded, Event, Recorded, Trouble
from agent.sip.bye_after_crash import dialog_words
from agent.sip.ear import Ear
from agent.sip.outgoing_legs import HouseLegs
from agent.sip.pjsip.call_sound import CallSound
from agent.sip.pjsip.endpoint import reason_of
from agent.sip.pjsip.line_call import LineCall

PACKETS_EVERY_SECONDS = 0.2

_EARLY = pj.PJSIP_INV_STATE_EARLY
_CONFIRMED = pj.PJSIP_INV_STATE_CONFIRMED


class CallDesk:
    """The calls in hand, by SIP Call-ID; legs to the house's phones by the id the engine gave them."""

    def __init__(self, ear: Ear, legs: HouseLegs, say: Callable[[Event], None]) -> None:
        self._say = say
        self._calls: dict[str, LineCall] = {}
        self.changed: deque[LineCall] = deque()
        self._sound = CallSound(ear, say)
        self._legs = legs
        self._count_packets_at_seconds = 0.0
        # Any: each method takes the one command it is listed for.
        self._obedience: dict[type[Command], Callable[[LineCall, Any], None]] = {
            commands.Ring: self._ring,
            commands.Answer: lambda call, _: call.answer(_with_status(pj.PJSIP_SC_OK)),
            commands.AnswerEarly: self._answer_early,
            commands.Reject: self._reject,
            commands.HangUp: self._hang_up,
            commands.Play: self._play,
            commands.StopPlaying: self._stop_playing,
            commands.Listen: self._listen,
            commands.StopListening: self._stop_listening,
            commands.RingHouse: self._ring_house,
            commands.StopRinging: lambda call, _: self._legs.stop_ringing(call, self._legs_of(call)),
            commands.Bridge: self._bridge,
            commands.Unbridge: lambda call, _: self._sound.part(call),
            commands.SendDigits: lambda call, command: call.dialDtmf(command.digits),
            commands.Transfer: lambda call, command: self._legs.transfer(call, command.phone),
            commands.Record: self._record,
            commands.StopRecording: self._stop_recording,
        }

    def take(self, call: LineCall) -> None:
        """Hold a call that arrived; a Call-ID already in hand (the same call forked) gets a new name."""
        if call.call_id in self._calls:
            call.call_id = f"{call.call_id}~{call.getId()}"
        self._calls[call.call_id] = call

    def obey(self, command: Command) -> None:
        """Do what the house says to one call; a call that has ended meanwhile is left in peace.

        Raises pj.Error when PJSIP will not.
        """
        call = self._calls.get(_side_of(command))
        if call is None or call.is_over:
            return
        call.told_what_to_do = True
        self._obedience[type(command)](call, command)

    def rings(self, call_id: str) -> bool:
        """True while this call has been told that it rings, and no more."""
        call = self._calls.get(call_id)
        return call is not None and call.rang and not call.is_over and call.state == _EARLY

    def tick(self, now_seconds: float) -> None:
        """Work off what PJSIP noted, end greetings and recordings, count packets."""
        while self.changed:
            self._note_change(self.changed.popleft(), now_seconds)
        counting = now_seconds >= self._count_packets_at_seconds
        for call in self._calls.values():
            self._sound.tick(call, now_seconds)
            if counting and call.media_active:
                self._sound.count_packets(call, now_seconds)
            if counting and call.partner is not None and call.pulse.must_be_asked(now_seconds):
                self._ask_whether_there(call)
        if counting:
            self._count_packets_at_seconds = now_seconds + PACKETS_EVERY_SECONDS

    def seconds_until_due(self, now_seconds: float) -> float:
        """When the next greeting or recording ends."""
        due = [moment for call in self._calls.values() for moment in self._sound.due_seconds(call)]
        return max(0.0, min(due, default=now_seconds + 1.0) - now_seconds)

    def take_ended(self, now_seconds: float) -> list[LineCall]:
        """Calls that ended since the last turn; they are told to the house and laid to rest."""
        ended = [call for call in self._calls.values() if call.is_over]
        for call in ended:
            del self._calls[call.call_id]
            self._sound.silence(call, now_seconds)
            self._sound.graveyard.lay(call, now_seconds)
            if call.parent_id:
                self._legs.ended(call, self._legs_of(self._calls.get(call.parent_id)))
            else:
                by = "house" if call.ended_by_house else "caller"
                self._say(CallEnded(call.call_id, by, call.last_status))
                self._orphan_legs(call)
        if self._legs.has_waiting:
            self._hold_legs(self._legs.ring_waiting(self._calls.values(), self._legs_of))
        self._sound.graveyard.bury(now_seconds, {call.getId() for call in self._calls.values()})
        return ended

    def hang_up_answered(self) -> list[LineCall]:
        """BYE to every answered call, CANCEL to our own, and nothing at all to calls that came in."""
        ours = [call for call in self._calls.values() if call.state == _CONFIRMED or call.parent_id]
        for call in ours:
            self._hang_up(call, None)
        return ours

    # One method a command.

    def _ring(self, call: LineCall, command: commands.Ring) -> None:
        call.rang = True
        call.answer(_with_status(pj.PJSIP_SC_RINGING))

    def _answer_early(self, call: LineCall, command: commands.AnswerEarly) -> None:
        call.early = True
        call.answer(_with_status(pj.PJSIP_SC_PROGRESS))

    def _reject(self, call: LineCall, command: commands.Reject) -> None:
        call.ended_by_house = True
        call.hangup(_with_status(command.sip_status))

    def _hang_up(self, call: LineCall, command: commands.HangUp | None) -> None:
        if call.state != _CONFIRMED and not call.parent_id:
            # Before the ACK a hang-up would be a final response to every phone; wait for it.
            call.hang_up_when_confirmed = True
            return
        call.ended_by_house = True
        call.hangup(pj.CallOpParam())

    def _play(self, call: LineCall, command: commands.Play) -> None:
        self._sound.play(call, command.greeting, command.over_and_over, time.monotonic())

    def _stop_playing(self, call: LineCall, command: commands.StopPlaying) -> None:
        self._sound.end_playing(call, time.monotonic(), whole=False)

    def _listen(self, call: LineCall, command: commands.Listen) -> None:
        call.wants_ear = True
        self._sound.attach_ear(call)

    def _stop_listening(self, call: LineCall, command: commands.StopListening) -> None:
        call.wants_ear = False
        self._sound.put_tap_back(call, time.monotonic())

    def _ring_house(self, call: LineCall, command: commands.RingHouse) -> None:
        self._hold_legs(self._legs.ring(call, command, self._calls.values()))

    def _hold_legs(self, legs: list[LineCall]) -> None:
        self._calls.update({leg.call_id: leg for leg in legs})

    def _bridge(self, call: LineCall, command: commands.Bridge) -> None:
        leg = self._calls.get(command.leg_id)
        if leg is not None and leg.parent_id == call.call_id:
            self._sound.bridge(call, leg, time.monotonic())

    def _record(self, call: LineCall, command: commands.Record) -> None:
        self._sound.record(call, command.path, command.longest_seconds, time.monotonic())

    def _stop_recording(self, call: LineCall, command: commands.StopRecording) -> None:
        if call.recording is None:
            # It could not be begun: whoever waits for its end must not wait for ever.
            self._say(Recorded(call.call_id, "", 0.0))
        self._sound.end_recording(call, time.monotonic())

    def _ask_whether_there(self, call: LineCall) -> None:
        try:
            call.ask_whether_there()
        except pj.Error as error:
            self._say(Trouble("sip", f"the other end cannot be asked: {reason_of(error)}", call.call_id))

    def _end_dead_talk(self, gone: LineCall) -> None:
        """PJSIP ends the side that is gone by itself (RFC 3261 §12.2.1.2); the other side is told at once."""
        who = "the telephone" if gone.parent_id else "the caller"
        caller = self._calls.get(gone.parent_id, gone)
        sentence = f"{who} sends no sound and answers nothing any more, so the talk is ended"
        self._say(Trouble("sip", sentence, caller.call_id))
        self._sound.part(caller)
        if not caller.is_over:
            self._hang_up(caller, None)
        self._orphan_legs(caller)

    # What PJSIP noted.

    def _note_change(self, call: LineCall, now_seconds: float) -> None:
        if call.pulse.gone and call.partner is not None:
            self._end_dead_talk(call)
        if call.is_over:
            return
        if call.hang_up_when_confirmed and call.state == _CONFIRMED:
            self._hang_up(call, None)
            return
        if call.parent_id:
            self._legs.follow(call)
        elif call.media_active and not call.told_answered and (call.state == _CONFIRMED or call.early):
            call.told_answered = True
            dialog = dialog_words(call.invite, call.answer_text, call.source) if call.answer_text else ()
            self._say(CallAnswered(call.call_id, call.codec, dialog))
        self._sound.follow(call, now_seconds)

    def _legs_of(self, call: LineCall | None) -> list[LineCall]:
        if call is None:
            return []
        return [leg for leg in self._calls.values() if leg.parent_id == call.call_id and not leg.is_over]

    def _orphan_legs(self, call: LineCall) -> None:
        """The caller is gone: no phone of the house may go on ringing, and nobody talks to a dead line."""
        for leg in self._legs_of(call):
            self._hang_up(leg, None)


def _side_of(command: Command) -> str:
    """The call a command is done to: the caller's, or the leg that it names."""
    if isinstance(command, commands.ToEitherSide):
        return command.leg_id or command.call_id
    return getattr(command, "call_id", "")


def _with_status(sip_status: int) -> pj.CallOpParam:
    param = pj.CallOpParam(True)
    param.statusCode = sip_status
    return param
