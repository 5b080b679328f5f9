"""The announcing flow, read as scripts of a call."""

from typing import Any

from agent.call.commands import Answer, AnswerEarly, HangUp, Listen, Play, Reject, StopPlaying
from agent.call.events import CallAnswered, CallEnded, GreetingPlayed
from agent.call.heard import SpeechEnded, SpeechHeard
from agent.call.timing import DeadlinePassed, SetDeadline
from agent.treat.announcing import NEXT, AnnounceManner, Announcing
from agent.treat.flow import Happening

ANSWERED = CallAnswered("c1", "PCMA")
WHOLE = GreetingPlayed("c1", "message.wav", 10.5, whole=True)
STOPPED = GreetingPlayed("c1", "message.wav", 3.0, whole=False)
SPEECH, SPEECH_END = SpeechHeard("c1", 0.4), SpeechEnded("c1", 1.3, 0.9)


def announcing(**manner: Any) -> Announcing:
    return Announcing("c1", AnnounceManner(message="message.wav", **manner))


def passed(name: str) -> DeadlinePassed:
    return DeadlinePassed("c1", name)


def test_a_silent_caller_hears_the_message_after_the_first_words_time() -> None:
    flow = announcing(first_words_seconds=1.2)
    assert flow.start() == [Answer("c1"), SetDeadline("c1", "longest", 20.0)]
    assert flow.on(ANSWERED) == [Listen("c1"), SetDeadline("c1", "first words", 1.2)]
    assert flow.on(passed("first words")) == [Play("c1", "message.wav")]
    assert flow.on(WHOLE) == [HangUp("c1")]
    assert flow.done == "played the removal message (10.5 s)"


def test_a_caller_who_speaks_may_finish_their_first_words() -> None:
    flow = announcing()
    flow.start()
    flow.on(ANSWERED)
    assert flow.on(SPEECH) == [SetDeadline("c1", "first words at most", 4.0)]
    assert flow.on(passed("first words")) == []
    assert flow.on(SPEECH_END) == [Play("c1", "message.wav")]


def test_a_caller_who_never_stops_speaking_hears_the_message_all_the_same() -> None:
    flow = announcing()
    flow.start()
    flow.on(ANSWERED)
    flow.on(SPEECH)
    assert flow.on(passed("first words at most")) == [
        Play("c1", "message.wav"),
        SetDeadline("c1", "talked over", 0.8),
    ]
    # They talk over it from its beginning, so it is said once more.
    assert flow.on(passed("talked over")) == [StopPlaying("c1"), SetDeadline("c1", "let them finish", 2.0)]
    assert flow.on(passed("let them finish")) == [Play("c1", "message.wav")]


def test_a_long_introduction_that_ends_as_the_message_begins_is_no_talking_over() -> None:
    flow = announcing()
    flow.start()
    flow.on(ANSWERED)
    flow.on(SPEECH)
    flow.on(passed("first words at most"))
    assert flow.on(SPEECH_END) == []
    assert flow.on(passed("talked over")) == []
    assert flow.on(WHOLE) == [HangUp("c1")]


def test_whoever_talks_over_the_message_hears_it_once_more_and_only_once() -> None:
    flow = announcing()
    flow.start()
    flow.on(ANSWERED)
    flow.on(passed("first words"))
    assert flow.on(SPEECH) == [SetDeadline("c1", "talked over", 0.8)]
    assert flow.on(passed("talked over")) == [StopPlaying("c1"), SetDeadline("c1", "let them finish", 2.0)]
    assert flow.on(STOPPED) == []
    assert flow.on(SPEECH_END) == [Play("c1", "message.wav")]
    assert flow.on(SPEECH) == []
    assert flow.on(WHOLE) == [HangUp("c1")]
    assert flow.seconds_played == 13.5
    assert flow.done == "played the removal message (13.5 s, again after being talked over)"


