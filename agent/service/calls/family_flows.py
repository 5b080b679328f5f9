"""Builds the conversations that reach the family: putting through with a whisper, messages, and the menu."""

import logging
from collections.abc import Callable
from datetime import date
from weakref import WeakSet

from agent.call.caller import Caller
from agent.call.incoming_call import IncomingCall
from agent.call.rule_name import RuleName
from agent.call.verdict import Verdict
from agent.prompts import catalogue
from agent.prompts.choosing import prompt, removal_message
from agent.prompts.speaking import speak_caller, speak_reason
from agent.prompts.spoken_number import resting
from agent.service.calls.menu_lock import MenuLock
from agent.service.calls.message_keeping import MessageKeeping
from agent.service.calls.shown_caller import shown_caller
from agent.service.calls.voice import Voice
from agent.settings.settings import Settings
from agent.treat.flow import Flow
from agent.treat.menu import Menu
from agent.treat.menu_manner import MenuManner
from agent.treat.put_through_manner import PutThroughManner
from agent.treat.putting_through import PuttingThrough
from agent.treat.ringing_in_front import RingingInFront
from agent.treat.saying import Saying
from agent.treat.taking_message import MessageManner, TakingMessage
from agent.treat.talking import TalkManner

log = logging.getLogger(__name__)

GROUP_CALL = "**9"
CHOICES = ("menu-deny", "menu-allow", "menu-messages", "menu-permit-next", "menu-pause", "menu-today")


