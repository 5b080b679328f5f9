"""Callers who must always get through: quick and slow, shy and chatty, on good lines and bad ones."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.corpus.caller import Utterance, spoken
from tests.corpus.sentences import FIRST_WORDS, RELAYS, REPLIES, SLOW, STORIES
from tests.corpus.signal import Sound, at_level, silence, tone
from tests.corpus.sounds import breath, cough, music, noise
from tests.corpus.voices import CHILD_PITCH, Split, Voice, say, voices


@dataclass(frozen=True)
class Person:
    """What a recipe needs: a voice, a level, a source of chance."""

    voice: Voice
    level_dbov: float
    split: Split
    random: np.random.Generator

    def line(self, texts: Mapping[str, tuple[str, ...]]) -> str:
        """One of the sentences in the person's language."""
        return str(self.random.choice(texts[self.voice.language]))

    def says(self, text: str, *, pitch: float = 1.0, speed: float = 1.0, **how: Any) -> Utterance:
        """The sentence as an utterance that stops when interrupted, as people do."""
        # Overlap in talk is mostly resolved within a second; some finish their sentence first.
        stop = float(self.random.gamma(2.5, 0.28)) + 0.15
        how.setdefault("yields_after_seconds", stop)
        return spoken(say(self.voice, text, pitch, speed), self.level_dbov, **how)

    def replies(self, count: int = 4) -> list[Utterance]:
        """What they say after each of the house's next sentences."""
        return [
            self.says(self.line(REPLIES), after_house_seconds=float(self.random.gamma(2, 0.22)) + 0.1)
            for _ in range(count)
        ]


Recipe = Callable[[Person], tuple[list[Utterance], dict[str, Any]]]


def plain(person: Person) -> tuple[list[Utterance], dict[str, Any]]:
    """Says a first word somewhere between 0.2 and 3.5 s, mostly within a second of our "Allô ?"."""
    usual = 0.8 + float(person.random.gamma(2, 0.25))
    at = usual if person.random.random() < 0.6 else float(person.random.uniform(0.2, 3.5))
    polite = bool(person.random.random() < 0.5)
    first = person.says(person.line(FIRST_WORDS), at_seconds=min(at, 3.5), waits_its_turn=polite)
    return [first, *person.replies()], {}


def late(person: Person) -> tuple[list[Utterance], dict[str, Any]]:
    """Takes their time: first word 2 to 3.5 s after we answered."""
    at = float(person.random.uniform(2.0, 3.5))
    return [person.says(person.line(FIRST_WORDS), at_seconds=at, waits_its_turn=True), *person.replies()], {}


def late_rtp(person: Person) -> tuple[list[Utterance], dict[str, Any]]:
    """The media path opens late: the first word is cut off, they repeat it when nobody answers."""
    opens = float(person.random.uniform(0.5, 2.5))
    first = person.says(person.line(FIRST_WORDS), at_seconds=0.8 + float(person.random.gamma(2, 0.25)))
    again = person.says(
        "Allô ? Allô ?", at_seconds=opens + float(person.random.uniform(0.6, 1.8)), waits_its_turn=True
    )
    return [first, again, *person.replies()], {"rtp_starts_at_seconds": opens}


def breathes_first(person: Person) -> tuple[list[Utterance], dict[str, Any]]:
    """Breathes or coughs into the handset, then says a word late."""
    made = breath(person.random) if person.random.random() < 0.5 else cough(person.random)
    near = max(person.level_dbov - float(person.random.uniform(0, 10)), -42)
    first = Utterance(sound=at_level(made, near), at_seconds=float(person.random.uniform(0.9, 2.2)))
    word = person.says(
        person.line(FIRST_WORDS), at_seconds=float(person.random.uniform(2.4, 4.0)), waits_its_turn=True
    )
    return [first, word, *person.replies()], {}


