"""Says in plain words what the ear reported."""

from agent.call.heard import BargeInHeard, Concluded, Heard, SilenceHeard, SpeechEnded, SpeechHeard, ToneHeard
from agent.service.listen_to_file import HeardFile

MOST_SHOWN = 40
"""Rows of a timeline that a person still reads; `--json` has them all."""

_WORDS: dict[type[Heard], str] = {
    SpeechHeard: "speech",
    SpeechEnded: "speech ended",
    SilenceHeard: "silence",
    ToneHeard: "tone",
    BargeInHeard: "while we spoke",
    Concluded: "concluded",
}


def word_for(event: Heard) -> str:
    """One or two words for the kind of event."""
    return _WORDS[type(event)]


def detail_of(event: Heard) -> str:
    """The rest of it: how loud, how long, which."""
    match event:
        case SpeechHeard():
            return f"{event.level_dbov:.0f} dBov"
        case SpeechEnded():
            return f"after {event.lasted_seconds:.1f} s"
        case SilenceHeard():
            return f"nobody for {event.lasted_seconds:.1f} s ({event.kind})"
        case ToneHeard():
            return f"{event.tone} ({event.detail})" if event.detail else event.tone
        case BargeInHeard(stopped=True):
            return f"stopped {event.after_seconds:.1f} s after we began"
        case BargeInHeard():
            return "talked on"
        case Concluded():
            return f"{event.conclusion}: {event.because}"


def events_shown(heard: HeardFile) -> tuple[Heard, ...]:
    """The events worth a row: ends of speech are seen in the bar, and too many rows are read by nobody."""
    worth = [event for event in heard.events[:-1] if not isinstance(event, SpeechEnded)]
    return (*worth[:MOST_SHOWN], heard.events[-1])
