"""A talk, read as scripts: star codes, hanging up, and the dialer that keeps silent in the first seconds."""

import pytest

from agent.call.commands import (
    Bridge,
    Command,
    HangUp,
    Listen,
    Play,
    Record,
    SendDigits,
    StopListening,
    Unbridge,
)
from agent.call.events import CallEnded, DigitPressed, GreetingPlayed, PhoneLost, Trouble
from agent.call.heard import Concluded, Conclusion, SpeechEnded, SpeechHeard
from agent.call.sentence import Sentence
from agent.call.timing import DeadlinePassed, SetDeadline
from agent.call.wishes import AllowCaller, DenyCaller
from agent.treat.flow import Happening, Step
from agent.treat.talking import ANSWER_WITHIN_SECONDS, Talking, TalkManner

LEG = "phone0"
STOP_LISTENING: list[Command] = [StopListening("c1"), StopListening("c1", LEG)]
TAKES_OVER: list[Command] = [
    *STOP_LISTENING,
    Unbridge("c1", LEG),
    Play("c1", "taken over", leg_id=LEG),
    Play("c1", "remove"),
]
ALLO = SpeechEnded("c1", 1.2, 0.6, LEG)
TIME_TO_ANSWER = DeadlinePassed("c1", "answer")


def talking(**manner: object) -> Talking:
    values: dict[str, object] = {
        "removal": "remove",
        "denied": "denied",
        "allowed": "allowed",
        "taken_over": "taken over",
        "recording_notice": "recorded",
        "recording_path": "/r.wav",
        **manner,
    }
    talk = Talking("c1", LEG, "sip:kitchen", TalkManner(**values))  # type: ignore[arg-type]
    talk.start()
    return talk


def after(talk: Talking, *happenings: Happening) -> list[Step]:
    steps: list[Step] = []
    for happening in happenings:
        steps = talk.on(happening)
    return steps


def key(digit: str, leg_id: str = LEG) -> DigitPressed:
    return DigitPressed("c1", digit, "rfc4733", leg_id)


def played(greeting: str, leg_id: str = "") -> GreetingPlayed:
    return GreetingPlayed("c1", greeting, 2.0, whole=True, leg_id=leg_id)


def heard_as(conclusion: Conclusion, leg_id: str = "") -> Concluded:
    return Concluded("c1", 5.0, conclusion, Sentence("nobody there for 5.0 s"), leg_id=leg_id)


def test_star_9_denies_plays_the_message_and_ends_both_sides() -> None:
    talk = talking()
    assert after(talk, key("*")) == []
    assert talk.on(key("9")) == [
        DenyCaller("c1"),
        Unbridge("c1", LEG),
        Play("c1", "denied", leg_id=LEG),
        Play("c1", "remove"),
    ]
    # Cut short by what the family hears now.
    assert talk.on(played("allowed", LEG)) == []
    assert talk.on(played("denied", LEG)) == [HangUp("c1", LEG)]
    assert talk.on(PhoneLost("c1", LEG, "sip:kitchen", 200)) == []
    assert talk.on(played("remove")) == [HangUp("c1", LEG), HangUp("c1")]
    assert talk.seconds_played == 2.0


def test_a_short_message_waits_for_what_the_family_is_told() -> None:
    talk = talking()
    after(talk, key("*"), key("9"))
    assert talk.on(played("remove")) == []
    assert talk.seconds_played == 2.0
    assert talk.on(played("denied", LEG)) == [HangUp("c1", LEG), HangUp("c1")]


def test_a_family_that_hangs_up_on_what_it_is_told_leaves_the_caller_the_message() -> None:
    talk = talking()
    after(talk, key("*"), key("9"))
    lost = PhoneLost("c1", LEG, "sip:kitchen", 200)
    assert talk.on(lost) == []
    assert talk.on(played("remove")) == [HangUp("c1", LEG), HangUp("c1")]
    short = talking()
    after(short, key("*"), key("9"), played("remove"))
    assert short.on(lost) == [HangUp("c1", LEG), HangUp("c1")]


def test_without_words_for_the_family_its_phone_is_hung_up_at_once() -> None:
    assert HangUp("c1", LEG) in after(talking(denied=""), key("*"), key("9"))


def test_without_a_removal_message_star_9_is_a_key_like_any_other() -> None:
    assert after(talking(removal=""), key("*"), key("9")) == [SendDigits("c1", "*9")]


def test_star_8_allows_and_the_talk_goes_on() -> None:
    talk = talking()
    assert after(talk, key("*"), key("8")) == [AllowCaller("c1"), Play("c1", "allowed", leg_id=LEG)]
    assert talk.state == "talking"


def test_star_7_records_once_for_both_to_know_and_never_over_the_first_recording() -> None:
    talk = talking()
    assert after(talk, key("*"), key("7")) == [
        Play("c1", "recorded"),
        Play("c1", "recorded", leg_id=LEG),
        Record("c1", "/r.wav", 3600.0),
    ]
    assert after(talk, key("*"), key("7")) == []


