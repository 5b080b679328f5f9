"""`[listening]`: how the ear tells voices, machines and nothing at all apart."""

from typing import Annotated, Literal

import msgspec

from agent.settings.section import Section

Decibels = Annotated[float, msgspec.Meta(ge=0, le=60)]
Dbov = Annotated[float, msgspec.Meta(ge=-96, le=0)]
Seconds = Annotated[float, msgspec.Meta(ge=0, le=60)]


class ListeningSettings(Section, frozen=True):
    """Every number of the ear that a household may want to change, with its default's reason."""

    voice_detector: Literal["webrtc", "silero"] = "webrtc"
    """What tells voice from noise: the WebRTC project's detector, the best on our calls of all we tried. The
    other one is gone, and whoever had chosen it gets this one: no call may hang on an old setting."""
    speech_above_floor_db: Decibels = 5.0
    """A voice stands this far above the line's noise; nearer to it, words are not understood either."""
    quietest_speech_dbov: Dbov = -42.0
    """The loudest moments of anything called a near voice are above this. Callers speak at -36 to -16 dBov
    on average, so the peaks of the quietest are above -36; a television across the room stays below."""
    loudest_echo_dbov: Dbov = -30.0
    """Our own words may come back this loud, for a line echoes them 10 dB weaker at best: while we speak,
    only what is louder, or as loud as this caller was before, is taken for the caller."""
    speech_starts_after_seconds: Seconds = 0.10
    """Voice needed before we say that somebody speaks: `oui` lasts 0.2 s, a click 0.02 s."""
    speech_ends_after_seconds: Seconds = 0.50
    """Quiet that ends an utterance: pauses inside one are mostly shorter (ITU-T P.59, mean 0.5 s)."""
    suspicion_after_seconds: Seconds = 1.6
    """Silence after our greeting that makes a caller suspect: people take their turn within 0.7 s, the law
    gives dialers 2 s (16 CFR 310.4), and a second `Allô ?` must still fit before the verdict."""
    silence_verdict_after_seconds: Seconds = 3.3
    """Silence after the first greeting, a second one included, that no person keeps: the slowest we know
    speak 3.5 s after we answered, which is 2.7 s after our greeting."""
    silence_without_second_greeting_seconds: Seconds = 5.0
    """The same when nobody said a second `Allô ?`, or a street or a room is heard: less is certain, so more
    is waited."""
    after_second_greeting_seconds: Seconds = 1.0
    """Never a verdict sooner than this after our latest words: a turn takes 0 to 0.7 s."""
    after_late_rtp_seconds: Seconds = 2.0
    """Nor sooner than this after the first RTP packet: a caller whose media came late has just heard us."""
    loud_line_dbov: Dbov = -40.0
    """On a line noisier than this a quiet voice can hide: the silence is looked through once more, and the
    caller is unknown if anything stirred under the noise."""
    deafening_line_dbov: Dbov = -31.0
    """On a line noisier than this even that finds no quiet voice: silence proves nothing."""
    quietest_recording_dbov: Dbov = -37.0
    """What talks on through our words below this level is a television rather than a recording."""
    yields_within_seconds: Seconds = 1.5
    """Time people get to stop after we begin to speak; overlaps mostly resolve within a second."""
    talks_on_share: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.35
    """Share of the rest of our sentence the caller must fill to have talked on; an `oui` stays below."""
    talks_over_seconds: Seconds = 2.0
    """Speaking this long at the same time as we do counts as not heeding us, even if it ends before our
    sentence: people give way within a second, and few ever go on for two."""
    recording_after_talking_on: Annotated[int, msgspec.Meta(ge=1, le=5)] = 2
    """Times a caller talks on through our words before it is a recording; once, people in a hurry do."""
    recording_after_monologue_seconds: Seconds = 7.5
    """One time is enough when the caller has spoken this long without leaving room for an answer."""
    turn_pause_seconds: Seconds = 0.8
    """A pause that offers us the turn: longer than those inside a sentence, shorter than a wait."""
    music_after_seconds: Seconds = 6.0
    """Unbroken sound that moves like music, not like speech, before we call it music on hold."""
