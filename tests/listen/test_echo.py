"""An echo shows at the beginning of our sentence, or there is none in it."""

from agent.listen.echo import Echo
from tests.listen.made_sounds import frames, hiss, quiet


def possible_at(came_back: bytes, moments: tuple[float, ...]) -> list[bool]:
    echo = Echo()
    echo.greeting_started(0.0)
    answers: dict[float, bool] = {}
    for frame in frames(came_back):
        if round(frame.at_seconds, 2) == 0.6:
            echo.greeting_ended(0.6)
        answers[round(frame.at_seconds, 2)] = echo.possible(frame, -60.0)
    return [answers[moment] for moment in moments]


def test_what_comes_back_with_our_first_word_may_be_us_until_a_moment_after_our_last() -> None:
    assert possible_at(quiet(0.1) + hiss(2, -40), (0.1, 0.5, 0.8, 1.0)) == [True, True, True, False]


def test_a_line_that_sends_nothing_back_leaves_all_the_rest_to_the_caller() -> None:
    assert possible_at(quiet(0.4) + hiss(2, -40), (0.1, 0.5, 0.8)) == [True, False, False]


def test_before_we_have_spoken_nothing_is_ours() -> None:
    assert not Echo().possible(frames(hiss(0.02, -20))[0], -60.0)
