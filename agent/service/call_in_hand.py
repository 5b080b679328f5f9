"""One call as the switchboard sees it: who, why, what is being done, and the record that grows of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from agent.call import commands, events, heard, wishes
from agent.call.call_record import CallRecord
from agent.call.caller import Caller
from agent.call.commands import Command
from agent.call.events import Event
from agent.call.incoming_call import IncomingCall
from agent.call.timing import DeadlinePassed, SetDeadline
from agent.call.verdict import Verdict
from agent.treat.flow import Flow, Happening, Step

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
    """On the switchboard's monotonic clock."""
    message_version: str = ""
    observed_only: bool = False
    not_judged_because: str = ""
    answers_for_family: bool = False
    dialog: tuple[tuple[str, str], ...] = ()
    """Kept while the call is answered, for the BYE that a next engine would have to send."""
    steps: list[str] = field(default_factory=list)
    ended: events.CallEnded | None = None
    ended_at: datetime | None = None
    heard: str = ""
    listening: bool = False
    answered: bool = False
    """True from the moment we said so: the other phones have fallen silent, so ringing is over."""
    talking: bool = False
    """True while the caller and a phone of the house hear each other."""

    def note(self, word: Step | Happening, now_seconds: float) -> None:
        """Write a step into the record, with its second."""
        is_key = isinstance(word, events.DigitPressed)
        text = "a key of the code" if is_key and self._keys_are_secret else describe(word)
        if text and len(self.steps) < MAX_STEPS:
            self.steps.append(f"{now_seconds - self.began_seconds:.1f} s: {text}")

    def note_text(self, text: str, now_seconds: float) -> None:
        if len(self.steps) < MAX_STEPS:
            self.steps.append(f"{now_seconds - self.began_seconds:.1f} s: {text}")

    def remember(self, command: Command) -> None:
        """How far the call has come, for the moment when something fails."""
        self.listening = self.listening or isinstance(command, commands.Listen)
        self.answered = self.answered or isinstance(command, commands.Answer)
        if isinstance(command, commands.Bridge | commands.Unbridge):
            self.talking = isinstance(command, commands.Bridge)

    @property
    def seconds_played(self) -> float:
        """Seconds of the removal message that reached the line; 0 for flows that have none to play."""
        seconds: float = getattr(self.flow, "seconds_played", 0.0)
        return seconds

    @property
    def _keys_are_secret(self) -> bool:
        return bool(getattr(self.flow, "keys_are_secret", False))

    def record(self) -> CallRecord:
        """The call as it would be written down now."""
        caller, finding, seconds_played = self.caller, self.verdict.finding, self.seconds_played
        return CallRecord(
            call_id=self.incoming.call_id,
            line=self.incoming.line,
            received_at=self.incoming.received_at,
            number_e164=caller.number_e164 or "",
            shown_as=caller.short_number or caller.internal or caller.as_written,
            display_name=caller.display_name,
            withheld=caller.withheld,
            region=caller.region_en,
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
            return f"observed only: would have been {_PAST[self.verdict.treatment.name]}"
        return self.flow.done


def slots_taken(calls: Iterable[CallInHand]) -> int:
    """Call slots of the stack these calls need, with every screened one put through."""
    return sum(2 if call.answers_for_family else 1 for call in calls if call.ended is None)


_PAST = {
    "let-ring": "let ring",
    "reject": "rejected",
    "announce": "announced",
    "screen": "screened",
    "take-message": "asked for a message",
}

_WORDS: dict[type, str] = {
    commands.Ring: "ringing (180)",
    commands.Answer: "answer (200)",
    commands.AnswerEarly: "early media (183)",
    commands.HangUp: "hang up (BYE)",
    commands.Listen: "listening",
    commands.StopPlaying: "stop the message",
    commands.RingHouse: "ring the house",
    commands.StopRinging: "stop ringing",
    commands.Bridge: "connect",
    commands.Unbridge: "part",
    commands.Transfer: "transfer (REFER)",
    commands.Record: "record",
    wishes.DenyCaller: "put on the deny list",
    wishes.AllowCaller: "put on the allow list",
    wishes.TellLast: "tell the last call",
    wishes.DenyLast: "put the last caller on the deny list",
    wishes.AllowLast: "put the last caller on the allow list",
    wishes.PermitNext: "let the next call through",
    wishes.PauseScreening: "pause the screening",
    wishes.TellToday: "tell today's calls",
    wishes.HearMessage: "play a message",
    wishes.DeleteMessage: "delete a message",
    wishes.CountWrongCode: "a wrong code",
    events.CallAnswered: "answered",
    heard.SpeechHeard: "the caller speaks",
    heard.SpeechEnded: "the caller is silent again",
}


def describe(word: Step | Happening) -> str:
    """A step in a few words, or nothing when it is not worth a line."""
    match word:
        case commands.Reject():
            return f"final response {word.sip_status}"
        case commands.Play():
            return f"play {word.greeting.rpartition('/')[2]}"
        case events.GreetingPlayed():
            whole = "whole" if word.whole else "cut short"
            return f"played {word.seconds_played:.1f} s, {whole}"
        case events.DigitPressed():
            return f"digit {word.digit} ({word.method})"
        case events.PhoneRinging():
            return f"{word.phone} rings"
        case events.PhoneAnswered():
            return f"{word.phone} picked up"
        case events.PhoneLost():
            return f"{word.phone} is over ({word.sip_status})"
        case events.TransferAnswered():
            return f"transfer answered with {word.sip_status}"
        case events.Recorded():
            return f"recorded {word.seconds:.1f} s"
        case events.CallEnded():
            return f"ended by the {word.by} ({word.sip_status})"
        case heard.SilenceHeard():
            return f"silence for {word.lasted_seconds:.1f} s ({word.kind})"
        case heard.ToneHeard():
            return f"tone: {word.tone}"
        case heard.Concluded():
            return f"heard as {word.conclusion}: {word.because}"
        case events.Trouble():
            return f"trouble: {word.sentence}"
        case SetDeadline() | DeadlinePassed():
            return ""
    return _WORDS.get(type(word), "")


def call_of(word: Event | wishes.Told) -> str:
    """The call a word is about, or an empty string."""
    call_id: str = word.call.call_id if isinstance(word, events.CallArrived) else getattr(word, "call_id", "")
    return call_id


def caller_of(call_id: str) -> str:
    """The caller's call of a leg to a phone of the house, or the call itself."""
    return call_id.partition("#leg")[0]


def shortened(number: str) -> str:
    """`+4930…456`: enough to recognise a caller in the log, not enough to call them."""
    return f"{number[:5]}…{number[-3:]}" if number.startswith("+") and len(number) > 9 else number
