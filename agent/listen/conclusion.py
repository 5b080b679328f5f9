"""What all the signs together say the caller is: a table from the surest sign to the weakest."""

import msgspec

from agent.call.heard import Conclusion, SilenceKind
from agent.call.sentence import Sentence, say
from agent.listen.tones import FAX_OR_MODEM, OPERATOR
from agent.settings.listening import ListeningSettings


class Signs(msgspec.Struct):
    """Everything the ears noticed, as far as it can settle what the caller is."""

    now: float = 0.0
    tones: dict[str, str] = msgspec.field(default_factory=dict)
    """Name of each signal heard, and its detail."""
    silence_verdict: bool = False
    silent_seconds: float = 0.0
    silence_kind: SilenceKind = "line-noise"
    loud_line: bool = False
    first_voice_at: float | None = None
    turns_offered: int = 0
    talked_on: int = 0
    talked_over: int = 0
    stopped_for_us: int = 0
    longest_monologue_seconds: float = 0.0
    machine_beep: bool = False
    """A beep after a greeting that began before ours was over, as answering machines have it."""
    music_seconds: float = 0.0
    bloop_at: float | None = None
    """When a lone short tone broke a silence, as agents' headsets do."""
    alive_at: float | None = None
    """First breath, cough or other moving sound."""


def conclude(signs: Signs, settings: ListeningSettings) -> tuple[Conclusion, Sentence]:
    """Judge the signs; the sentence says which of them decided."""
    for name in FAX_OR_MODEM:
        if name in signs.tones:
            return "fax-or-modem", say(
                "the tone of a fax or modem: {name}, {detail}", name=name, detail=signs.tones[name]
            )
    if signs.machine_beep:
        return "recording", say("spoke over our greeting and then beeped, as an answering machine does")
    for name in OPERATOR:
        if name in signs.tones:
            return "operator-tone", say(
                "a network's tone: {name}, {detail}", name=name, detail=signs.tones[name]
            )
    ignored_us = signs.talked_on + signs.talked_over
    if ignored_us >= settings.recording_after_talking_on:
        return "recording", say("talked on through our words {count} times", count=ignored_us)
    if signs.talked_on and signs.longest_monologue_seconds >= settings.recording_after_monologue_seconds:
        monologue = say(
            "{seconds:.0f} s without leaving room for an answer", seconds=signs.longest_monologue_seconds
        )
        return "recording", say("talked on through our words and for {monologue}", monologue=monologue)
    if signs.music_seconds >= settings.music_after_seconds:
        return "music", say("{seconds:.0f} s of music and no voice", seconds=signs.music_seconds)
    if signs.silence_verdict:
        nothing = say(
            "{seconds:.1f} s after our greeting ({nothing})",
            seconds=signs.silent_seconds,
            nothing=_NOTHING[signs.silence_kind],
        )
        return "dialer-silence", say(
            "nobody there for {nothing}, as when a dialer looks for a free agent", nothing=nothing
        )
    return _person_or_unknown(signs)


_NOTHING: dict[SilenceKind, str] = {
    "pcm-zeros": say("digital silence"),
    "codec-idle": say("the codec's idle pattern"),
    "comfort-noise": say("comfort noise"),
    "no-rtp": say("no audio packets at all"),
    "line-noise": say("only the line's own noise"),
}


def _person_or_unknown(signs: Signs) -> tuple[Conclusion, Sentence]:
    if signs.first_voice_at is not None:
        first = say("a voice after {seconds:.1f} s", seconds=signs.first_voice_at)
        if signs.talked_on:
            return "unknown", say("{first}, which talked on through our words once", first=first)
        if signs.stopped_for_us:
            return "person", say("{first}, which stopped when we spoke", first=first)
        if signs.turns_offered and signs.bloop_at is not None and signs.bloop_at < signs.first_voice_at:
            return "unknown", say(
                "{first}, but a short tone at {seconds:.1f} s came before it",
                first=first,
                seconds=signs.bloop_at,
            )
        if signs.turns_offered:
            return "person", say("{first}, which then waited for an answer", first=first)
        return "unknown", say("{first}, which has not left room for an answer yet", first=first)
    if signs.loud_line and signs.silent_seconds > 0:
        return "unknown", say("the line is so noisy that a quiet voice could hide in it")
    if signs.alive_at is not None:
        return "unknown", say(
            "no words, but a sound like breath or a room at {seconds:.1f} s", seconds=signs.alive_at
        )
    return "unknown", say("nothing was heard that settles it")
