"""A breath is somebody; hiss, a click, a step in the noise and a murmur are nobody."""

import random

import pytest

from agent.listen.level import NoiseFloor
from agent.listen.presence import Presence
from tests.listen.made_sounds import click, frames, hiss, mixed, quiet, spoken


def anybody_in(sound: bytes) -> bool:
    presence, floor, found = Presence(), NoiseFloor(), False
    for frame in frames(sound):
        floor.feed(frame, False)
        found = presence.feed(frame, floor, False) or found
    return found


def breath(dbov: float = -32.0) -> bytes:
    """A swell of hiss, as breath in a handset."""
    steps = [hiss(0.04, dbov - abs(step - 6) * 2.5, seed=step) for step in range(13)]
    return b"".join(steps)


@pytest.mark.parametrize(
    "sound",
    [breath(), spoken("hello.fr"), spoken("hello.fr", dbov=-45)],
    ids=["breath", "a word", "a word across the room"],
)
def test_what_moves_is_alive(sound: bytes) -> None:
    assert anybody_in(hiss(1, -60) + mixed(sound, hiss(1, -60)) + hiss(1, -60))


@pytest.mark.parametrize(
    "sound",
    [
        quiet(3),
        hiss(4, -45),
        hiss(1.5, -60) + hiss(3, -48),
        quiet(1) + hiss(2, -50) + quiet(1),
        hiss(1, -60) + click() + hiss(1, -60),
    ],
    ids=["nothing", "hiss", "a step in the noise", "comfort noise that comes and goes", "a click"],
)
def test_what_does_not_move_is_nobody(sound: bytes) -> None:
    assert not anybody_in(sound)


def test_many_people_far_away_are_a_murmur() -> None:
    chance = random.Random(2)
    talk = spoken(seconds=6, dbov=-58)
    crowd = talk
    for _ in range(7):
        cut = 2 * chance.randrange(8000, 40000)
        crowd = mixed(crowd, talk[cut:] + talk[:cut])
    presence, floor = Presence(), NoiseFloor()
    for frame in frames(mixed(crowd, hiss(6, -70))):
        floor.feed(frame, False)
        presence.feed(frame, floor, False)
    assert presence.murmur_frames > 10
