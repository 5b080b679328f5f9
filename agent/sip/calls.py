"""Keeps the engine's calls, in and out: does to them what the house says, and tells when they end."""

import time
from collections import deque
from collections.abc import Callable, Collection
from itertools import count
from typing import Any

from agent.call import commands
from agent.call.commands import Command
from agent.call.events import CallAnswered, CallEnded, Event, Recorded, Trouble
from agent.sip.bye_after_crash import dialog_parts
from agent.sip.call_sound import CallSound
from agent.sip.engine_error import EngineError
from agent.sip.leg import Leg, LegState
from agent.sip.outgoing_legs import OutgoingLegs

PACKETS_EVERY_SECONDS = 0.2

RINGING = 180
SESSION_PROGRESS = 183
OK = 200


class Calls:
    """The legs in hand: callers by SIP Call-ID, the house's telephones by the name the engine gave them."""

    def __init__(
        self,
        sound: CallSound,
        outgoing: OutgoingLegs[Any],
        tell: Callable[[Event], None],
        leg_began: Callable[[Leg], None],
    ) -> None:
        """`leg_began` hears of each leg to a phone of the house before anything is said of it."""
        self._tell = tell
        self._legs: dict[str, Leg] = {}
        self.changed: deque[Leg] = deque()
        """Legs of which the stack told something, to be worked off by `tick`."""
        self._sound = sound
        self._outgoing = outgoing
        self._leg_began = leg_began
        self._forks = count(1)
        self._count_packets_at_seconds = 0.0
        # Any: each method takes the one command it is listed for.
        self._obedience: dict[type[Command], Callable[[Leg, Any], None]] = {
            commands.Ring: self._ring,
            commands.Answer: self._answer,
            commands.AnswerEarly: self._answer_early,
            commands.Reject: self._reject,
            commands.HangUp: self._hang_up,
            commands.Play: self._play,
            commands.StopPlaying: self._stop_playing,
            commands.Listen: self._listen,
            commands.StopListening: self._stop_listening,
            commands.RingHouse: self._ring_house,
            commands.StopRinging: lambda leg, _: self._outgoing.stop_ringing(leg, self._phones_of(leg)),
            commands.Bridge: self._bridge,
            commands.Unbridge: lambda leg, _: self._sound.part(leg),
            commands.SendDigits: lambda leg, command: leg.handle.press(command.digits),
            commands.Transfer: lambda leg, command: self._outgoing.transfer(leg, command.phone),
            commands.Record: self._record,
            commands.StopRecording: self._stop_recording,
        }

    def take(self, leg: Leg) -> None:
        """Hold a caller; a Call-ID already in hand (the same call forked) gets a new name."""
        if leg.call_id in self._legs:
            leg.call_id = f"{leg.call_id}~{next(self._forks)}"
        self._legs[leg.call_id] = leg

    def obey(self, command: Command) -> None:
        """Do what the house says to one call; a call that has ended meanwhile is left in peace.

        Raises EngineError when the stack will not.
        """
        leg = self._legs.get(_side_of(command))
        if leg is None or leg.is_over:
            return
        leg.told_what_to_do = True
        self._obedience[type(command)](leg, command)

    @property
    def in_hand(self) -> Collection[Leg]:
        return self._legs.values()

    def leg(self, call_id: str) -> Leg | None:
        """The leg of that name, while it is in hand."""
        return self._legs.get(call_id)

    def legs_of(self, call_id: str) -> list[Leg]:
        """The legs to the house's phones that were begun for a call and are not over."""
        return self._phones_of(self._legs.get(call_id))

    def rings(self, call_id: str) -> bool:
        """True while this call has been told that it rings, and no more."""
        leg = self._legs.get(call_id)
        return leg is not None and leg.rang and leg.state is LegState.EARLY

    def tick(self, now_seconds: float) -> None:
        """Work off what the stack noted, end greetings and recordings, count packets."""
        while self.changed:
            self._note_change(self.changed.popleft(), now_seconds)
        counting = now_seconds >= self._count_packets_at_seconds
        for leg in self._legs.values():
            self._sound.tick(leg, now_seconds)
            if counting and leg.has_media:
                self._sound.count_packets(leg, now_seconds)
            if counting and leg.partner is not None and leg.keepalive.must_be_asked(now_seconds):
                self._ask_whether_there(leg)
        if counting:
            self._count_packets_at_seconds = now_seconds + PACKETS_EVERY_SECONDS

    def seconds_until_due(self, now_seconds: float) -> float:
        """When the next greeting or recording ends."""
        due = [moment for leg in self._legs.values() for moment in self._sound.due_seconds(leg)]
        return max(0.0, min(due, default=now_seconds + 1.0) - now_seconds)

    def take_ended(self, now_seconds: float) -> list[Leg]:
        """Legs that ended since the last turn; the house is told, and the stack may let go of its part."""
        ended = [leg for leg in self._legs.values() if leg.is_over]
        for leg in ended:
            del self._legs[leg.call_id]
            self._sound.silence(leg, now_seconds)
            if leg.parent_id:
                self._outgoing.ended(leg, self._phones_of(self._legs.get(leg.parent_id)))
            else:
                by = "house" if leg.ended_by_house else "caller"
                self._tell(CallEnded(leg.call_id, by, leg.last_status))
                self._hang_up_phones_of(leg)
        if self._outgoing.has_waiting:
            self._hold(self._outgoing.ring_waiting(self._legs.values(), self._phones_of))
        return ended

    def hang_up_answered(self) -> list[Leg]:
        """BYE to every answered call, CANCEL to our own, and nothing at all to calls that came in."""
        ours = [leg for leg in self._legs.values() if leg.is_confirmed or leg.parent_id]
        for leg in ours:
            self._hang_up(leg, None)
        return ours

    # One method a command.

    def _ring(self, leg: Leg, command: commands.Ring) -> None:
        if leg.is_unanswered:
            leg.rang = True
            leg.handle.respond(RINGING)

    def _answer(self, leg: Leg, command: commands.Answer) -> None:
        # Once is enough: while the house was mute, its phones may have been connected without it.
        if leg.is_unanswered:
            leg.handle.respond(OK)

    def _answer_early(self, leg: Leg, command: commands.AnswerEarly) -> None:
        leg.early = True
        leg.handle.respond(SESSION_PROGRESS)

    def _reject(self, leg: Leg, command: commands.Reject) -> None:
        leg.ended_by_house = True
        leg.handle.respond(command.sip_status)

    def _hang_up(self, leg: Leg, command: commands.HangUp | None) -> None:
        if not leg.is_confirmed and not leg.parent_id:
            # Before the ACK a hang-up would be a final response to every phone; wait for it.
            leg.hang_up_when_confirmed = True
            return
        leg.ended_by_house = True
        leg.handle.hang_up()

    def _play(self, leg: Leg, command: commands.Play) -> None:
        self._sound.play(leg, command.greeting, command.over_and_over, time.monotonic())

    def _stop_playing(self, leg: Leg, command: commands.StopPlaying) -> None:
        self._sound.end_playing(leg, time.monotonic(), whole=False)

    def _listen(self, leg: Leg, command: commands.Listen) -> None:
        leg.wants_ear = True
        self._sound.attach_ear(leg)

    def _stop_listening(self, leg: Leg, command: commands.StopListening) -> None:
        leg.wants_ear = False
        self._sound.take_ear_off(leg, time.monotonic())

    def _ring_house(self, leg: Leg, command: commands.RingHouse) -> None:
        self._hold(self._outgoing.ring(leg, command, self._legs.values()))

    def _hold(self, legs: list[Leg]) -> None:
        for leg in legs:
            self._legs[leg.call_id] = leg
            self._leg_began(leg)

    def _bridge(self, leg: Leg, command: commands.Bridge) -> None:
        phone = self._legs.get(command.leg_id)
        if phone is not None and phone.parent_id == leg.call_id:
            self._sound.bridge(leg, phone, time.monotonic())

    def _record(self, leg: Leg, command: commands.Record) -> None:
        self._sound.record(leg, command.path, command.longest_seconds, time.monotonic())

    def _stop_recording(self, leg: Leg, command: commands.StopRecording) -> None:
        if leg.sound.recording is None:
            # It could not be begun: whoever waits for its end must not wait for ever.
            self._tell(Recorded(leg.call_id, "", 0.0))
        self._sound.end_recording(leg, time.monotonic())

    def _ask_whether_there(self, leg: Leg) -> None:
        leg.keepalive.asked = True
        try:
            leg.handle.ask_options()
        except EngineError as error:
            self._tell(Trouble("sip", f"the other end cannot be asked: {error}", leg.call_id))

    def _end_dead_talk(self, gone: Leg) -> None:
        """The stack ends the side that is gone by itself (RFC 3261 §12.2.1.2); the other side is told at once."""
        who = "the telephone" if gone.parent_id else "the caller"
        caller = self._legs.get(gone.parent_id, gone)
        sentence = f"{who} sends no sound and answers nothing any more, so the talk is ended"
        self._tell(Trouble("sip", sentence, caller.call_id))
        self._sound.part(caller)
        if not caller.is_over:
            self._hang_up(caller, None)
        self._hang_up_phones_of(caller)

    # What the stack noted.

    def _note_change(self, leg: Leg, now_seconds: float) -> None:
        if leg.keepalive.gone and leg.partner is not None:
            self._end_dead_talk(leg)
        if leg.is_over:
            return
        if leg.hang_up_when_confirmed and leg.is_confirmed:
            self._hang_up(leg, None)
            return
        if leg.parent_id:
            self._outgoing.follow(leg)
        elif leg.has_media and not leg.told_answered and (leg.is_confirmed or leg.early):
            leg.told_answered = True
            dialog = dialog_parts(leg.invite, leg.answer, leg.source) if leg.answer else ()
            self._tell(CallAnswered(leg.call_id, leg.codec, dialog))
        self._sound.follow(leg, now_seconds)

    def _phones_of(self, leg: Leg | None) -> list[Leg]:
        if leg is None:
            return []
        return [
            phone for phone in self._legs.values() if phone.parent_id == leg.call_id and not phone.is_over
        ]

    def _hang_up_phones_of(self, leg: Leg) -> None:
        """The caller is gone: no phone of the house may go on ringing, and nobody talks to a dead line."""
        for phone in self._phones_of(leg):
            self._hang_up(phone, None)


def _side_of(command: Command) -> str:
    """The call a command is done to: the caller's, or the leg that it names."""
    if isinstance(command, commands.ToEitherSide):
        return command.leg_id or command.call_id
    return getattr(command, "call_id", "")
