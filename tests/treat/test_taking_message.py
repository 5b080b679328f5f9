"""Taking a message, read as scripts of a call."""

from agent.call.commands import Answer, HangUp, Listen, Play, Record, StopRecording
from agent.call.events import CallAnswered, CallEnded, DigitPressed, GreetingPlayed, Recorded
from agent.call.heard import SpeechEnded, SpeechHeard
from agent.call.timing import DeadlinePassed, SetDeadline
from agent.treat.flow import Happening, Step
from agent.treat.taking_message import NEXT, MessageManner, TakingMessage

SPEECH, SPEECH_END = SpeechHeard("c1", 1.0), SpeechEnded("c1", 4.0, 3.0)
SILENCE = DeadlinePassed("c1", "silence")
RECORDED = Recorded("c1", "/m.wav", 9.0)
HASH = DigitPressed("c1", "#", "rfc4733")


def taking(already_answered: bool = False) -> TakingMessage:
    manner = MessageManner(
        greeting="greet", beep="beep", goodbye="bye", path="/m.wav", already_answered=already_answered
    )
    return TakingMessage("c1", manner)


def played(greeting: str) -> GreetingPlayed:
    return GreetingPlayed("c1", greeting, 1.0, whole=True)


def after(flow: TakingMessage, *happenings: Happening) -> list[Step]:
    flow.start()
    steps: list[Step] = []
    for happening in happenings:
        steps = flow.on(happening)
    return steps


TO_RECORDING = (CallAnswered("c1"), played("greet"), played("beep"))


def test_the_greeting_comes_before_the_beep_and_the_beep_before_recording() -> None:
    flow = taking()
    assert flow.start() == [Answer("c1")]
    assert flow.on(CallAnswered("c1")) == [Play("c1", "greet")]
    assert flow.on(played("greet")) == [Play("c1", "beep")]
    assert flow.on(played("beep")) == [
        Listen("c1"),
        Record("c1", "/m.wav", 120.0),
        SetDeadline("c1", "silence", 5.0),
    ]


def test_five_seconds_of_silence_end_the_message_and_speech_does_not() -> None:
    flow = taking()
    assert after(flow, *TO_RECORDING, SPEECH, SILENCE) == []
    assert flow.on(SPEECH_END) == [SetDeadline("c1", "silence", 5.0)]
    assert flow.on(SILENCE) == [StopRecording("c1")]
    assert flow.on(RECORDED) == [Play("c1", "bye")]
    assert flow.on(played("bye")) == [HangUp("c1")]
    assert flow.done == "took a message of 9 s"


def test_the_hash_key_ends_the_message() -> None:
    assert after(taking(), *TO_RECORDING, SPEECH, HASH) == [StopRecording("c1")]


def test_the_longest_message_ends_by_itself() -> None:
    assert after(taking(), *TO_RECORDING, SPEECH, RECORDED) == [Play("c1", "bye")]


def test_who_hangs_up_has_left_a_message() -> None:
    flow = taking()
    after(flow, *TO_RECORDING, SPEECH, RECORDED, CallEnded("c1", "caller", 200))
    assert flow.done == "took a message of 9 s"


def test_who_hangs_up_at_the_greeting_has_not() -> None:
    flow = taking()
    assert after(flow, CallAnswered("c1"), CallEnded("c1", "caller", 200), played("greet")) == []
    assert flow.done == "asked for a message"


def test_a_caller_already_answered_is_greeted_at_once() -> None:
    assert taking(already_answered=True).start() == [Play("c1", "greet")]


def test_the_end_of_what_was_played_before_is_not_the_end_of_the_greeting() -> None:
    flow = taking(already_answered=True)
    flow.start()
    assert flow.on(played("ring-back")) == []
    assert flow.on(played("greet")) == [Play("c1", "beep")]


def test_every_state_of_the_table_can_be_left() -> None:
    assert set(NEXT.values()) - {"ending"} <= {state for state, _ in NEXT}