def test_where_nothing_may_be_recorded_star_7_says_so_to_the_family_only() -> None:
    talk = talking(recording_path="", not_recorded="not possible")
    assert after(talk, key("*"), key("7")) == [Play("c1", "not possible", leg_id=LEG)]


def test_other_keys_are_passed_on_both_ways_and_a_caller_s_star_codes_do_nothing() -> None:
    talk = talking()
    assert talk.on(key("5")) == [SendDigits("c1", "5")]
    assert after(talk, key("*"), key("4")) == [SendDigits("c1", "*4")]
    for digit in "*9*8*7":
        assert talk.on(key(digit, "")) == [SendDigits("c1", digit, LEG)]


def test_whoever_hangs_up_first_ends_both_sides() -> None:
    lost = PhoneLost("c1", LEG, "sip:kitchen", 200)
    assert talking().on(lost) == [HangUp("c1", LEG), HangUp("c1")]
    talk = talking()
    assert after(talk, CallEnded("c1", "caller", 200), key("*"), key("9"), lost) == []


def test_nobody_listens_unless_the_house_wishes_it() -> None:
    assert Talking("c1", LEG, "sip:kitchen", TalkManner(removal="remove")).start() == [Bridge("c1", LEG)]
    assert after(talking(), ALLO, TIME_TO_ANSWER, heard_as("dialer-silence")) == []


def test_in_the_first_seconds_both_sides_are_listened_to() -> None:
    manner = TalkManner(removal="remove", first_seconds=10)
    assert Talking("c1", LEG, "sip:kitchen", manner).start() == [
        Bridge("c1", LEG),
        Listen("c1"),
        Listen("c1", LEG),
        SetDeadline("c1", "first seconds", 10),
    ]


@pytest.mark.parametrize(
    "happenings",
    [(ALLO, TIME_TO_ANSWER, heard_as("dialer-silence")), (ALLO, heard_as("dialer-silence"), TIME_TO_ANSWER)],
)
def test_who_keeps_silent_through_the_family_s_allo_is_taken_over(happenings: tuple[Happening, ...]) -> None:
    talk = talking(first_seconds=10)
    assert after(talk, *happenings) == TAKES_OVER
    assert talk.on(played("taken over", LEG)) == [HangUp("c1", LEG)]
    assert talk.on(played("remove")) == [HangUp("c1", LEG), HangUp("c1")]
    assert talk.done.startswith("taken over from sip:kitchen: nobody there for 5.0 s")


def test_the_caller_has_time_to_answer_the_family_s_first_words() -> None:
    talk = talking(first_seconds=10)
    assert after(talk, heard_as("dialer-silence"), ALLO) == [
        SetDeadline("c1", "answer", ANSWER_WITHIN_SECONDS)
    ]
    assert after(talk, SpeechHeard("c1", 6.0)) == STOP_LISTENING
    assert after(talk, TIME_TO_ANSWER, heard_as("dialer-silence")) == []


def test_a_family_that_says_nothing_itself_gets_no_caller_taken_away() -> None:
    assert after(talking(first_seconds=10), heard_as("dialer-silence")) == []


@pytest.mark.parametrize(
    "sign",
    [
        SpeechHeard("c1", 0.8),
        DeadlinePassed("c1", "first seconds"),
        Trouble("ear", "no ear is free", "c1"),
    ],
)
def test_a_voice_the_end_of_the_first_seconds_or_a_deaf_ear_means_a_person(sign: Happening) -> None:
    talk = talking(first_seconds=10)
    assert after(talk, sign) == STOP_LISTENING
    assert after(talk, ALLO, TIME_TO_ANSWER, heard_as("dialer-silence")) == []


def test_a_caller_who_presses_a_key_is_a_person() -> None:
    talk = talking(first_seconds=10)
    assert talk.on(key("5", "")) == [*STOP_LISTENING, SendDigits("c1", "5", LEG)]


@pytest.mark.parametrize("conclusion", ["person", "unknown", "recording", "music"])
def test_nothing_but_silence_takes_a_caller_away(conclusion: Conclusion) -> None:
    assert after(talking(first_seconds=10), ALLO, TIME_TO_ANSWER, heard_as(conclusion)) == []


def test_what_the_ear_makes_of_the_family_says_nothing_of_the_caller() -> None:
    assert after(talking(first_seconds=10), ALLO, TIME_TO_ANSWER, heard_as("dialer-silence", LEG)) == []


def test_the_family_s_own_voice_says_nothing_of_the_caller() -> None:
    talk = talking(first_seconds=10)
    assert after(talk, SpeechHeard("c1", 0.4, leg_id=LEG)) == []
    assert STOP_LISTENING[0] in after(talk, ALLO, TIME_TO_ANSWER, heard_as("dialer-silence"))
