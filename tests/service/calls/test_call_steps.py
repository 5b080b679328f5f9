"""A record tells each step of a call once, and whose voice it was."""

import pytest

from agent.call import commands, events, heard
from agent.call.sentence import Sentence
from agent.call.timing import DeadlinePassed, SetDeadline
from agent.service.calls.call_steps import describe
from agent.treat.flow import Happening, Step

CONCLUDED = heard.Concluded("c1", 2.0, "person", Sentence("spoke at once"))


@pytest.mark.parametrize(
    ("step", "in_words"),
    [
        (heard.SpeechHeard("c1", 1.0), "the caller speaks"),
        (heard.SpeechHeard("c1", 1.0, leg_id="phone"), "the family speaks"),
        (heard.SpeechEnded("c1", 2.0), "the caller is silent again"),
        (CONCLUDED, "heard as person: spoke at once"),
        (heard.SilenceHeard("c1", 3.0, 1.6), "silence for 1.6 s (line-noise)"),
        (commands.Listen("c1"), "listening"),
        (events.PhoneLost("c1", "phone", "sip:kitchen", 486), "sip:kitchen is over (486)"),
    ],
)
def test_a_step_is_told_in_a_few_words(step: Step | Happening, in_words: str) -> None:
    assert describe(step) == in_words


@pytest.mark.parametrize(
    "step",
    [
        heard.SpeechEnded("c1", 2.0, leg_id="phone"),
        heard.SilenceHeard("c1", 3.0, 1.6, leg_id="phone"),
        heard.Concluded("c1", 2.0, "person", Sentence("spoke at once"), leg_id="phone"),
        commands.Listen("c1", "phone"),
        SetDeadline("c1", "hello", 0.3),
        DeadlinePassed("c1", "hello"),
    ],
)
def test_what_the_ear_makes_of_the_family_and_what_only_time_does_is_no_step(step: Step | Happening) -> None:
    assert describe(step) == ""
