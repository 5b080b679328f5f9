"""Keeps the engine's calls: does to them what the house says, and buries them when it is safe.

A `pj.Call` that Python lets go of hangs up whatever call now has its number, so dead calls rest in a
graveyard, by object, until PJSIP has taken their number away and nobody has it.
"""

import time
import wave
from collections import deque
from collections.abc import Callable

import pjsua2 as pj

from agent.call import commands
from agent.call.commands import Command
from agent.call.events import CallAnswered, CallEnded, Event, GreetingPlayed, Trouble
from agent.sip.audio_tap import AudioTap, TapPool
from agent.sip.ear import Ear
from agent.sip.endpoint import CALLS_LIMIT, reason_of
from agent.sip.line_call import LineCall
from agent.sip.orphan import dialog_words
from agent.sip.player import Playing, start_playing

REST_SECONDS = 1.0
"""How long players, ports and dead calls are kept after their last use: PJSIP's bridge lets go of
them on its own clock."""
PACKETS_EVERY_SECONDS = 0.2

_CONFIRMED = pj.PJSIP_INV_STATE_CONFIRMED


class CallDesk:
    """The calls in hand, by SIP Call-ID."""

    def __init__(self, ear: Ear, say: Callable[[Event], None]) -> None:
        self._ear = ear
        self._say = say
        self._calls: dict[str, LineCall] = {}
        self.changed: deque[LineCall] = deque()
        self._taps = TapPool(ear.frames, CALLS_LIMIT * 3)
        self._resting: deque[tuple[float, LineCall | Playing | AudioTap]] = deque()
        self._count_packets_at_seconds = 0.0
        self._obedience: dict[type[Command], Callable[[LineCall, Command], None]] = {
            commands.Ring: self._ring,
            commands.Answer: self._answer,
            commands.AnswerEarly: self._answer_early,
            commands.Reject: self._reject,
            commands.HangUp: self._hang_up,
            commands.Play: self._play,
            commands.StopPlaying: self._stop_playing,
            commands.Listen: self._listen,
            commands.StopListening: self._stop_listening,
        }

    def take(self, call: LineCall) -> bool:
        """Hold a call that arrived; False when its Call-ID is already in hand (a forked copy)."""
        if call.call_id in self._calls:
            # The same call over two ways: the second branch is left ringing beside the first.
            call.call_id = f"{call.call_id}#{call.getId()}"
        self._calls[call.call_id] = call
        return True

    def obey(self, command: Command, now_seconds: float) -> None:
        """Do what the house says to one call; a call that has ended meanwhile is left in peace."""
        call = self._calls.get(getattr(command, "call_id", ""))
        if call is None or call.is_over:
            return
        call.told_what_to_do = True
        self._obedience[type(command)](call, command)

    def tick(self, now_seconds: float) -> None:
        """Work off what PJSIP noted, finish greetings, count packets."""
        while self.changed:
            self._note_change(self.changed.popleft(), now_seconds)
        counting = now_seconds >= self._count_packets_at_seconds
        for call in self._calls.values():
            if call.playing is not None and call.playing.is_over(now_seconds):
                self._end_playing(call, now_seconds, whole=True)
            if counting and call.media_active:
                packets = call.count_packets()
                if call.tap is not None:
                    self._ear.order("packets", call.call_id, packets)
        if counting:
            self._count_packets_at_seconds = now_seconds + PACKETS_EVERY_SECONDS

    def seconds_until_due(self, now_seconds: float) -> float:
        """When the next greeting ends."""
        ends = [call.playing.over_at_seconds for call in self._calls.values() if call.playing is not None]
        return max(0.0, min(ends, default=now_seconds + 1.0) - now_seconds)

    def take_ended(self, now_seconds: float) -> list[LineCall]:
        """Calls that ended since the last turn; they are told to the house and laid to rest."""
        ended = [call for call in self._calls.values() if call.is_over]
        for call in ended:
            del self._calls[call.call_id]
            if call.playing is not None:
                self._end_playing(call, now_seconds, whole=False)
            self._put_tap_back(call, now_seconds)
            self._rest(call, now_seconds)
            by = "house" if call.ended_by_house else "caller"
            self._say(
                CallEnded(call.call_id, by, call.last_status, packets_heard=call.packets_heard)
            )
        self._bury(now_seconds)
        return ended

    def hang_up_answered(self) -> list[LineCall]:
        """BYE to every answered call, and nothing at all to the others."""
        answered = [call for call in self._calls.values() if call.state == _CONFIRMED]
        for call in answered:
            self.obey(commands.HangUp(call.call_id), time.monotonic())
        return answered

    # One method a command.

    def _ring(self, call: LineCall, command: Command) -> None:
        call.rang = True
        call.answer(_with_status(pj.PJSIP_SC_RINGING))

    def _answer(self, call: LineCall, command: Command) -> None:
        call.answer(_with_status(pj.PJSIP_SC_OK))

    def _answer_early(self, call: LineCall, command: Command) -> None:
        call.early = True
        call.answer(_with_status(pj.PJSIP_SC_PROGRESS))

    def _reject(self, call: LineCall, command: Command) -> None:
        assert isinstance(command, commands.Reject)
        call.ended_by_house = True
        call.hangup(_with_status(command.sip_status))

    def _hang_up(self, call: LineCall, command: Command) -> None:
        if call.state != _CONFIRMED:
            # Before the ACK a hang-up would be a final response to every phone; wait for it.
            call.hang_up_when_confirmed = True
            return
        call.ended_by_house = True
        call.hangup(pj.CallOpParam())

    def _play(self, call: LineCall, command: Command) -> None:
        assert isinstance(command, commands.Play)
        if call.media is None or not call.media_active:
            call.waiting_greeting = command.greeting
            return
        self._start_playing(call, command.greeting, time.monotonic())

    def _stop_playing(self, call: LineCall, command: Command) -> None:
        call.waiting_greeting = ""
        if call.playing is not None:
            self._end_playing(call, time.monotonic(), whole=False)

    def _listen(self, call: LineCall, command: Command) -> None:
        call.wants_ear = True
        self._attach_ear(call)

    def _stop_listening(self, call: LineCall, command: Command) -> None:
        call.wants_ear = False
        self._put_tap_back(call, time.monotonic())

    # How it is done.

    def _note_change(self, call: LineCall, now_seconds: float) -> None:
        if call.is_over:
            return
        if call.hang_up_when_confirmed and call.state == _CONFIRMED:
            self._hang_up(call, commands.HangUp(call.call_id))
            return
        if not call.media_active:
            return
        if not call.told_answered and (call.state == _CONFIRMED or call.early):
            call.told_answered = True
            dialog = dialog_words(call.invite, call.answer_text, call.source) if call.answer_text else ()
            self._say(CallAnswered(call.call_id, call.codec, dialog))
        if call.wants_ear:
            self._attach_ear(call)
        if call.waiting_greeting:
            greeting, call.waiting_greeting = call.waiting_greeting, ""
            self._start_playing(call, greeting, now_seconds)

    def _start_playing(self, call: LineCall, greeting: str, now_seconds: float) -> None:
        if call.playing is not None:
            self._end_playing(call, now_seconds, whole=False)
        try:
            call.playing = start_playing(greeting, call.media, now_seconds)
        except (OSError, EOFError, wave.Error, pj.Error) as error:
            reason = reason_of(error) if isinstance(error, pj.Error) else str(error)
            self._say(Trouble("player", f"{greeting} cannot be played: {reason}", call.call_id))
            self._say(GreetingPlayed(call.call_id, greeting, 0.0, whole=False))
            return
        self._ear.order("greeting-started", call.call_id)

    def _end_playing(self, call: LineCall, now_seconds: float, whole: bool) -> None:
        playing, call.playing = call.playing, None
        if playing is None:
            return
        if not call.is_over:
            playing.stop()
            self._ear.order("greeting-ended", call.call_id)
        self._rest(playing, now_seconds)
        seconds = playing.seconds_played(now_seconds)
        self._say(GreetingPlayed(call.call_id, playing.greeting, round(seconds, 2), whole))

    def _attach_ear(self, call: LineCall) -> None:
        if call.tap is not None or call.media is None or not call.media_active:
            return
        call.tap = self._taps.borrow(call.call_id)
        if call.tap is None:
            self._say(Trouble("ear", "no ear is free; the caller counts as a person", call.call_id))
            return
        self._ear.order("listen", call.call_id)
        call.media.startTransmit(call.tap)

    def _put_tap_back(self, call: LineCall, now_seconds: float) -> None:
        tap, call.tap = call.tap, None
        if tap is None:
            return
        if not call.is_over and call.media is not None:
            call.media.stopTransmit(tap)
        if tap.frames_dropped:
            lost = f"the ear missed {tap.frames_dropped} frames; the caller counts as a person"
            self._say(Trouble("ear", lost, call.call_id))
        tap.call_id = ""
        self._ear.order("stop", call.call_id)
        self._rest(tap, now_seconds)

    def _rest(self, tired: LineCall | Playing | AudioTap, now_seconds: float) -> None:
        self._resting.append((now_seconds + REST_SECONDS, tired))

    def _bury(self, now_seconds: float) -> None:
        numbers_in_use = {call.getId() for call in self._calls.values()}
        for _ in range(len(self._resting)):
            until_seconds, rested = self._resting[0]
            if until_seconds > now_seconds:
                return
            self._resting.popleft()
            if isinstance(rested, AudioTap):
                self._taps.give_back(rested)
            elif isinstance(rested, LineCall) and rested.getId() in numbers_in_use:
                self._rest(rested, now_seconds)


def _with_status(sip_status: int) -> pj.CallOpParam:
    param = pj.CallOpParam(True)
    param.statusCode = sip_status
    return param

