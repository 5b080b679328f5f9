"""Callers who are no person yet, or never: dialers waiting for an agent, recordings, signals, music."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.corpus.caller import Utterance, spoken
from tests.corpus.people import Person
from tests.corpus.sentences import PITCHES, RECORDINGS, VOICEMAILS
from tests.corpus.signal import Sound, at_level, silence, tone
from tests.corpus.sounds import (
    NETWORK_TONES,
    babble,
    bloop,
    click,
    fax_called,
    fax_calling,
    modem_calling,
    music,
    network_tone,
    noise,
    special_information,
)
from tests.corpus.voices import recorded_prompts, say, voices

GREETING_ENDS_AT_SECONDS = 0.8


@dataclass
class Made:
    """What a recipe hands back: the sounds, the truth and what the line must do."""

    truth: str
    utterances: list[Utterance]
    extra: dict[str, Any]


Recipe = Callable[[Person], Made]


def waiting_dialer(person: Person) -> Made:
    """Nothing for 1.5 to 8 s after our greeting; then perhaps a click or a bloop, a murmur, an agent."""
    random = person.random
    silent_seconds = float(random.uniform(1.5, 8.0))
    at = GREETING_ENDS_AT_SECONDS + silent_seconds
    utterances: list[Utterance] = []
    extra: dict[str, Any] = {"silent_seconds": round(silent_seconds, 2)}
    if random.random() < 0.15:  # a relay clicks early, as the call is switched
        early = float(random.uniform(0.3, min(3.0, at - 0.3)))
        utterances.append(spoken(click(random), person.level_dbov, at_seconds=early))
    if random.random() < 0.4:
        made = click(random) if random.random() < 0.4 else bloop(random)
        utterances.append(spoken(made, float(random.uniform(-36, -20)), at_seconds=at - 0.35))
    if random.random() < 0.5:
        extra["late_background"] = at_level(
            babble(person.split, int(random.integers(10))), float(random.uniform(-55, -38))
        )
        extra["late_background_at_seconds"] = at - 0.1
    pitch = person.says(person.line(PITCHES), at_seconds=at)
    kind = "dialer-silence" if silent_seconds > 3.6 else "short-dialer-silence"
    return Made(kind, [*utterances, pitch, *person.replies(3)], extra)


def switching_dialer(person: Person) -> Made:
    """The same, and comfort noise of another kind comes on while it waits."""
    made = waiting_dialer(person)
    made.extra["switches_noise_at_seconds"] = float(person.random.uniform(0.5, 3.0))
    return made


def murmuring_dialer(person: Person) -> Made:
    """The call centre's murmur is on the line from the start, and nobody near."""
    made = waiting_dialer(person)
    made.extra["late_background"] = at_level(
        babble(person.split, int(person.random.integers(10))), float(person.random.uniform(-60, -45))
    )
    made.extra["late_background_at_seconds"] = float(person.random.uniform(0.0, 1.0))
    return made


def _script(person: Person, pause: tuple[float, float]) -> Sound:
    """Twenty seconds and more of one recorded voice."""
    recorded = voices(person.split, spoken_freely=False)
    if recorded and person.random.random() < 0.4:
        prompts = recorded_prompts(recorded[int(person.random.integers(len(recorded)))])
        parts = [prompts[int(person.random.integers(len(prompts)))] for _ in range(5)]
    else:
        lines = list(RECORDINGS[person.voice.language])
        parts = [say(person.voice, line) for line in [*lines, *lines]]
    levelled = [at_level(part, person.level_dbov) for part in parts]
    gaps = [silence(float(person.random.uniform(*pause))) for _ in levelled]
    return np.concatenate([piece for pair in zip(levelled, gaps, strict=True) for piece in pair])


def recording_at_once(person: Person) -> Made:
    """Begins to play the moment we answer."""
    at = float(person.random.uniform(0.0, 0.9))
    return Made("recording", [Utterance(sound=_script(person, (0.2, 0.5)), at_seconds=at)], {})


def recording_that_waits(person: Person) -> Made:
    """Waits for our greeting to end, as answering-machine detection lets it."""
    wait = float(person.random.uniform(0.3, 1.4))
    return Made("recording", [Utterance(sound=_script(person, (0.2, 0.6)), after_house_seconds=wait)], {})


def recording_with_pauses(person: Person) -> Made:
    """Pauses between sentences as if it waited for an answer."""
    wait = float(person.random.uniform(0.1, 1.2))
    return Made("recording", [Utterance(sound=_script(person, (0.8, 2.0)), after_house_seconds=wait)], {})