def test_the_late_end_of_the_stopped_message_does_not_cut_the_repeat() -> None:
    flow = announcing()
    flow.start()
    flow.on(ANSWERED)
    flow.on(passed("first words"))
    flow.on(SPEECH)
    flow.on(passed("talked over"))
    assert flow.on(SPEECH_END) == [Play("c1", "message.wav")]
    assert flow.on(STOPPED) == []
    assert flow.on(WHOLE) == [HangUp("c1")]


def test_a_short_yes_during_the_message_is_not_talking_over_it() -> None:
    flow = announcing()
    flow.start()
    flow.on(ANSWERED)
    flow.on(passed("first words"))
    flow.on(SPEECH)
    assert flow.on(SPEECH_END) == []
    assert flow.on(passed("talked over")) == []
    assert flow.on(WHOLE) == [HangUp("c1")]


def test_no_call_is_kept_longer_than_set() -> None:
    flow = announcing(longest_seconds=20)
    flow.start()
    flow.on(ANSWERED)
    flow.on(passed("first words"))
    assert flow.on(passed("longest")) == [HangUp("c1")]
    assert flow.on(WHOLE) == []


def test_a_caller_who_hangs_up_at_any_moment_leaves_nothing_to_do() -> None:
    talked_over = passed("talked over")
    script: list[Happening] = [ANSWERED, SPEECH, SPEECH_END, SPEECH, talked_over, STOPPED, SPEECH_END, WHOLE]
    for moment in range(len(script)):
        flow = announcing()
        flow.start()
        for happening in script[:moment]:
            flow.on(happening)
        assert flow.on(CallEnded("c1", "caller", 200)) == []
        assert [flow.on(happening) for happening in script] == [[]] * len(script)


def test_early_media_never_answers_and_ends_with_a_decline() -> None:
    flow = announcing(early=True)
    assert flow.start()[0] == AnswerEarly("c1")
    flow.on(ANSWERED)
    assert flow.on(passed("first words")) == [Play("c1", "message.wav")]
    assert flow.on(WHOLE) == [Reject("c1", 603)]
    assert flow.done == "played the removal message before answering (10.5 s)"


def test_every_state_of_the_table_can_be_left() -> None:
    entered = set(NEXT.values()) - {"ending"}
    left = {state for state, _ in NEXT}
    assert entered <= left


def test_the_record_says_how_far_the_announcement_came() -> None:
    flow = announcing()
    flow.start()
    assert (flow.done, flow.seconds_played) == ("answering", 0.0)
    flow.on(ANSWERED)
    assert flow.done == "answered"
    flow.on(passed("first words"))
    flow.on(SPEECH)
    flow.on(passed("talked over"))
    flow.on(GreetingPlayed("c1", "message.wav", 3.333, whole=False))
    assert (flow.done, flow.seconds_played) == ("played part of the removal message (3.3 s)", 3.33)


def test_a_message_that_ends_while_the_caller_speaks_was_played_all_the_same() -> None:
    flow = announcing()
    flow.start()
    for happening in (ANSWERED, passed("first words"), SPEECH):
        flow.on(happening)
    assert flow.on(WHOLE) == [HangUp("c1")]
    assert flow.on(passed("longest")) == []


def test_where_the_message_is_said_once_only_talking_over_it_changes_nothing() -> None:
    flow = announcing(repeat=False)
    flow.start()
    flow.on(ANSWERED)
    flow.on(passed("first words"))
    assert flow.on(SPEECH) == []
    assert flow.on(WHOLE) == [HangUp("c1")]
    late = announcing(repeat=False)
    late.start()
    late.on(ANSWERED)
    late.on(SPEECH)
    assert late.on(passed("first words at most")) == [Play("c1", "message.wav")]


def test_the_patience_of_an_announcement_nobody_configured() -> None:
    flow = announcing()
    flow.start()
    assert flow.on(ANSWERED) == [Listen("c1"), SetDeadline("c1", "first words", 1.2)]