def television(person: Person) -> tuple[list[Utterance], dict[str, Any]]:
    """A television runs in the room; they answer in the middle of it."""
    others = [voice for voice in voices(person.split) if voice != person.voice]
    talk: list[Sound] = []
    for voice in person.random.choice(np.array(others, dtype=object), 3):
        talk.append(at_level(say(voice, STORIES[voice.language]), -30))
        talk.append(at_level(music(person.split, float(person.random.uniform(1, 4)), person.random), -30))
    backdrop = at_level(np.concatenate(talk), float(person.random.uniform(-55, -42)))
    return plain(person)[0], {"background": backdrop}


def child(person: Person) -> tuple[list[Utterance], dict[str, Any]]:
    """A child: a higher voice."""
    at = float(person.random.uniform(0.9, 3.0))
    first = person.says(person.line(FIRST_WORDS), pitch=CHILD_PITCH, at_seconds=at, waits_its_turn=True)
    return [first, *person.replies()], {}


def slow(person: Person) -> tuple[list[Utterance], dict[str, Any]]:
    """Single words with long gaps."""
    at = float(person.random.uniform(1.0, 3.3))
    words = []
    for text in SLOW[person.voice.language]:
        words.append(person.says(text, speed=0.75, at_seconds=at, waits_its_turn=True))
        at += float(person.random.uniform(1.0, 2.5))
    return [*words, *person.replies()], {}


def relay(person: Person) -> tuple[list[Utterance], dict[str, Any]]:
    """An operator who speaks for a deaf person: a prepared sentence, then long pauses for typing."""
    opening = person.says(
        RELAYS[person.voice.language],
        at_seconds=float(person.random.uniform(1.0, 3.3)),
        waits_its_turn=True,
        yields_after_seconds=float(person.random.uniform(1.0, 3.0)),
    )
    return [opening, *person.replies()], {}


def story(person: Person) -> tuple[list[Utterance], dict[str, Any]]:
    """Tells everything at once, but stops when we speak; one in six finishes what they are saying."""
    stops = float(person.random.gamma(2.5, 0.28)) + 0.15
    if person.random.random() < 0.17:
        stops = float(person.random.uniform(1.5, 3.2))
    at = float(person.random.uniform(0.5, 2.0))
    long = person.says(
        STORIES[person.voice.language], at_seconds=at, waits_its_turn=True, yields_after_seconds=stops
    )
    return [long, *person.replies()], {}


def outdoors(person: Person) -> tuple[list[Utterance], dict[str, Any]]:
    """From the street: gusts and passing cars over the words."""
    gusts = noise("pink", 20.0, person.random)
    wave = np.interp(
        np.arange(len(gusts)), np.linspace(0, len(gusts), 41), person.random.uniform(0.1, 1.0, 41)
    )
    backdrop = at_level(gusts * wave, float(person.random.uniform(-50, -40)))
    return plain(person)[0], {"background": backdrop}


def key_pressed(person: Person) -> tuple[list[Utterance], dict[str, Any]]:
    """Something beeps on their side before they speak: a key, a battery, a conference bridge."""
    beep = tone(
        float(person.random.uniform(0.08, 0.2)), float(person.random.choice([697 + 400, 1000, 1400, 800]))
    )
    first = Utterance(
        sound=at_level(np.concatenate([beep, silence(0.1)]), person.level_dbov),
        at_seconds=float(person.random.uniform(0.9, 1.8)),
    )
    word = person.says(
        person.line(FIRST_WORDS), at_seconds=float(person.random.uniform(2.0, 3.5)), waits_its_turn=True
    )
    return [first, word, *person.replies()], {}


PEOPLE: tuple[tuple[str, Recipe, float], ...] = (
    # name, recipe, share of all people
    ("plain", plain, 0.40),
    ("late", late, 0.10),
    ("late-rtp", late_rtp, 0.06),
    ("breathes-first", breathes_first, 0.07),
    ("television", television, 0.07),
    ("child", child, 0.06),
    ("slow", slow, 0.06),
    ("relay", relay, 0.04),
    ("story", story, 0.06),
    ("outdoors", outdoors, 0.05),
    ("key-pressed", key_pressed, 0.03),
)
