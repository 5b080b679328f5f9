"""Screening, read as scripts of a call: what the caller does, what the house answers."""

import pytest

from agent.call.commands import Answer, HangUp, Listen, Play
from agent.call.events import CallAnswered, CallEnded, DigitPressed, GreetingPlayed, Trouble
from agent.call.heard import Concluded, SilenceHeard, SpeechEnded, SpeechHeard, ToneHeard
from agent.call.sentence import Sentence
from agent.call.timing import DeadlinePassed, SetDeadline
from agent.treat.flow import Happening, Step
from agent.treat.screening import NEXT, Screening, ScreenManner

ANSWERED = CallAnswered("c1", "PCMA")
SILENCE = SilenceHeard("c1", 2.4, 1.6)
SPEECH, SPEECH_END = SpeechHeard("c1", 1.4), SpeechEnded("c1", 2.6, 1.2)
DIALER = Concluded("c1", 4.1, "dialer-silence", Sentence("nothing for 3.3 s after our greeting"))


class InsideFlow:
    """What takes over once the caller may come in."""

    done = "put through to the kitchen"
    seconds_played = 3.5
    keys_are_secret = False

    def start(self) -> list[Step]:
        return [Play("c1", "one-moment.wav")]

    def on(self, happening: Happening) -> list[Step]:
        return [HangUp("c1")] if isinstance(happening, CallEnded) else []


def screening(**manner: object) -> Screening:
    sounds = {"hello": "hello", "hello_again": "again", "question": "press 7", "removal": "remove"}
    return Screening("c1", ScreenManner(**sounds, digit="7", **manner), InsideFlow)  # type: ignore[arg-type]


def played(greeting: str, seconds: float = 1.0) -> GreetingPlayed:
    return GreetingPlayed("c1", greeting, seconds, whole=True)


def passed(name: str) -> DeadlinePassed:
    return DeadlinePassed("c1", name)


def pressed(digit: str) -> DigitPressed:
    return DigitPressed("c1", digit, "rfc4733")


def after(flow: Screening, *happenings: Happening) -> list[Step]:
    """The steps of the last of these happenings."""
    flow.start()
    steps: list[Step] = []
    for happening in happenings:
        steps = flow.on(happening)
    return steps


UP_TO_WAITING = (ANSWERED, passed("hello"), played("hello"))
UP_TO_QUESTION = (*UP_TO_WAITING, SPEECH, SPEECH_END)


def test_the_house_answers_greets_and_listens() -> None:
    flow = screening()
    assert flow.start() == [Answer("c1"), SetDeadline("c1", "longest", 60.0)]
    assert flow.on(ANSWERED) == [Listen("c1"), SetDeadline("c1", "hello", 0.3)]
    assert flow.on(passed("hello")) == [Play("c1", "hello")]
    assert flow.on(played("hello")) == [SetDeadline("c1", "heard nothing", 8.0)]


def test_a_silent_dialer_is_greeted_twice_and_then_asked_to_remove_the_number() -> None:
    flow = screening()
    assert after(flow, *UP_TO_WAITING, SILENCE) == [Play("c1", "again")]
    assert flow.on(played("again")) == [SetDeadline("c1", "heard nothing", 8.0)]
    assert flow.on(DIALER) == [Play("c1", "remove")]
    assert flow.on(played("remove", 10.7)) == [HangUp("c1")]
    assert flow.seconds_played == 10.7
    assert "dialer-silence" in flow.done


def test_a_removal_message_that_the_family_wished_after_all_is_part_of_the_proof() -> None:
    flow = screening()
    after(flow, *UP_TO_QUESTION)
    assert flow.seconds_played == 0
    flow.on(pressed("7"))
    assert flow.seconds_played == InsideFlow.seconds_played


def test_a_person_who_speaks_and_presses_the_digit_is_put_through() -> None:
    flow = screening()
    assert after(flow, *UP_TO_QUESTION) == [Play("c1", "press 7")]
    flow.on(played("press 7"))
    assert flow.on(pressed("7")) == [Play("c1", "one-moment.wav")]
    assert flow.done == "screened, pressed 7; put through to the kitchen"


def test_the_digit_counts_while_the_question_is_still_being_asked() -> None:
    assert after(screening(), *UP_TO_QUESTION, pressed("7")) == [Play("c1", "one-moment.wav")]


def test_a_digit_that_came_as_sound_counts_too() -> None:
    heard = ToneHeard("c1", 9.0, "dtmf", "7")
    assert after(screening(), *UP_TO_QUESTION, heard) == [Play("c1", "one-moment.wav")]


