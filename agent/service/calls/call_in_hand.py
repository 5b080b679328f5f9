"""One call as the switchboard sees it: who, why, what is being done, and the record that grows of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from agent.call import commands, events, heard
from agent.call.call_record import CallRecord
from agent.call.caller import Caller
from agent.call.commands import Command
from agent.call.finding import Finding
from agent.call.incoming_call import IncomingCall
from agent.call.news import CallGoesOn
from agent.call.rule_name import RuleName
from agent.call.sentence import named, say
from agent.call.treatment import LetRing
from agent.call.verdict import Verdict
from agent.service.calls.call_doing import SENTENCES, Stage, next_stage
from agent.service.calls.call_steps import describe
from agent.service.calls.ports import ChosenFlow, NumbersChanged, Word
from agent.treat.breaking_off import BreakingOff
from agent.treat.flow import Flow, Happening, Step
from agent.treat.letting_ring import LettingRing

MAX_STEPS = 60
"""More would be a conversation gone wrong; the first ones tell most."""


@dataclass(slots=True)
class CallInHand:
    """The switchboard's own notes on a call, from its arrival until its record is complete."""

    incoming: IncomingCall
    caller: Caller
    verdict: Verdict
    flow: Flow
    began_seconds: float
    """When the call arrived, in seconds of the switchboard's monotonic clock."""
    message_version: str = ""
    observed_only: bool = False
    not_judged_because: str = ""
    answers_for_family: bool = False
    dialog: tuple[tuple[str, str], ...] = ()
    """Kept while the call is answered, for the BYE that a next engine would have to send."""
    steps: list[str] = field(default_factory=list)
    ended: events.CallEnded | None = None
    ended_at: datetime | None = None
    stage: Stage = "rings"
    """What is being done right now."""
    stage_told: Stage = "rings"
    """The stage that everybody has been told of."""
    heard: str = ""
    listening: bool = False
    answered: bool = False
    """True from the moment we said so: the other phones have fallen silent, so ringing is over."""
    talking: bool = False
    """True while the caller and a phone of the house hear each other."""
    undecided: bool = False
    """True while it rings until a community has said what it knows of the caller."""

    def take(self, chosen: ChosenFlow) -> None:
        """Hold this conversation from now on."""
        self.flow = chosen.flow
        self.message_version = chosen.message_version
        self.observed_only = chosen.observed_only
        self.answers_for_family = chosen.answers_for_family
        self.not_judged_because = self.not_judged_because or chosen.rings_instead_because

    def hear(self, happening: Happening, now_seconds: float) -> None:
        """Note what happened, and keep what must be known of it later."""
        self.note(happening, now_seconds)
        if isinstance(happening, events.CallAnswered):
            self.dialog = happening.dialog
        if isinstance(happening, heard.Concluded) and not happening.leg_id:
            self.heard = happening.conclusion

    def break_off(self, why: str, now_seconds: float) -> None:
        """The flow failed: an unanswered call rings, an answered one is ended; the record says why.

        The flow that failed is asked nothing more, so that the end of the call finds a record to complete.
        """
        call_id, self.not_judged_because, self.undecided = self.incoming.call_id, why, False
        self.note_text(f"failed ({why})", now_seconds)
        if self.answered:
            self.flow = BreakingOff(call_id, seconds_played=self.flow.seconds_played, talking=self.talking)
        else:
            self.flow = LettingRing(call_id, unattended=True)

    def lose_engine(self, because: str, now_seconds: float) -> commands.ByeAfterCrash | None:
        """The engine died: an answered call needs a BYE from the next one, any other rings on at the box."""
        self.note_text(f"the engine stopped ({because})", now_seconds)
        if self.ended is not None:
            return None
        if self.dialog:
            return commands.ByeAfterCrash(self.incoming.line, self.dialog)
        self.not_judged_because = self.not_judged_because or say(
            "the engine stopped ({because})", because=because
        )
        return None

    def headline(self, whole_number: bool) -> str:
        """Who calls, what is done and why, for the log; their number is shortened unless `whole_number`."""
        who = self.caller.number_e164 or self.caller.internal or self.caller.short_number
        return say(
            "{who}: {treatment}, because {because}",
            who=(who if whole_number else shortened(who)) if who else say("no number"),
            treatment=say(self.verdict.treatment.name),
            because=self.verdict.because,
        )

    def note(self, step: Step | Happening, now_seconds: float) -> None:
        """Write a step into the record, with its second."""
        if not (isinstance(step, commands.ToEitherSide | events.FromEitherSide) and step.leg_id):
            self.stage = next_stage(self.stage, step)
        is_key = isinstance(step, events.DigitPressed)
        text = "a key of the code" if is_key and self.flow.keys_are_secret else describe(step)
        self.note_text(text, now_seconds)

    def note_text(self, text: str, now_seconds: float) -> None:
        if text and len(self.steps) < MAX_STEPS:
            self.steps.append(f"{now_seconds - self.began_seconds:.1f} s: {text}")

    def take_stage_news(self) -> CallGoesOn | None:
        """What is being done now, once for each time that it is something else; None when it is the same."""
        if self.stage == self.stage_told:
            return None
        self.stage_told = self.stage
        return CallGoesOn(self.incoming.call_id, SENTENCES[self.stage])

    def remember(self, command: Command) -> None:
        """How far the call has come, for the moment when something fails."""
        self.listening = self.listening or isinstance(command, commands.Listen)
        self.answered = self.answered or isinstance(command, commands.Answer)
        if isinstance(command, commands.Bridge | commands.Unbridge):
            self.talking = isinstance(command, commands.Bridge)

    def record(self) -> CallRecord:
        """The call as it would be written down now."""
        caller, finding, seconds_played = self.caller, self.verdict.finding, self.flow.seconds_played
        return CallRecord(
            call_id=self.incoming.call_id,
            line=self.incoming.line,
            received_at=self.incoming.received_at,
            number_e164=caller.number_e164 or "",
            shown_as=caller.short_number or caller.internal or caller.as_written,
            display_name=caller.display_name,
            withheld=caller.withheld,
            region=named(caller.region_en, fr=caller.region_fr),
            line_type=caller.line_type,
            carrier=caller.carrier,
            attestation=caller.attestation,
            believed_because=caller.believed_because,
            called_party=self.incoming.called_party,
            source_address=self.incoming.source_address,
            user_agent=self.incoming.user_agent,
            treatment=self.verdict.treatment.name,
            rule=finding.rule,
            because=finding.because,
            evidence=finding.evidence,
            passed=self.verdict.passed,
            done=self._done(),
            steps=tuple(self.steps),
            ended_at=self.ended_at,
            ended_by=self.ended.by if self.ended else "",
            sip_status=self.ended.sip_status if self.ended else 0,
            message_version=self.message_version if seconds_played else "",
            seconds_played=seconds_played,
            heard=self.heard,
            not_judged_because=self.not_judged_because,
        )

    def _done(self) -> str:
        if self.observed_only:
            return say("observed only: would have been {past}", past=_PAST[self.verdict.treatment.name])
        return self.flow.done


