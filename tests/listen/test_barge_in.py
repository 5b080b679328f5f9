"""People stop when we speak, recordings do not."""

import pytest

from agent.listen.barge_in import BargeIn
from agent.settings.listening import ListeningSettings

SENTENCE_SECONDS = 4.5


def judged(spoke: list[tuple[float, float]], sentence: float = SENTENCE_SECONDS) -> tuple[bool, float] | None:
    """We speak from 10 s on; the caller speaks in these spans, counted from there."""
    barge_in, result = BargeIn(ListeningSettings()), None
    for step in range(round((10 + sentence + 2) / 0.02)):
        now = round((step + 1) * 0.02, 2)
        speaks = any(start <= now - 10 < end for start, end in spoke)
        if step == 500:
            barge_in.greeting_started(now - 0.02, speaks)
        if step == 500 + round(sentence / 0.02):
            barge_in.greeting_ended(now - 0.02)
        result = barge_in.feed(now, speaks) or result
    return result


@pytest.mark.parametrize(
    ("spoke", "stopped"),
    [
        ([(-3, 0.6)], True),
        ([(-3, 1.4)], True),
        ([(-3, 1.9)], True),
        ([(-3, 3.2)], False),
        ([(0.7, 3.0)], False),
        ([(-3, 9)], False),
        ([(1, 9)], False),
        ([(-3, 0.9), (1.4, 2.6), (3.1, 5)], False),
    ],
    ids=[
        "at once",
        "soon",
        "finishes the sentence",
        "finishes a long one",
        "begins in ours and ends its own",
        "never",
        "begins in ours and never",
        "with short pauses",
    ],
)
def test_who_stops_for_us(spoke: list[tuple[float, float]], stopped: bool) -> None:
    result = judged(spoke)
    assert result is not None
    assert result[0] is stopped


def test_the_time_they_took_is_told() -> None:
    result = judged([(-3, 0.6)])
    assert result is not None
    assert result[1] == pytest.approx(0.6, abs=0.05)


@pytest.mark.parametrize("spoke", [[], [(-3, -1)], [(1, 1.5)]], ids=["silent", "before us", "a short yes"])
def test_nothing_is_said_of_a_caller_who_listened(spoke: list[tuple[float, float]]) -> None:
    assert judged(spoke) is None


def test_a_short_greeting_is_no_test() -> None:
    assert judged([(-3, 9)], sentence=0.6) is None


def test_what_was_the_room_is_forgotten() -> None:
    barge_in = BargeIn(ListeningSettings())
    barge_in.talked_on = 1
    barge_in.forget()
    assert barge_in.talked_on == 0