def test_a_wrong_digit_is_asked_again_and_twice_is_the_removal_message() -> None:
    flow = screening()
    assert after(flow, *UP_TO_QUESTION, played("press 7"), pressed("3")) == [Play("c1", "press 7")]
    assert flow.on(pressed("4")) == [Play("c1", "remove")]
    assert "the wrong digit twice" in flow.done


def test_nothing_pressed_and_nothing_said_is_the_removal_message() -> None:
    flow = screening()
    assert after(flow, *UP_TO_QUESTION, played("press 7"), passed("digit")) == [Play("c1", "press 7")]
    flow.on(played("press 7"))
    assert flow.on(passed("digit")) == [Play("c1", "remove")]


def test_a_person_who_talks_but_presses_nothing_still_gets_in() -> None:
    flow = screening()
    after(flow, *UP_TO_QUESTION, played("press 7"), passed("digit"), played("press 7"), SPEECH, SPEECH_END)
    assert flow.on(passed("digit")) == [Play("c1", "one-moment.wav")]
    assert "a person who pressed nothing" in flow.done


def test_a_house_that_cannot_hear_takes_everybody_for_a_person() -> None:
    flow = screening()
    deaf = Trouble("ear", "listening failed", "c1")
    after(flow, *UP_TO_WAITING, deaf, passed("heard nothing"), played("press 7"), passed("digit"))
    flow.on(played("press 7"))
    assert flow.on(passed("digit")) == [Play("c1", "one-moment.wav")]
    assert "a person, as nothing could be heard" in flow.done


def test_what_a_broken_ear_still_says_is_not_believed() -> None:
    deaf = Trouble("ear", "the ear is behind", "c1")
    assert after(screening(), *UP_TO_WAITING, deaf, DIALER) == []


def test_that_way_in_can_be_closed() -> None:
    flow = screening(person_without_digit=False)
    after(flow, *UP_TO_QUESTION, played("press 7"), passed("digit"), played("press 7"), SPEECH)
    assert flow.on(passed("digit")) == [Play("c1", "remove")]


@pytest.mark.parametrize("happenings", [UP_TO_WAITING, UP_TO_QUESTION, (*UP_TO_QUESTION, played("press 7"))])
def test_a_recording_hears_the_removal_message_wherever_it_is_recognised(
    happenings: tuple[Happening, ...],
) -> None:
    recording = Concluded("c1", 9.0, "recording", Sentence("talked on through our words"))
    assert after(screening(), *happenings, recording) == [Play("c1", "remove")]


@pytest.mark.parametrize("conclusion", ["fax-or-modem", "operator-tone"])
def test_a_machine_that_hears_no_words_is_hung_up_on(conclusion: str) -> None:
    heard = Concluded("c1", 3.0, conclusion, Sentence("1100 Hz"))  # type: ignore[arg-type]
    assert after(screening(), *UP_TO_WAITING, heard) == [HangUp("c1")]


def test_an_uncertain_caller_is_asked_as_a_person_is() -> None:
    assert after(screening(), *UP_TO_WAITING, passed("heard nothing")) == [Play("c1", "press 7")]
    unknown = Concluded("c1", 5.0, "unknown", Sentence("nothing settles it"))
    assert after(screening(), *UP_TO_WAITING, unknown) == []


def test_even_during_the_removal_message_the_digit_opens() -> None:
    flow = screening()
    after(flow, *UP_TO_WAITING, SILENCE, played("again"), DIALER)
    assert flow.on(pressed("7")) == [Play("c1", "one-moment.wav")]


def test_the_end_of_a_sentence_that_was_replaced_changes_nothing() -> None:
    flow = screening()
    # The caller is recognised as a dialer while “Allô ?” is still playing.
    assert after(flow, ANSWERED, passed("hello"), DIALER) == [Play("c1", "remove")]
    assert flow.on(GreetingPlayed("c1", "hello", 0.3, whole=False)) == []
    assert flow.on(played("remove")) == [HangUp("c1")]


def test_nobody_is_kept_for_ever() -> None:
    assert after(screening(), *UP_TO_QUESTION, passed("longest")) == [HangUp("c1")]


def test_a_caller_who_hangs_up_leaves_nothing_to_do() -> None:
    flow = screening()
    assert after(flow, *UP_TO_QUESTION, CallEnded("c1", "caller", 200), pressed("7"), passed("digit")) == []


def test_every_command_is_about_this_call_only() -> None:
    flow = screening()
    steps = [*flow.start()]
    for happening in (*UP_TO_QUESTION, played("press 7"), pressed("1"), pressed("2"), played("remove")):
        steps += flow.on(happening)
    assert {getattr(step, "call_id", "none") for step in steps} == {"c1"}


