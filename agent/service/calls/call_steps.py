"""Says each step of a call in a few words, for its record."""

from agent.call import commands, events, heard, wishes
from agent.call.timing import DeadlinePassed, SetDeadline
from agent.treat.flow import Happening, Step

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
        case heard.SpeechHeard() if word.leg_id:
            return "the family speaks"
        case commands.Listen() | heard.SpeechEnded() | heard.SilenceHeard() | heard.Concluded() if (
            word.leg_id
        ):
            return ""
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
