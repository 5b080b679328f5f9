"""Turns a verdict into the conversation that carries it out, with the house's settings and voice."""

from collections.abc import Callable
from datetime import date

from agent.call.caller import Caller
from agent.call.incoming_call import IncomingCall
from agent.call.treatment import Announce, Reject
from agent.call.verdict import Verdict
from agent.prompts.choosing import language_for, removal_message
from agent.prompts.wav_file import SHIPPED_FOLDER, wav_path
from agent.service.switchboard_words import ChosenFlow
from agent.settings.settings import Settings
from agent.treat.announcing import AnnounceManner, Announcing
from agent.treat.letting_ring import LettingRing
from agent.treat.rejecting import Rejecting


class FlowChoice:
    """Called by the switchboard once a call is judged.  Raises OSError when a message has no sound."""

    def __init__(self, settings: Settings, today: Callable[[], date]) -> None:
        self._settings = settings
        self._today = today
        self._own_messages = settings.own_prompts_folder

    def __call__(self, incoming: IncomingCall, caller: Caller, verdict: Verdict) -> ChosenFlow:
        if self._settings.house.mode == "observe":
            return ChosenFlow(self._let_ring(incoming), observed_only=True)
        treatment = verdict.treatment
        if isinstance(treatment, Announce):
            return self._announce(incoming, caller)
        if isinstance(treatment, Reject):
            return ChosenFlow(Rejecting(incoming.call_id, sip_status=treatment.sip_status))
        # Screening and taking messages need a way to the family; until the line has one, it rings.
        return ChosenFlow(self._let_ring(incoming))

    def _let_ring(self, incoming: IncomingCall) -> LettingRing:
        manner = self._settings.letting_ring
        release = self._settings.line_named(incoming.line).release or manner.release
        return LettingRing(incoming.call_id, hold_seconds=manner.hold_seconds, release=release)

    def _announce(self, incoming: IncomingCall, caller: Caller) -> ChosenFlow:
        manner = self._settings.announce
        line_language = self._settings.line_named(incoming.line).language
        language = line_language or language_for(self._settings.house.language, caller.country or None)
        prompt = removal_message(language, self._today())
        sound = wav_path(prompt, self._own_messages)
        if not sound.is_file():
            raise FileNotFoundError(f"the removal message {sound} is not there")
        # A version stands for the catalogue's words; what a household recorded, we cannot know.
        version = prompt.version if sound.parent == SHIPPED_FOLDER else "own recording"
        flow = Announcing(
            incoming.call_id,
            AnnounceManner(
                message=str(sound),
                message_version=version,
                early=manner.media == "early",
                first_words_seconds=manner.first_words_seconds,
                repeat=manner.repeat_when_talked_over,
                longest_seconds=manner.longest_seconds,
            ),
        )
        return ChosenFlow(flow, message_version=f"{prompt.language}/{version}")
