"""Says each step of a call in a few words, for its record."""

from agent.call import commands, events, heard, wishes
from agent.call.timing import DeadlinePassed, SetDeadline
from agent.treat.flow import Happening, Step

_STEPS: dict[type, str] = {
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


def describe(step: Step | Happening) -> str:
    """A step in a few words, or nothing when it is not worth a line."""
    match step:
        case heard.SpeechHeard() if step.leg_id:
            return "the family speaks"
        case heard.SpeechEnded() | heard.SilenceHeard() | heard.Concluded() | commands.Listen() if (
            step.leg_id
        ):
            return ""
        case commands.Reject():
            return f"final response {step.sip_status}"
        case commands.Play():
            return f"play {step.greeting.rpartition('/')[2]}"
        case events.GreetingPlayed():
            whole = "whole" if step.whole else "cut short"
            return f"played {step.seconds_played:.1f} s, {whole}"
        case events.DigitPressed():
            return f"digit {step.digit} ({step.method})"
        case events.PhoneRinging():
            return f"{step.phone} rings"
        case events.PhoneAnswered():
            return f"{step.phone} picked up"
        case events.PhoneLost():
            return f"{step.phone} is over ({step.sip_status})"
        case events.TransferAnswered():
            return f"transfer answered with {step.sip_status}"
        case events.Recorded():
            return f"recorded {step.seconds:.1f} s"
        case events.CallEnded():
            return f"ended by the {step.by} ({step.sip_status})"
        case heard.SilenceHeard():
            return f"silence for {step.lasted_seconds:.1f} s ({step.kind})"
        case heard.ToneHeard():
            return f"tone: {step.tone}"
        case heard.Concluded():
            return f"heard as {step.conclusion}: {step.because}"
        case events.Trouble():
            return f"trouble: {step.sentence}"
        case SetDeadline() | DeadlinePassed():
            return ""
    return _STEPS.get(type(step), "")
