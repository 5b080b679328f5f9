"""The family's menu, read as scripts: keys become wishes, answers are played, and a code comes before all."""

import pytest

from agent.call.commands import Answer, HangUp, Play, Ring, StopPlaying
from agent.call.events import CallAnswered, CallEnded, DigitPressed, GreetingPlayed
from agent.call.timing import DeadlinePassed, SetDeadline
from agent.call.wishes import (
    AllowLast,
    CountWrongCode,
    DeleteMessage,
    DenyLast,
    HearMessage,
    MenuWish,
    PauseScreening,
    PermitNext,
    TellLast,
    TellToday,
    Told,
)
from agent.treat.flow import Happening, Step
from agent.treat.menu import KEYS_IN, NEXT, Menu
from agent.treat.menu_manner import MenuManner

NUMBER = "+33162000001"
LAST = Told("c1", TellLast("c1"), "last.wav", NUMBER)
ANSWERED = CallAnswered("c1")


def menu(**manner: object) -> Menu:
    values: dict[str, object] = {
        "welcome": "welcome",
        "choices": "choices",
        "message_choices": "message choices",
        "enter_code": "code?",
        "wrong_code": "wrong",
        "goodbye": "bye",
        **manner,
    }
    return Menu("c1", MenuManner(**values))  # type: ignore[arg-type]


def played(sound: str, whole: bool = True) -> GreetingPlayed:
    return GreetingPlayed("c1", sound, 1.0, whole)


def key(digit: str) -> DigitPressed:
    return DigitPressed("c1", digit, "rfc4733")


def keys(digits: str) -> list[DigitPressed]:
    return [key(digit) for digit in digits]


def passed(name: str) -> DeadlinePassed:
    return DeadlinePassed("c1", name)


def after(flow: Menu, *happenings: Happening) -> list[Step]:
    """Whatever the last of them leads to, waiting left out."""
    steps = flow.start()
    for happening in happenings:
        steps = flow.on(happening)
    return deeds(steps)


def deeds(steps: list[Step]) -> list[Step]:
    return [step for step in steps if not isinstance(step, SetDeadline)]


TO_LAST_CALL: tuple[Happening, ...] = (ANSWERED, played("welcome"), LAST)
TO_CHOICES = (*TO_LAST_CALL, played("last.wav"))


def test_the_menu_says_who_called_last_and_offers_the_keys() -> None:
    flow = menu()
    assert deeds(flow.start()) == [Answer("c1")]
    assert flow.on(ANSWERED) == [Play("c1", "welcome")]
    assert deeds(flow.on(played("welcome"))) == [TellLast("c1")]
    assert flow.on(LAST) == [Play("c1", "last.wav")]
    assert flow.on(played("last.wav")) == [Play("c1", "choices")]
    assert flow.on(played("choices")) == [SetDeadline("c1", "key", 8.0)]
    assert flow.done == "served the family's menu"


@pytest.mark.parametrize(
    ("digit", "wish"),
    [
        ("1", DenyLast("c1", NUMBER)),
        ("2", AllowLast("c1", NUMBER)),
        ("3", HearMessage("c1")),
        ("4", PermitNext("c1")),
        ("5", PauseScreening("c1")),
        ("6", TellToday("c1")),
        ("*", TellLast("c1")),
    ],
)
def test_each_key_becomes_its_wish_and_the_answer_is_played(digit: str, wish: MenuWish) -> None:
    flow = menu()
    assert after(flow, *TO_CHOICES, played("choices"), key(digit)) == [wish]
    assert flow.on(Told("c1", wish, "done.wav")) == [Play("c1", "done.wav")]
    assert flow.on(played("done.wav")) == [Play("c1", "choices")]


def test_whoever_knows_the_keys_need_not_listen_to_the_end() -> None:
    flow = menu()
    assert after(flow, *TO_LAST_CALL, key("1")) == [StopPlaying("c1"), DenyLast("c1", NUMBER)]
    # The end of what was cut short, and of the answer, which only now may go on.
    assert flow.on(Told("c1", DenyLast("c1", NUMBER), "denied.wav")) == [Play("c1", "denied.wav")]
    assert flow.on(played("last.wav", whole=False)) == []
    assert flow.on(played("denied.wav")) == [Play("c1", "choices")]


