"""Under a loud line's noise a quiet voice is noticed, noise alone is not, and nobody hears through thunder."""

import pytest

from agent.listen.hidden_voice import HiddenVoice
from agent.settings.listening import ListeningSettings
from tests.listen.made_sounds import click, frames, hiss, mixed, quiet, spoken, tone

SECONDS = 3.3


def possible(sound: bytes, floor_dbov: float = -35.0) -> bool:
    hidden = HiddenVoice(ListeningSettings())
    for frame in frames(sound):
        hidden.feed(frame, floor_dbov)
    return hidden.possible(SECONDS, SECONDS)


@pytest.mark.parametrize("seed", range(8))
def test_noise_alone_hides_nobody(seed: int) -> None:
    assert not possible(hiss(SECONDS, -35, seed))


def test_hum_alone_hides_nobody() -> None:
    assert not possible(mixed(tone(SECONDS, 50, 100, 150, dbov=-35), hiss(SECONDS, -50)))


@pytest.mark.parametrize("at_seconds", [0.2, 1.4, 2.7])
def test_a_word_as_loud_as_the_noise_is_noticed_wherever_it_is(at_seconds: float) -> None:
    word = quiet(at_seconds) + spoken("hello.fr", dbov=-36)
    assert possible(mixed(hiss(SECONDS, -35), word)[: int(SECONDS * 16000)])


def test_a_relay_s_click_is_no_voice() -> None:
    assert not possible(mixed(hiss(SECONDS, -35), quiet(1) + click(-20)))


def test_packets_that_do_not_come_are_no_voice() -> None:
    noise = hiss(SECONDS, -35)
    assert not possible(noise[:16000] + bytes(4800) + noise[20800:])


def test_what_was_noticed_once_is_not_forgotten_in_this_call() -> None:
    hidden = HiddenVoice(ListeningSettings())
    for frame in frames(mixed(hiss(SECONDS, -35), quiet(1) + spoken("hello.fr", dbov=-34))):
        hidden.feed(frame, -35)
    assert hidden.possible(SECONDS, SECONDS)
    for frame in frames(hiss(8, -35)):
        hidden.feed(frame, -35)
    assert hidden.possible(SECONDS + 8, SECONDS)


@pytest.mark.parametrize(("floor_dbov", "is_possible"), [(-60.0, False), (-29.0, True)])
def test_a_quiet_line_hides_nobody_and_a_deafening_one_everybody(
    floor_dbov: float, is_possible: bool
) -> None:
    assert possible(hiss(SECONDS, floor_dbov), floor_dbov) is is_possible
