"""Turns a verdict into the conversation that carries it out, with the house's settings and voice."""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from random import SystemRandom

from agent.call.caller import Caller
from agent.call.incoming_call import IncomingCall
from agent.call.treatment import Announce, Reject, Screen, TakeMessage
from agent.call.verdict import Verdict
from agent.prompts import catalogue
from agent.prompts.choosing import prompt, removal_message
from agent.service.calls.family_flows import FamilyFlows
from agent.service.calls.menu_lock import MenuLock
from agent.service.calls.message_keeping import MessageKeeping
from agent.service.calls.ports import ChosenFlow
from agent.service.calls.voice import Voice
from agent.service.judging.settings_for_calls import asked_by_family, emergency_dialled
from agent.settings.settings import Settings
from agent.treat.announcing import AnnounceManner, Announcing
from agent.treat.letting_ring import LettingRing
from agent.treat.rejecting import Rejecting
from agent.treat.screening import Screening, ScreenManner

NO_WAY_OUT = 503
"""Service Unavailable (RFC 3261 §21.5.4): this way cannot be used now, try another."""


class FlowChoice:
    """Called by the switchboard once a call is judged.  Raises OSError when a message has no sound."""

    def __init__(
        self,
        settings: Settings,
        today: Callable[[], date],
        *,
        voice: Voice | None = None,
        messages: MessageKeeping | None = None,
        lock: MenuLock | None = None,
    ) -> None:
        """Without `messages` and `lock`: those that only this choice knows."""
        self._settings = settings
        self._today = today
        self._voice = voice or Voice(settings)
        messages = messages or MessageKeeping(settings, lambda: datetime.now(UTC))
        self._family = FamilyFlows(settings, self._voice, messages, lock or MenuLock(time.monotonic), today)

    def __call__(self, incoming: IncomingCall, caller: Caller, verdict: Verdict) -> ChosenFlow:
        if self._settings.house.mode == "observe":
            # Not even stepping aside: only who says nothing final touches nothing.
            return ChosenFlow(LettingRing(incoming.call_id), observed_only=True)
        if emergency_dialled(incoming, caller, self._settings):
            # We can call nobody outside: refused at once, a PBX takes its next line.
            return ChosenFlow(Rejecting(incoming.call_id, sip_status=NO_WAY_OUT))
        asks_for = asked_by_family(incoming, caller, self._settings)
        if asks_for and (menu := self._family.menu(incoming, asks_for)):
            return ChosenFlow(menu)
        can_put_through = bool(self._settings.house.ring)
        match verdict.treatment:
            case Announce():
                return self._announce(incoming, caller)
            case Reject(sip_status=sip_status):
                return ChosenFlow(Rejecting(incoming.call_id, sip_status=sip_status))
            case Screen() if can_put_through:
                return self._screen(incoming, caller, verdict)
            case TakeMessage() if can_put_through:
                taking = self._family.take_message(incoming, caller, answered=False)
                if taking is not None:
                    return ChosenFlow(taking)
        # What the line cannot do yet rings, as everything does when in doubt.
        if self._rings_the_house_itself(incoming):
            message = removal_message(self._voice.to_caller(incoming, caller), self._today())
            version = f"{message.language}/{self._voice.version(message)}"
            ringing = self._family.ring_in_front(incoming, caller, verdict)
            return ChosenFlow(ringing, message_version=version)
        return ChosenFlow(self._let_ring(incoming))

    def _rings_the_house_itself(self, incoming: IncomingCall) -> bool:
        in_front = self._settings.line_named(incoming.line).kind == "front"
        return in_front and bool(self._settings.house.ring)

    def _let_ring(self, incoming: IncomingCall) -> LettingRing:
        manner = self._settings.letting_ring
        release = self._settings.line_named(incoming.line).release or manner.release
        return LettingRing(incoming.call_id, hold_seconds=manner.hold_seconds, release=release)

    def _announce(self, incoming: IncomingCall, caller: Caller) -> ChosenFlow:
        manner = self._settings.announce
        message = removal_message(self._voice.to_caller(incoming, caller), self._today())
        flow = Announcing(
            incoming.call_id,
            AnnounceManner(
                message=self._voice.sound(message),
                early=manner.media == "early",
                first_words_seconds=manner.first_words_seconds,
                repeat=manner.repeat_when_talked_over,
                longest_seconds=manner.longest_seconds,
            ),
        )
        return ChosenFlow(flow, message_version=f"{message.language}/{self._voice.version(message)}")

    def _screen(self, incoming: IncomingCall, caller: Caller, verdict: Verdict) -> ChosenFlow:
        settings = self._settings.screening
        language = self._voice.to_caller(incoming, caller)
        message = removal_message(language, self._today())
        # Random, so that no recording can press the right one by habit.
        digit = str(SystemRandom().randrange(10))
        manner = ScreenManner(
            hello=self._voice.says(catalogue.HELLO, language),
            hello_again=self._voice.says(catalogue.HELLO_AGAIN, language),
            question=self._question(language, digit),
            removal=self._voice.sound(message),
            digit=digit,
            hello_after_seconds=settings.hello_after_seconds,
            answer_within_seconds=settings.answer_within_seconds,
            finish_within_seconds=settings.finish_within_seconds,
            digit_within_seconds=settings.digit_within_seconds,
            ask_times=settings.ask_times,
            person_without_digit=settings.person_without_digit,
            longest_seconds=settings.longest_seconds,
        )
        flow = Screening(
            incoming.call_id, manner, lambda: self._family.put_through(incoming, caller, verdict)
        )
        version = f"{message.language}/{self._voice.version(message)}"
        return ChosenFlow(flow, message_version=version, answers_for_family=True)

    def _question(self, language: str, digit: str) -> str:
        """The question with the digit behind it, joined once and kept beside the call log."""
        return self._voice.sentence(
            (prompt(catalogue.WHO_IS_CALLING, language), prompt(f"digit-{digit}", language))
        )