def test_a_call_that_comes_in_between_is_not_the_one_that_was_told() -> None:
    assert DenyLast("c1", NUMBER) in after(menu(), *TO_CHOICES, key("1"))
    hidden = Told("c1", TellLast("c1"), "last.wav", "")
    assert DenyLast("c1", "") in after(menu(), ANSWERED, played("welcome"), hidden, key("1"))


def test_messages_are_heard_again_passed_over_and_deleted() -> None:
    flow = menu()
    after(flow, *TO_CHOICES, played("choices"), key("3"))
    assert flow.on(Told("c1", HearMessage("c1"), "m1.wav", "m1")) == [Play("c1", "m1.wav")]
    assert flow.on(played("m1.wav")) == [Play("c1", "message choices")]
    again = HearMessage("c1", "m1")
    assert deeds(flow.on(key("1"))) == [StopPlaying("c1"), again]
    flow.on(played("message choices", whole=False))
    flow.on(Told("c1", again, "m1.wav", "m1"))
    following = HearMessage("c1", "m1", following=True)
    assert deeds(flow.on(key("2"))) == [StopPlaying("c1"), following]
    flow.on(played("m1.wav", whole=False))
    flow.on(Told("c1", following, "m2.wav", "m2"))
    assert deeds(flow.on(key("3"))) == [StopPlaying("c1"), DeleteMessage("c1", "m2")]
    flow.on(played("m2.wav", whole=False))
    # None is left: from here on the keys mean the last caller again.
    assert flow.on(Told("c1", DeleteMessage("c1", "m2"), "none.wav")) == [Play("c1", "none.wav")]
    flow.on(played("none.wav"))
    assert DenyLast("c1", NUMBER) in flow.on(key("1"))


def test_star_leads_from_the_messages_back_to_the_menu() -> None:
    flow = menu()
    after(flow, *TO_CHOICES, played("choices"), key("3"))
    flow.on(Told("c1", HearMessage("c1"), "m1.wav", "m1"))
    assert flow.on(key("*")) == [StopPlaying("c1"), Play("c1", "choices")]


def test_whoever_presses_nothing_hears_the_choices_once_more_and_then_goodbye() -> None:
    flow = menu()
    assert after(flow, *TO_CHOICES, played("choices"), passed("key")) == [Play("c1", "choices")]
    flow.on(played("choices"))
    assert flow.on(passed("key")) == [Play("c1", "bye")]
    assert flow.on(played("bye")) == [HangUp("c1")]


@pytest.mark.parametrize("ending", [key("#"), passed("longest")])
def test_hash_and_the_longest_time_end_the_call_kindly(ending: Happening) -> None:
    flow = menu()
    assert after(flow, *TO_CHOICES, ending) == [StopPlaying("c1"), Play("c1", "bye")]
    assert flow.on(played("choices", whole=False)) == []
    assert flow.on(played("bye")) == [HangUp("c1")]


def test_a_house_that_does_not_answer_is_passed_over_and_its_late_answer_too() -> None:
    flow = menu()
    after(flow, *TO_CHOICES, played("choices"), key("4"))
    assert flow.on(passed("house")) == [Play("c1", "choices")]
    flow.on(key("5"))
    assert flow.on(Told("c1", PermitNext("c1"), "late.wav")) == []
    assert flow.on(Told("c1", PauseScreening("c1"), "paused.wav")) == [Play("c1", "paused.wav")]


def test_a_key_pressed_before_the_last_call_is_told_counts_as_soon_as_it_is_known() -> None:
    flow = menu()
    after(flow, ANSWERED, played("welcome"))
    assert flow.on(key("1")) == []
    assert deeds(flow.on(LAST)) == [Play("c1", "last.wav"), StopPlaying("c1"), DenyLast("c1", NUMBER)]


def test_a_key_in_the_welcome_cuts_it_short_and_counts() -> None:
    flow = menu()
    assert after(flow, ANSWERED, key("4")) == [StopPlaying("c1")]
    assert deeds(flow.on(played("welcome", whole=False))) == [TellLast("c1")]
    assert PermitNext("c1") in flow.on(LAST)


