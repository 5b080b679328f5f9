"""Says in plain words what the ear reported."""

from agent.call.heard import (
    BargeInHeard,
    Concluded,
    Heard,
    SilenceHeard,
    SilenceKind,
    SpeechEnded,
    SpeechHeard,
    ToneHeard,
)
from agent.call.sentence import Sentence, say, word
from agent.service.desk.listen_to_file import HeardFile

CONCLUSIONS = (
    word("person"),
    word("dialer-silence"),
    word("recording"),
    word("fax-or-modem"),
    word("music"),
    word("operator-tone"),
    word("hung-up"),
    word("unknown"),
)
MOST_SHOWN = 40
"""Rows of a timeline that a person still reads; `--json` has them all."""

_WORDS: dict[type[Heard], str] = {
    SpeechHeard: say("speech"),
    SpeechEnded: say("speech ended"),
    SilenceHeard: say("silence"),
    ToneHeard: say("tone"),
    BargeInHeard: say("while we spoke"),
    Concluded: say("concluded"),
}

NOTHING: dict[SilenceKind, Sentence] = {
    "pcm-zeros": say("digital silence"),
    "codec-idle": say("the codec's idle pattern"),
    "comfort-noise": say("comfort noise"),
    "no-rtp": say("no sound packets"),
    "line-noise": say("the line's own noise"),
}


def word_for(event: Heard) -> str:
    """One or two words for the kind of event."""
    return _WORDS[type(event)]


def detail_of(event: Heard) -> str:
    """The rest of it: how loud, how long, which."""
    match event:
        case SpeechHeard():
            return say("{level:.0f} dBov", level=event.level_dbov)
        case SpeechEnded():
            return say("after {seconds:.1f} s", seconds=event.lasted_seconds)
        case SilenceHeard():
            return say(
                "nobody for {seconds:.1f} s ({nothing})",
                seconds=event.lasted_seconds,
                nothing=NOTHING[event.kind],
            )
        case ToneHeard():
            return (
                say("{tone} ({detail})", tone=event.tone, detail=event.detail) if event.detail else event.tone
            )
        case BargeInHeard(stopped=True):
            return say("stopped {seconds:.1f} s after we began", seconds=event.after_seconds)
        case BargeInHeard():
            return say("talked on")
        case Concluded():
            return say("{conclusion}: {because}", conclusion=say(event.conclusion), because=event.because)


def events_shown(heard: HeardFile) -> tuple[Heard, ...]:
    """The events worth a row: ends of speech are seen in the bar, and too many rows are read by nobody."""
    worth = [event for event in heard.events[:-1] if not isinstance(event, SpeechEnded)]
    last = heard.events[-1]
    known = [event.conclusion for event in worth if isinstance(event, Concluded)]
    says_it_again = isinstance(last, Concluded) and known[-1:] == [last.conclusion]
    return (*worth[:MOST_SHOWN], *(() if says_it_again and len(worth) <= MOST_SHOWN else (last,)))