class FamilyFlows:
    """Raises OSError when a sound that is needed is missing; what is only a help is left out instead."""

    def __init__(
        self,
        settings: Settings,
        voice: Voice,
        messages: MessageKeeping,
        lock: MenuLock,
        today: Callable[[], date],
    ) -> None:
        self._settings = settings
        self._voice = voice
        self._messages = messages
        self._lock = lock
        self._today = today
        self._ringing: WeakSet[RingingInFront | PuttingThrough] = WeakSet()
        """Flows made here that are still in hand."""

    def ring_in_front(self, incoming: IncomingCall, caller: Caller, verdict: Verdict) -> Flow:
        """In front of the phones: ring them, connect the first that is picked up, else take a message.

        Nobody listens to callers whom the house knows, expects, or owes patience.
        """
        ringing = RingingInFront(
            incoming.call_id,
            self._settings.house.ring,
            shown=shown_caller(caller, self._settings.putting_through.show_caller, self._voice.to_family),
            ring_seconds=self._settings.putting_through.ring_seconds,
            talk=self._talk(incoming, caller, listens=not verdict.known_caller),
            nobody_answers=lambda: self.take_message(incoming, caller, answered=False),
        )
        self._ringing.add(ringing)
        return ringing

    def put_through(self, incoming: IncomingCall, caller: Caller, verdict: Verdict) -> Flow:
        """For a caller who is answered: ring the phones, tell the family who it is, connect."""
        settings, language = self._settings.putting_through, self._voice.to_caller(incoming, caller)
        manner = PutThroughManner(
            phones=self._settings.house.ring,
            shown=shown_caller(caller, self._settings.putting_through.show_caller, self._voice.to_family),
            one_moment=self._voice.says(catalogue.PUTTING_THROUGH, language),
            ring_back=self._voice.says(catalogue.RING_BACK, language),
            talk=self._talk(incoming, caller),
            whisper=self._whisper(incoming, caller, verdict.rule),
            ring_seconds=settings.ring_seconds,
            whisper_patience_seconds=settings.whisper_patience_seconds,
            transfer=settings.transfer == "refer",
        )
        putting = PuttingThrough(incoming.call_id, manner, lambda: self._nobody(incoming, caller))
        self._ringing.add(putting)
        return putting

    def take_message(self, incoming: IncomingCall, caller: Caller, *, answered: bool) -> Flow | None:
        """None when messages are off, or the disk has no room for one."""
        path = self._messages.place_for(incoming, caller, "message")
        if not path:
            return None
        language, settings = self._voice.to_caller(incoming, caller), self._settings.messages
        manner = MessageManner(
            greeting=self._voice.says(catalogue.LEAVE_A_MESSAGE, language),
            beep=self._voice.says(catalogue.BEEP, language),
            goodbye=self._voice.says(catalogue.GOODBYE, language),
            path=path,
            longest_seconds=settings.longest_seconds,
            silence_seconds=settings.silence_seconds,
            already_answered=answered,
        )
        return TakingMessage(incoming.call_id, manner)

    def menu(self, incoming: IncomingCall, asks_for: str) -> Flow | None:
        """`asks_for`: as `dialled_inside` found it; None when such a call just rings."""
        settings, voice = self._settings.menu, self._voice
        if any(flow.rings_house for flow in self._ringing):
            # It may be our own call to the phones, sent back to us: a stranger would be served.
            return None
        is_group_call = asks_for == GROUP_CALL
        if is_group_call and not settings.answer_group_calls_after_seconds:
            return None
        choices = [name for name in CHOICES if name != "menu-messages" or self._settings.messages.on]
        manner = MenuManner(
            welcome=voice.says("menu-welcome", voice.to_family),
            choices=voice.sentence([prompt(name, voice.to_family) for name in choices]),
            message_choices=voice.says("message-choices", voice.to_family),
            enter_code=voice.says("enter-code", voice.to_family),
            wrong_code=voice.says("wrong-code", voice.to_family),
            goodbye=voice.says(catalogue.GOODBYE, voice.to_family),
            pin=settings.pin,
            tries=self._lock.tries_left,
            code=asks_for if asks_for.startswith("*3") else "",
            ring_along_seconds=settings.answer_group_calls_after_seconds if is_group_call else 0.0,
        )
        return Menu(incoming.call_id, manner)

    def _talk(self, incoming: IncomingCall, caller: Caller, *, listens: bool = False) -> TalkManner:
        """What the family may do while they talk."""
        language = self._voice.to_caller(incoming, caller)
        return TalkManner(
            removal=self._removal(language),
            denied=self._help("denied"),
            allowed=self._help("allowed"),
            taken_over=self._help("taken-over"),
            recording_notice=self._notice(language),
            not_recorded=self._help("not-possible"),
            recording_path=self._messages.place_for(incoming, caller, "talk"),
            first_seconds=self._settings.putting_through.listen_first_seconds if listens else 0.0,
        )

    def _nobody(self, incoming: IncomingCall, caller: Caller) -> Flow:
        """What an answered caller meets whom nobody took."""
        taking = self.take_message(incoming, caller, answered=True)
        if taking is not None:
            return taking
        language = self._voice.to_caller(incoming, caller)
        return Saying(incoming.call_id, self._voice.says(catalogue.NOBODY_AVAILABLE, language))

    def _whisper(self, incoming: IncomingCall, caller: Caller, rule: RuleName) -> str:
        """Who it is and why they were screened, for whoever picks up; empty to connect at once."""
        if self._settings.putting_through.whisper == "off":
            return ""
        language = self._voice.to_family
        who = speak_caller(
            language,
            self._settings.line_named(incoming.line).country,
            number_e164=caller.number_e164 or "",
            short_number=caller.short_number,
            withheld=caller.withheld,
            internal=bool(caller.internal),
            known=caller.name_from_box,
        )
        call, choices = prompt("whisper-call", language), prompt("whisper-choices", language)
        try:
            reason = () if caller.withheld else speak_reason(rule, language)
            return self._voice.sentence((call, *resting(who), *reason, choices))
        except (OSError, ValueError) as error:
            # Better connected without a word than not at all.
            log.error("%s: nobody can be told who calls: %s", incoming.call_id, error)
            return ""

    def _notice(self, language: str) -> str:
        """That the talk is recorded now, in the languages of both sides."""
        languages = dict.fromkeys((language, self._voice.to_family))
        try:
            return self._voice.sentence([prompt("recording-now", each) for each in languages])
        except (OSError, ValueError) as error:
            log.error("no recording is announced: %s", error)
            return ""

    def _removal(self, language: str) -> str:
        """Empty when it has no sound: then nobody can be sent away, and the phones ring all the same."""
        try:
            return self._voice.sound(removal_message(language, self._today()))
        except OSError as error:
            log.error("%s", error)
            return ""

    def _help(self, name: str) -> str:
        try:
            return self._voice.says(name, self._voice.to_family)
        except OSError as error:
            log.error("%s", error)
            return ""