def test_keys_while_the_house_thinks_ask_for_nothing_more() -> None:
    flow = menu()
    after(flow, *TO_CHOICES, key("1"))
    assert [flow.on(each) for each in keys("123456*#")] == [[]] * 8


@pytest.mark.parametrize(
    ("code", "wish"),
    [("*30", DenyLast("c1")), ("*31", AllowLast("c1")), ("*32", TellLast("c1"))],
)
def test_a_dialled_code_does_its_one_thing_and_hangs_up(code: str, wish: MenuWish) -> None:
    flow = menu(code=code)
    assert after(flow, ANSWERED) == [wish]
    assert flow.on(Told("c1", wish, "done.wav", NUMBER)) == [Play("c1", "done.wav")]
    assert flow.on(played("done.wav")) == [Play("c1", "bye")]
    assert flow.on(played("bye")) == [HangUp("c1")]


def test_with_a_code_nothing_is_told_before_it_is_right() -> None:
    flow = menu(pin="4711")
    assert after(flow, ANSWERED) == [Play("c1", "code?")]
    assert flow.keys_are_secret
    assert deeds(flow.on(key("4"))) == [StopPlaying("c1")]
    flow.on(played("code?", whole=False))
    assert [deeds(flow.on(each)) for each in keys("71")] == [[], []]
    assert deeds(flow.on(key("1"))) == [TellLast("c1")]
    assert not flow.keys_are_secret


def test_three_wrong_codes_end_the_call() -> None:
    flow = menu(pin="4711")
    after(flow, ANSWERED, played("code?"))
    for _ in range(2):
        flow.on(key("9"))
        assert flow.on(key("#")) == [CountWrongCode("c1"), Play("c1", "wrong")]
        assert flow.on(played("wrong")) == [Play("c1", "code?")]
        flow.on(played("code?"))
    flow.on(key("9"))
    assert flow.on(key("#")) == [CountWrongCode("c1"), Play("c1", "wrong")]
    # Even the right code comes too late now.
    assert [flow.on(each) for each in keys("4711#")] == [[]] * 5
    assert flow.on(played("wrong")) == [Play("c1", "bye")]
    assert flow.on(played("bye")) == [HangUp("c1")]
    assert flow.keys_are_secret


def test_a_code_without_hash_counts_after_a_while_and_an_endless_one_at_once() -> None:
    flow = menu(pin="4711")
    after(flow, ANSWERED, played("code?"), key("4"), key("7"))
    assert flow.on(passed("code")) == [CountWrongCode("c1"), Play("c1", "wrong")]
    flow.on(played("wrong"))
    flow.on(played("code?"))
    wrong = [flow.on(each) for each in keys("000000000000")]
    assert CountWrongCode("c1") in wrong[-1]
    assert not any(CountWrongCode("c1") in steps for steps in wrong[:-1])


def test_whoever_types_no_code_at_all_is_not_counted() -> None:
    flow = menu(pin="4711")
    assert after(flow, ANSWERED, played("code?"), passed("code")) == [Play("c1", "bye")]


def test_a_menu_that_is_shut_asks_for_no_code() -> None:
    flow = menu(pin="4711", tries=0)
    assert after(flow, ANSWERED) == [Play("c1", "wrong")]
    assert [flow.on(each) for each in keys("4711")] == [[]] * 4
    assert flow.on(played("wrong")) == [Play("c1", "bye")]


def test_a_call_that_may_be_for_everybody_rings_along_first() -> None:
    flow = menu(ring_along_seconds=8)
    assert flow.start() == [Ring("c1"), SetDeadline("c1", "ring along", 8)]
    assert flow.done == "let ring"
    assert deeds(flow.on(passed("ring along"))) == [Answer("c1")]
    taken_upstairs = menu(ring_along_seconds=8)
    assert after(taken_upstairs, CallEnded("c1", "caller", 487), passed("ring along")) == []


def test_after_the_call_nothing_is_done_any_more() -> None:
    flow = menu()
    assert after(flow, *TO_CHOICES, CallEnded("c1", "caller", 200), key("1")) == []


def test_every_state_can_be_left() -> None:
    left = {state for state, _ in NEXT} | {"opening", "beginning", "offering again"}
    assert set(NEXT.values()) - {"ending"} <= left
    assert set(KEYS_IN) <= left
