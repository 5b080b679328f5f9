"""What the ear reports while a call is answered.

`at_seconds` counts from the moment we answered, on the clock of the audio itself.
Levels are in dBov (ITU-T G.711 full scale is 0).
`leg_id` names the phone of the house that was listened to; empty: the caller.
"""

from typing import Literal

import msgspec

from agent.call.sentence import Sentence

SilenceKind = Literal["pcm-zeros", "codec-idle", "comfort-noise", "no-rtp", "line-noise"]
Conclusion = Literal[
    "person",
    "dialer-silence",
    "recording",
    "fax-or-modem",
    "music",
    "operator-tone",
    "hung-up",
    "unknown",
]


class SpeechHeard(msgspec.Struct, frozen=True):
    """A voice began (spoken words, as far as the detector can tell)."""

    call_id: str
    at_seconds: float
    level_dbov: float = 0.0
    leg_id: str = ""


class SpeechEnded(msgspec.Struct, frozen=True):
    """The voice stopped; `at_seconds` is when its last sound was heard."""

    call_id: str
    at_seconds: float
    lasted_seconds: float = 0.0
    leg_id: str = ""


class SilenceHeard(msgspec.Struct, frozen=True):
    """Nothing from the caller for a notable while (suspicion, not yet a verdict)."""

    call_id: str
    at_seconds: float
    lasted_seconds: float
    kind: SilenceKind = "line-noise"
    leg_id: str = ""


class ToneHeard(msgspec.Struct, frozen=True):
    """A signal made by a machine: `ring-back`, `busy`, `sit`, `fax-cng`, `beep`, `dtmf` …"""

    call_id: str
    at_seconds: float
    tone: str
    detail: str = ""
    leg_id: str = ""


class BargeInHeard(msgspec.Struct, frozen=True):
    """We spoke while the caller was speaking: did they stop, as people do?"""

    call_id: str
    at_seconds: float
    stopped: bool
    after_seconds: float = 0.0
    leg_id: str = ""


class Concluded(msgspec.Struct, frozen=True):
    """What the ear makes of the caller; `unknown` is treated as a person."""

    call_id: str
    at_seconds: float
    conclusion: Conclusion
    because: Sentence
    evidence: tuple[tuple[str, str], ...] = ()
    leg_id: str = ""


Heard = SpeechHeard | SpeechEnded | SilenceHeard | ToneHeard | BargeInHeard | Concluded