def voicemail(person: Person) -> Made:
    """A dialer that bridged us to somebody's answering machine: greeting, beep, silence."""
    words = at_level(say(person.voice, VOICEMAILS[person.voice.language]), person.level_dbov)
    beep = at_level(
        tone(
            float(person.random.uniform(0.25, 0.8)), float(person.random.choice([440, 800, 1000, 1400, 2000]))
        ),
        person.level_dbov,
    )
    whole = np.concatenate([words, silence(0.4), beep])
    return Made(
        "recording",
        [Utterance(sound=whole, at_seconds=float(person.random.uniform(0.0, 1.0)))],
        {"voicemail": True},
    )


def recording_on_music(person: Person) -> Made:
    """A script with jingles under it."""
    script = _script(person, (0.3, 0.8))
    under = at_level(
        music(person.split, min(20.0, len(script) / 8000), person.random), person.level_dbov - 12
    )
    mixed = script + np.resize(under, len(script))
    return Made("recording", [Utterance(sound=mixed, at_seconds=float(person.random.uniform(0.0, 1.5)))], {})


def fax(person: Person) -> Made:
    """A fax or a modem calling, or one answering a bridged call."""
    which = int(person.random.integers(4))
    at = float(person.random.uniform(0.1, 2.0))
    sound = [fax_calling(25), fax_calling(25), fax_called(person.random), modem_calling(25)][which]
    name = ["fax-cng", "fax-cng", "fax-ced", "modem"][which]
    return Made("fax-or-modem", [spoken(sound, person.level_dbov, at_seconds=at)], {"tone": name})


def operator(person: Person) -> Made:
    """Special information tones, mostly with an announcement after them."""
    sit = at_level(special_information(person.random), max(person.level_dbov, -30))
    if person.random.random() < 0.6:
        sit = np.concatenate([sit, silence(0.2), _script(person, (0.2, 0.5))[: 8000 * 8]])
    return Made(
        "operator-tone",
        [Utterance(sound=sit, at_seconds=float(person.random.uniform(0.0, 2.0)))],
        {"tone": "sit"},
    )


def network(person: Person) -> Made:
    """Busy, congestion or ring-back: the dialer's other leg leaks through."""
    names = sorted(NETWORK_TONES[person.split])
    tone_name, frequencies, cadence = NETWORK_TONES[person.split][
        names[int(person.random.integers(len(names)))]
    ]
    sound = network_tone(frequencies, cadence, 25)
    at = float(person.random.uniform(0.0, 1.5))
    return Made("operator-tone", [spoken(sound, person.level_dbov, at_seconds=at)], {"tone": tone_name})


def on_hold(person: Person) -> Made:
    """Music while an agent is looked for."""
    sound = music(person.split, 25.0, person.random)
    return Made(
        "music", [spoken(sound, person.level_dbov, at_seconds=float(person.random.uniform(0.0, 1.5)))], {}
    )


def gone(person: Person) -> Made:
    """Hangs up without a word before anything can be known."""
    return Made("hung-up", [], {"ends_at_seconds": float(person.random.uniform(0.5, 2.6))})


MACHINES: tuple[tuple[str, Recipe, float], ...] = (
    # name, recipe, share of all calls that are no people
    ("waiting-dialer", waiting_dialer, 0.34),
    ("switching-dialer", switching_dialer, 0.06),
    ("murmuring-dialer", murmuring_dialer, 0.06),
    ("recording-at-once", recording_at_once, 0.07),
    ("recording-waits", recording_that_waits, 0.08),
    ("recording-pauses", recording_with_pauses, 0.06),
    ("recording-on-music", recording_on_music, 0.03),
    ("voicemail", voicemail, 0.04),
    ("fax", fax, 0.09),
    ("sit", operator, 0.07),
    ("network-tone", network, 0.05),
    ("music-on-hold", on_hold, 0.04),
    ("hung-up", gone, 0.01),
)


def switched_noise(background: Sound, at_seconds: float, person: Person) -> Sound:
    """The line's noise changes its level and colour at one moment."""
    new = noise("white", 30.0, person.random)
    new *= float(np.sqrt((background**2).mean())) * 10 ** (float(person.random.uniform(3, 10)) / 20)
    start = int(at_seconds * 8000)
    long = np.resize(background, len(new))
    long[start:] = new[start:]
    return long