def test_every_state_of_the_table_can_be_left() -> None:
    assert set(NEXT.values()) - {"ending", "putting through"} <= {state for state, _ in NEXT} | {
        "wrong digit",
        "no digit",
    }


@pytest.mark.parametrize(
    ("happenings", "steps"),
    [
        ((*UP_TO_WAITING, SPEECH), [SetDeadline("c1", "finish", 6.0)]),
        ((*UP_TO_WAITING, SPEECH_END), [Play("c1", "press 7")]),  # spoke while we did
        ((*UP_TO_WAITING, SILENCE, SPEECH), [SetDeadline("c1", "finish", 6.0)]),
        ((*UP_TO_WAITING, SILENCE, played("again"), SPEECH), [SetDeadline("c1", "finish", 6.0)]),
        ((*UP_TO_WAITING, SILENCE, played("again"), passed("heard nothing")), [Play("c1", "press 7")]),
        ((*UP_TO_WAITING, SPEECH, passed("finish")), [Play("c1", "press 7")]),
        ((*UP_TO_QUESTION, played("press 7")), [SetDeadline("c1", "digit", 5.0)]),
    ],
)
def test_each_turn_of_the_talk_has_its_answer(happenings: tuple[Happening, ...], steps: list[Step]) -> None:
    assert after(screening(), *happenings) == steps


@pytest.mark.parametrize(
    "happenings",
    [
        (ANSWERED,),
        (ANSWERED, passed("hello")),
        (*UP_TO_WAITING, SILENCE),
        (*UP_TO_WAITING, SILENCE, played("again")),
        (*UP_TO_WAITING, SPEECH),
        (*UP_TO_QUESTION, played("press 7")),
    ],
)
@pytest.mark.parametrize("conclusion", ["dialer-silence", "recording", "music"])
def test_what_the_ear_is_sure_of_settles_it_at_any_moment(
    happenings: tuple[Happening, ...], conclusion: str
) -> None:
    heard = Concluded("c1", 9.0, conclusion, Sentence("it is sure"))  # type: ignore[arg-type]
    assert after(screening(), *happenings, heard) == [Play("c1", "remove")]


def test_nothing_is_concluded_before_the_call_is_answered_or_once_it_is_settled() -> None:
    assert after(screening(), DIALER) == []
    assert after(screening(), *UP_TO_WAITING, DIALER, DIALER) == []


@pytest.mark.parametrize(
    ("conclusion", "step"),
    [("person", "one-moment.wav"), ("unknown", "one-moment.wav"), ("hung-up", "remove")],
)
def test_whoever_talks_without_a_key_gets_in_unless_the_ear_knows_better(conclusion: str, step: str) -> None:
    heard = Concluded("c1", 9.0, conclusion, Sentence("so it seems"))  # type: ignore[arg-type]
    asked_twice = (*UP_TO_QUESTION, played("press 7"), passed("digit"), played("press 7"))
    assert after(screening(), *asked_twice, SPEECH, heard, passed("digit")) == [Play("c1", step)]


def test_the_record_says_how_far_the_call_came() -> None:
    flow = screening()
    flow.start()
    assert flow.done == "screened, heard nothing yet"
    assert flow.seconds_played == 0.0
    for happening in (*UP_TO_WAITING, SPEECH, SpeechHeard("c1", 7.0)):
        flow.on(happening)
    assert flow.done == "screened, spoke after 1.4 s"
    flow.on(DIALER)
    flow.on(played("remove", 10.777))
    assert flow.seconds_played == 10.78
    assert flow.done == (
        "screened, dialer-silence: nothing for 3.3 s after our greeting; played the removal message (10.8 s)"
    )


def test_only_the_removal_message_counts_as_played() -> None:
    flow = screening()
    after(flow, ANSWERED, passed("hello"), DIALER, GreetingPlayed("c1", "hello", 0.3, whole=False))
    assert flow.seconds_played == 0.0


def test_once_the_caller_is_inside_the_other_flow_has_the_call() -> None:
    flow = screening()
    after(flow, *UP_TO_QUESTION, pressed("7"))
    assert flow.on(passed("longest")) == []
    assert flow.on(CallEnded("c1", "caller", 200)) == [HangUp("c1")]
    assert flow.seconds_played == InsideFlow.seconds_played


def test_a_call_that_is_over_is_ended_once() -> None:
    ended_by_us = screening()
    after(ended_by_us, *UP_TO_WAITING, DIALER, played("remove"))
    ended_by_them = screening()
    after(ended_by_them, *UP_TO_QUESTION, CallEnded("c1", "caller", 200))
    for flow in (ended_by_us, ended_by_them):
        assert [flow.on(happening) for happening in (passed("longest"), DIALER, pressed("7"))] == [[], [], []]
