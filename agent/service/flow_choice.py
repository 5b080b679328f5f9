"""Turns a verdict into the conversation that carries it out, with the house's settings and voice."""

import secrets
from collections.abc import Callable
from datetime import date

from agent.call.caller import Caller
from agent.call.incoming_call import IncomingCall
from agent.call.treatment import Announce, LetRing, Reject, Screen
from agent.call.verdict import Verdict
from agent.prompts import catalogue
from agent.prompts.catalogue import Prompt
from agent.prompts.choosing import language_for, prompt, removal_message
from agent.prompts.joined import JoinedPrompts
from agent.prompts.wav_file import SHIPPED_FOLDER, wav_path
from agent.service.switchboard_words import ChosenFlow
from agent.settings.settings import Settings
from agent.treat.announcing import AnnounceManner, Announcing
from agent.treat.flow import Flow
from agent.treat.letting_ring import LettingRing
from agent.treat.put_through_manner import PutThroughManner
from agent.treat.putting_through import PuttingThrough
from agent.treat.rejecting import Rejecting
from agent.treat.ringing_in_front import RingingInFront
from agent.treat.saying import Saying
from agent.treat.screening import Screening, ScreenManner

OWN_RECORDING = "own recording"
"""Stands for the text version where the household speaks with its own recording."""


class FlowChoice:
    """Called by the switchboard once a call is judged.  Raises OSError when a message has no sound."""

    def __init__(self, settings: Settings, today: Callable[[], date]) -> None:
        self._settings = settings
        self._today = today
        self._own_messages = settings.own_prompts_folder
        self._joined = JoinedPrompts(settings.data_folder / "spoken", self._own_messages)

    def __call__(self, incoming: IncomingCall, caller: Caller, verdict: Verdict) -> ChosenFlow:
        if self._settings.house.mode == "observe":
            # Not even stepping aside: only who says nothing final touches nothing.
            return ChosenFlow(LettingRing(incoming.call_id), observed_only=True)
        match verdict.treatment:
            case Announce():
                return self._announce(incoming, caller)
            case Reject(sip_status=sip_status):
                return ChosenFlow(Rejecting(incoming.call_id, sip_status=sip_status))
            case Screen() if self._settings.house.ring:
                return self._screen(incoming, caller)
            case LetRing() if self._rings_the_house_itself(incoming):
                return ChosenFlow(self._ring_in_front(incoming, caller))
        # What the line cannot do yet rings, as everything does when in doubt.
        return ChosenFlow(self._let_ring(incoming))

    def _rings_the_house_itself(self, incoming: IncomingCall) -> bool:
        in_front = self._settings.line_named(incoming.line).kind == "front"
        return in_front and bool(self._settings.house.ring)

    def _let_ring(self, incoming: IncomingCall) -> LettingRing:
        manner = self._settings.letting_ring
        release = self._settings.line_named(incoming.line).release or manner.release
        return LettingRing(incoming.call_id, hold_seconds=manner.hold_seconds, release=release)

    def _ring_in_front(self, incoming: IncomingCall, caller: Caller) -> RingingInFront:
        return RingingInFront(
            incoming.call_id,
            self._settings.house.ring,
            shown_name=shown_name(caller),
            shown_number=caller.number_e164 or "",
            ring_seconds=self._settings.putting_through.ring_seconds,
        )

    def _announce(self, incoming: IncomingCall, caller: Caller) -> ChosenFlow:
        manner = self._settings.announce
        message = removal_message(self._language(incoming, caller), self._today())
        flow = Announcing(
            incoming.call_id,
            AnnounceManner(
                message=self._sound(message),
                message_version=self._version(message),
                early=manner.media == "early",
                first_words_seconds=manner.first_words_seconds,
                repeat=manner.repeat_when_talked_over,
                longest_seconds=manner.longest_seconds,
            ),
        )
        return ChosenFlow(flow, message_version=f"{message.language}/{self._version(message)}")

    def _screen(self, incoming: IncomingCall, caller: Caller) -> ChosenFlow:
        settings = self._settings.screening
        language = self._language(incoming, caller)
        message = removal_message(language, self._today())
        # Random, so that no recording can press the right one by habit.
        digit = str(secrets.randbelow(10))
        manner = ScreenManner(
            hello=self._sound(prompt(catalogue.HELLO, language)),
            hello_again=self._sound(prompt(catalogue.HELLO_AGAIN, language)),
            question=self._question(language, digit),
            removal=self._sound(message),
            digit=digit,
            hello_after_seconds=settings.hello_after_seconds,
            answer_within_seconds=settings.answer_within_seconds,
            finish_within_seconds=settings.finish_within_seconds,
            digit_within_seconds=settings.digit_within_seconds,
            ask_times=settings.ask_times,
            person_without_digit=settings.person_without_digit,
            longest_seconds=settings.longest_seconds,
        )
        flow = Screening(incoming.call_id, manner, lambda: self._put_through(incoming, caller, language))
        version = f"{message.language}/{self._version(message)}"
        return ChosenFlow(flow, message_version=version, answers_for_family=True)

    def _put_through(self, incoming: IncomingCall, caller: Caller, language: str) -> Flow:
        settings = self._settings.putting_through
        nobody = self._sound(prompt(catalogue.NOBODY_AVAILABLE, language))
        manner = PutThroughManner(
            phones=self._settings.house.ring,
            shown_name=shown_name(caller),
            shown_number=caller.number_e164 or "",
            one_moment=self._sound(prompt(catalogue.PUTTING_THROUGH, language)),
            ring_back=self._sound(prompt(catalogue.RING_BACK, language)),
            nobody=nobody,
            removal=self._sound(removal_message(language, self._today())),
            ring_seconds=settings.ring_seconds,
            whisper_patience_seconds=settings.whisper_patience_seconds,
            transfer=settings.transfer == "refer",
        )
        return PuttingThrough(incoming.call_id, manner, lambda: Saying(incoming.call_id, nobody))

    def _question(self, language: str, digit: str) -> str:
        """The question with the digit behind it."""
        parts = [prompt(catalogue.WHO_IS_CALLING, language), prompt(f"digit-{digit}", language)]
        return str(self._joined.path_of(parts))

    def _language(self, incoming: IncomingCall, caller: Caller) -> str:
        line_language = self._settings.line_named(incoming.line).language
        return line_language or language_for(self._settings.house.language, caller.country or None)

    def _version(self, message: Prompt) -> str:
        """The proof names our text only when it was our text."""
        is_ours = wav_path(message, self._own_messages).parent == SHIPPED_FOLDER
        return message.version if is_ours else OWN_RECORDING

    def _sound(self, spoken: Prompt) -> str:
        sound = wav_path(spoken, self._own_messages)
        if not sound.is_file():
            raise FileNotFoundError(f"the prompt {spoken.name} has no recording at {sound}")
        return str(sound)


def shown_name(caller: Caller) -> str:
    """What the house's phones show: the name, else the number, else the place."""
    return caller.display_name or caller.number_e164 or caller.short_number or caller.region_fr
