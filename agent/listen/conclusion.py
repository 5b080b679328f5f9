"""What all the signs together say the caller is: a table from the surest sign to the weakest."""

from dataclasses import dataclass, field

from agent.call.heard import Conclusion, SilenceKind
from agent.listen.tones import FAX_OR_MODEM, OPERATOR
from agent.settings.listening import ListeningSettings


@dataclass(slots=True)
class Signs:
    """Everything the ears noticed, as far as it can settle what the caller is."""

    now: float = 0.0
    tones: dict[str, str] = field(default_factory=dict)
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


def conclude(signs: Signs, settings: ListeningSettings) -> tuple[Conclusion, str]:
    """Judge the signs; the sentence says which of them decided."""
    for name in FAX_OR_MODEM:
        if name in signs.tones:
            return "fax-or-modem", f"the tone of a fax or modem: {name}, {signs.tones[name]}"
    if signs.machine_beep:
        return "recording", "spoke over our greeting and then beeped, as an answering machine does"
    for name in OPERATOR:
        if name in signs.tones:
            return "operator-tone", f"a network's tone: {name}, {signs.tones[name]}"
    ignored_us = signs.talked_on + signs.talked_over
    if ignored_us >= settings.recording_after_talking_on:
        return "recording", f"talked on through our words {ignored_us} times"
    if signs.talked_on and signs.longest_monologue_seconds >= settings.recording_after_monologue_seconds:
        monologue = f"{signs.longest_monologue_seconds:.0f} s without leaving room for an answer"
        return "recording", f"talked on through our words and for {monologue}"
    if signs.music_seconds >= settings.music_after_seconds:
        return "music", f"{signs.music_seconds:.0f} s of music and no voice"
    if signs.silence_verdict:
        nothing = f"{signs.silent_seconds:.1f} s after our greeting ({_NOTHING[signs.silence_kind]})"
        return "dialer-silence", f"nobody there for {nothing}, as when a dialer looks for a free agent"
    return _person_or_unknown(signs)


_NOTHING: dict[SilenceKind, str] = {
    "pcm-zeros": "digital silence",
    "codec-idle": "the codec's idle pattern",
    "comfort-noise": "comfort noise",
    "no-rtp": "no audio packets at all",
    "line-noise": "only the line's own noise",
}


def _person_or_unknown(signs: Signs) -> tuple[Conclusion, str]:
    if signs.first_voice_at is not None:
        first = f"a voice after {signs.first_voice_at:.1f} s"
        if signs.talked_on:
            return "unknown", f"{first}, which talked on through our words once"
        if signs.stopped_for_us:
            return "person", f"{first}, which stopped when we spoke"
        if signs.turns_offered and signs.bloop_at is not None and signs.bloop_at < signs.first_voice_at:
            return "unknown", f"{first}, but a short tone at {signs.bloop_at:.1f} s came before it"
        if signs.turns_offered:
            return "person", f"{first}, which then waited for an answer"
        return "unknown", f"{first}, which has not left room for an answer yet"
    if signs.loud_line and signs.silent_seconds > 0:
        return "unknown", "the line is so noisy that a quiet voice could hide in it"
    if signs.alive_at is not None:
        return "unknown", f"no words, but a sound like breath or a room at {signs.alive_at:.1f} s"
    return "unknown", "nothing was heard that settles it"
