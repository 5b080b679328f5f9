"""A provisional response that must arrive is repeated until its PRACK, and PRACKs are matched exactly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.sip.stack.reliable import (
    GIVE_UP_AFTER_T1,
    HIGHEST_RSEQ,
    Due,
    Order,
    RAck,
    ReceivedReliably,
    ReliableResponses,
    State,
    Wish,
    read_rack,
    read_wish,
)


def a_call(first_rseq: int = 9021) -> ReliableResponses:
    return ReliableResponses(invite_cseq=314159, first_rseq=first_rseq, t1_seconds=0.5)


@pytest.mark.parametrize(
    ("require", "supported", "wish"),
    [
        (["100rel"], [], Wish.NEEDED),
        (["timer", "100rel"], ["100rel"], Wish.NEEDED),
        ([], ["timer", "100rel"], Wish.POSSIBLE),
        (["timer"], ["replaces"], Wish.IMPOSSIBLE),
    ],
)
def test_an_invite_says_whether_reliable_responses_are_needed(
    require: list[str], supported: list[str], wish: Wish
) -> None:
    assert read_wish(require, supported) is wish


def test_a_response_is_repeated_at_doubling_times_and_given_up_after_half_a_minute() -> None:
    call = a_call()
    assert call.say(100.0, carries_sdp=False) == 9021
    seen = []
    while call.state is State.WAITING:
        now_seconds = call.due_at_seconds
        assert call.due(now_seconds - 0.01) is Due.NOTHING
        seen.append((now_seconds - 100.0, call.due(now_seconds)))
    repeats = [(0.5, Due.REPEAT), (1.5, Due.REPEAT), (3.5, Due.REPEAT), (7.5, Due.REPEAT), (15.5, Due.REPEAT)]
    assert seen == [*repeats, (31.5, Due.REPEAT), (GIVE_UP_AFTER_T1 * 0.5, Due.GIVE_UP)]
    assert call.due(1e9) is Due.NOTHING and call.due_at_seconds == float("inf")


def test_its_prack_ends_the_repeating_and_lets_the_next_one_go_with_the_next_number() -> None:
    call = a_call()
    call.say(0.0, carries_sdp=False)
    assert call.say(0.1, carries_sdp=False) is None
    assert call.take_prack("9021 314159 INVITE")
    assert call.due(10.0) is Due.NOTHING
    assert call.say(10.0, carries_sdp=False) == 9022
    assert call.due_at_seconds == 10.5
    assert not call.take_prack("9021 314159 INVITE")
    assert call.take_prack(" 9022\t314159  INVITE ")


@pytest.mark.parametrize(
    "rack",
    ["9020 314159 INVITE", "9022 314159 INVITE", "9021 314160 INVITE", "9021 314159 invite", "9021 314159 UPDATE",
     "9021 314159", "", "x y INVITE", "9021 314159 INVITE x", "-1 1 INVITE"],
)  # fmt: skip
def test_a_stray_prack_is_refused_and_changes_nothing(rack: str) -> None:
    call = a_call()
    call.say(0.0, carries_sdp=False)
    assert not call.take_prack(rack)
    assert call.state is State.WAITING and call.due(0.5) is Due.REPEAT


@pytest.mark.parametrize(
    ("text", "rack"),
    [("1 0 INVITE", RAck(1, 0, "INVITE")), ("0 1 INVITE", None), ("x 1 INVITE", None), ("1 x INVITE", None)],
)
def test_a_rack_is_read(text: str, rack: RAck | None) -> None:
    assert read_rack(text) == rack


def test_a_prack_is_refused_before_anything_was_sent_and_when_it_comes_again() -> None:
    call = a_call()
    assert not call.take_prack("9020 314159 INVITE")
    call.say(0.0, carries_sdp=False)
    assert call.take_prack("9021 314159 INVITE")
    assert not call.take_prack("9021 314159 INVITE")


def test_no_200_before_the_prack_when_the_response_carried_sdp() -> None:
    call = a_call()
    assert call.may_answer
    call.say(0.0, carries_sdp=True)
    assert not call.may_answer
    call.take_prack("9021 314159 INVITE")
    assert call.may_answer
    call.say(1.0, carries_sdp=False)
    assert call.may_answer


def test_after_a_final_response_nothing_is_repeated_and_a_late_prack_is_still_good() -> None:
    call = a_call()
    call.say(0.0, carries_sdp=False)
    call.end()
    assert call.due(0.5) is Due.NOTHING and call.due_at_seconds == float("inf")
    assert call.say(1.0, carries_sdp=False) is None
    assert call.take_prack("9021 314159 INVITE")
    assert not call.take_prack("9021 314159 INVITE")


def test_numbers_never_wrap() -> None:
    assert (a_call(HIGHEST_RSEQ).say(0.0, carries_sdp=False) or 0) < HIGHEST_RSEQ - 100
    assert a_call(0).say(0.0, carries_sdp=False) == 1


# As UAC.


def test_numbers_are_answered_in_order_and_what_comes_again_or_too_early_is_dropped() -> None:
    early = ReceivedReliably(invite_cseq=7)
    numbers = ["4", "4", "6", "5", "3", "6"]
    taken = [early.take(183, ["100rel"], number) for number in numbers]
    assert taken == [
        (Order.NEXT, RAck(4, 7, "INVITE")),
        (Order.REPEATED, None),
        (Order.EARLY, None),
        (Order.NEXT, RAck(5, 7, "INVITE")),
        (Order.REPEATED, None),
        (Order.NEXT, RAck(6, 7, "INVITE")),
    ]
    assert str(taken[0][1]) == "4 7 INVITE"


@pytest.mark.parametrize(
    ("sip_status", "require", "rseq"),
    [(180, [], "1"), (180, ["timer"], "1"), (180, ["100rel"], None), (183, ["100rel"], "0"),
     (183, ["100rel"], "x"), (183, ["100rel"], str(2**31)), (100, ["100rel"], "1"), (200, ["100rel"], "1")],
)  # fmt: skip
def test_what_is_not_reliable_gets_no_prack(sip_status: int, require: list[str], rseq: str | None) -> None:
    early = ReceivedReliably(invite_cseq=7)
    assert early.take(sip_status, require, rseq) == (Order.PLAIN, None)


@given(st.lists(st.text(max_size=12) | st.integers(-2, 9).map(str), max_size=12))
def test_any_text_is_taken_and_a_number_is_answered_once(texts: list[str]) -> None:
    early, call = ReceivedReliably(1), a_call()
    call.say(0.0, carries_sdp=True)
    answered = []
    for text in texts:
        rack = early.take(183, ["100rel"], text)[1]
        if rack is not None:
            answered.append(rack.rseq)
            assert read_rack(str(rack)) == rack
        call.take_prack(text)
        read_rack(f"{text} 1 INVITE")
    assert answered == list(range(answered[0], answered[0] + len(answered))) if answered else True