def slots_taken(calls: Iterable[CallInHand]) -> int:
    """Call slots of the stack these calls need, with every screened one put through."""
    return sum(2 if call.answers_for_family else 1 for call in calls if call.ended is None)


_PAST = {
    "let-ring": say("let ring"),
    "reject": say("rejected"),
    "announce": say("announced"),
    "screen": say("screened"),
    "take-message": say("asked for a message"),
}


def unjudged(incoming: IncomingCall, why: str) -> tuple[Caller, Verdict, ChosenFlow]:
    """What becomes of a call when judging it failed: it rings."""
    finding = Finding(RuleName.NOT_JUDGED, say("rings because judging failed ({why})", why=why))
    return (
        Caller(as_written=incoming.from_header),
        Verdict(LetRing(), finding),
        ringing(incoming.call_id, why),
    )


def ringing(call_id: str, instead_because: str = "") -> ChosenFlow:
    """Ring along until it is known what to do; with `instead_because`, for good: then the engine rings the
    house's phones where nobody else does."""
    flow = LettingRing(call_id, unattended=bool(instead_because))
    return ChosenFlow(flow, rings_instead_because=instead_because)


def call_of(word: Word) -> str:
    """The call a word is about, or an empty string."""
    match word:
        case events.CallArrived():
            return word.call.call_id
        case events.EngineStarted() | events.EngineStopped() | events.LineChanged() | NumbersChanged():
            return ""
    return word.call_id


def shortened(number: str) -> str:
    """`+4930…456`: enough to recognise a caller in the log, not enough to call them."""
    return f"{number[:5]}…{number[-3:]}" if number.startswith("+") and len(number) > 9 else number
