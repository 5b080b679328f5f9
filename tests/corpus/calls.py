"""Puts calls together: who calls, over which line, through which noise; the same for the same seed."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from tests.corpus.caller import Call
from tests.corpus.line import Line
from tests.corpus.machines import MACHINES, Made, switched_noise
from tests.corpus.people import PEOPLE, Person
from tests.corpus.sounds import LINE_NOISES, NOISES, noise
from tests.corpus.voices import Split, voices

SEED = 20260811
PEOPLE_SHARE = 0.5


def calls(split: Split, count: int, seed: int = SEED) -> Iterator[Call]:
    """Yield `count` calls of a split, half of them people; lazily, for they are large."""
    for number in range(count):
        yield make_call(split, number, seed)


def make_call(split: Split, number: int, seed: int = SEED) -> Call:
    """Make one call; the same seed, split and number always give the same call."""
    random = np.random.default_rng([seed, {"tune": 0, "test": 1}[split], number])
    speakers = voices(split)
    voice = speakers[int(random.integers(len(speakers)))]
    person = Person(voice, float(random.uniform(-36, -16)), split, random)
    if number % 2 == 0:
        kind, recipe = _pick(PEOPLE, random)
        utterances, extra = recipe(person)
        made = Made("person", utterances, extra)
    else:
        kind, recipe = _pick(MACHINES, random)
        made = recipe(person)
    return _on_a_line(f"{split}-{number:04d}-{kind}", kind, person, made)


def _pick(
    table: tuple[tuple[str, Callable[[Person], Any], float], ...], random: np.random.Generator
) -> tuple[str, Callable[[Person], Any]]:
    shares = np.array([share for _, _, share in table])
    name, recipe, _ = table[int(random.choice(len(table), p=shares / shares.sum()))]
    return name, recipe


def _on_a_line(name: str, kind: str, person: Person, made: Made) -> Call:
    random = person.random
    extra = dict(made.extra)
    kinds = NOISES[person.split] if made.truth == "person" else LINE_NOISES[person.split]
    noise_kind = str(random.choice(kinds))
    noise_dbov = float(random.uniform(-65, -35))
    background = noise(noise_kind, 8.0, random)
    background *= 10 ** (noise_dbov / 20) / np.sqrt((background**2).mean())
    machine_line = made.truth != "person" and bool(random.random() < 0.5)
    if machine_line:  # digital from end to end: no noise at all
        background, noise_kind, noise_dbov = np.zeros(160), "none", -96.0
    room = extra.pop("background", None)
    if room is not None:
        background = np.resize(background, len(room)) + room
    if "switches_noise_at_seconds" in extra:
        if noise_kind == "none":
            background = noise("white", 8.0, random) * 10 ** (-62 / 20)
            noise_kind, noise_dbov = "white", -62.0
        background = switched_noise(background, float(extra["switches_noise_at_seconds"]), person)
    quiet_modes = ["send", "send", "send", "comfort-noise", "no-rtp"]
    # A sender that hears a room does not call it silence.
    when_silent = "send" if room is not None else str(random.choice(quiet_modes))
    line = Line(
        codec="a-law" if random.random() < 0.7 else "mu-law",
        loss_percent=float(random.uniform(0, 10)) if random.random() < 0.4 else 0.0,
        jitter_percent=float(random.uniform(0, 3)) if random.random() < 0.4 else 0.0,
        dropouts=bool(random.random() < 0.12),
        when_silent=when_silent,  # type: ignore[arg-type]
        rtp_starts_at_seconds=float(extra.pop("rtp_starts_at_seconds", random.choice([0.0, 0.0, 0.06, 0.3]))),
        echo_dbov=float(random.uniform(-55, -40)) if random.random() < 0.1 else None,
        seed=int(random.integers(1 << 30)),
    )
    return Call(
        name=name,
        truth=made.truth,
        kind=kind,
        split=person.split,
        language=person.voice.language,
        voice=person.voice.name,
        level_dbov=person.level_dbov,
        noise=noise_kind,
        noise_dbov=noise_dbov,
        line=line,
        utterances=tuple(made.utterances),
        background=background,
        late_background=extra.pop("late_background", None),
        late_background_at_seconds=float(extra.pop("late_background_at_seconds", 0.0)),
        ends_at_seconds=float(extra.pop("ends_at_seconds", 60.0)),
        notes=extra,
    )
