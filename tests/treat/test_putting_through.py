"""Putting through, read as scripts: phones that ring, whispers, star codes, and every way it can end."""

import pytest

from agent.call.commands import (
    Bridge,
    HangUp,
    Play,
    RingHouse,
    SendDigits,
    StopPlaying,
    StopRinging,
    Transfer,
)
from agent.call.events import (
    CallEnded,
    DigitPressed,
    GreetingPlayed,
    PhoneAnswered,
    PhoneLost,
    TransferAnswered,
)
from agent.call.timing import DeadlinePassed, SetDeadline
from agent.call.wishes import DenyCaller
from agent.treat.flow import Flow, Happening, Step
from agent.treat.put_through_manner import PutThroughManner, ShownCaller
from agent.treat.putting_through import PuttingThrough
from agent.treat.saying import Saying
from agent.treat.talking import TalkManner

LEG = "phone0"
PICKED_UP = PhoneAnswered("c1", LEG, "sip:kitchen")


def sorry() -> Flow:
    return Saying("c1", "sorry")


def putting_through(**manner: object) -> PuttingThrough:
    values: dict[str, object] = {
        "phones": ("sip:kitchen", "sip:salon"),
        "one_moment": "moment",
        "ring_back": "ring-back",
        "talk": TalkManner(removal="remove", denied="denied", allowed="allowed"),
        "whisper": "who",
        "shown": ShownCaller(name="Mamie"),
        **manner,
    }
    return PuttingThrough("c1", PutThroughManner(**values), sorry)  # type: ignore[arg-type]


def after(flow: PuttingThrough, *happenings: Happening) -> list[Step]:
    flow.start()
    steps: list[Step] = []
    for happening in happenings:
        steps = flow.on(happening)
    return steps


def key(digit: str, leg_id: str = LEG) -> DigitPressed:
    return DigitPressed("c1", digit, "rfc4733", leg_id)


def played(greeting: str, leg_id: str = "") -> GreetingPlayed:
    return GreetingPlayed("c1", greeting, 2.0, whole=True, leg_id=leg_id)


def test_every_phone_rings_at_once_while_the_caller_hears_ring_back() -> None:
    flow = putting_through()
    assert flow.start() == [
        RingHouse(call_id="c1", phones=("sip:kitchen", "sip:salon"), shown_name="Mamie"),
        Play("c1", "moment"),
        SetDeadline("c1", "ring", 30.0),
    ]
    assert flow.on(played("moment")) == [Play("c1", "ring-back", over_and_over=True)]


def test_the_first_to_pick_up_hears_who_it_is_and_the_others_stop() -> None:
    flow = putting_through()
    assert after(flow, PICKED_UP) == [StopRinging("c1"), Play("c1", "who", leg_id=LEG)]
    assert flow.on(PhoneLost("c1", "phone1", "sip:salon", 487, legs_left=1)) == []
    connect = [StopPlaying("c1"), StopPlaying("c1", LEG), Bridge("c1", LEG)]
    assert flow.on(key("1")) == connect
    assert flow.done == "put through to sip:kitchen"


def test_two_who_pick_up_in_the_same_moment_get_one_caller() -> None:
    second = PhoneAnswered("c1", "phone1", "sip:salon")
    assert after(putting_through(), PICKED_UP, second) == [HangUp("c1", "phone1")]


def test_whoever_presses_nothing_gets_the_caller_after_a_while() -> None:
    flow = putting_through()
    assert after(flow, PICKED_UP, played("who")) == [], "nobody at the phone has heard it"
    assert flow.on(played("who", LEG)) == [SetDeadline("c1", "decide", 4.0)]
    assert Bridge("c1", LEG) in flow.on(DeadlinePassed("c1", "decide"))


def test_without_a_whisper_they_talk_at_once() -> None:
    assert Bridge("c1", LEG) in after(putting_through(whisper=""), PICKED_UP)


def test_2_sends_the_caller_away_kindly_and_3_denies_them() -> None:
    assert after(putting_through(), PICKED_UP, key("2"))[-1] == Play("c1", "sorry")
    denied = after(putting_through(), PICKED_UP, key("3"))
    assert denied[0] == DenyCaller("c1")
    assert denied[-1] == Play("c1", "remove")


def test_in_the_talk_star_codes_do_what_they_say_and_a_caller_s_do_nothing() -> None:
    flow = putting_through()
    after(flow, PICKED_UP, key("1"))
    for digit in "*9":
        assert flow.on(key(digit, "")) == [SendDigits("c1", digit, LEG)]
    flow.on(key("*"))
    assert flow.on(key("9"))[0] == DenyCaller("c1")
    assert flow.on(played("denied", LEG)) == [HangUp("c1", LEG)]
    assert flow.on(played("remove")) == [HangUp("c1", LEG), HangUp("c1")]
    assert flow.seconds_played == 2.0
    assert flow.done == "refused by sip:kitchen, played the removal message"


def test_a_caller_s_keys_before_the_talk_reach_nobody() -> None:
    assert after(putting_through(), key("1", "")) == []
    assert after(putting_through(), PICKED_UP, key("1", "")) == []


@pytest.mark.parametrize(
    "end",
    [
        DeadlinePassed("c1", "ring"),
        PhoneLost("c1", "phone1", "sip:salon", 404, legs_left=0),
    ],
)
def test_when_nobody_takes_the_call_the_caller_is_told(end: Happening) -> None:
    flow = putting_through()
    assert after(flow, end) == [StopRinging("c1"), StopPlaying("c1"), Play("c1", "sorry")]
    assert flow.on(played("sorry")) == [HangUp("c1")]
    assert flow.done.startswith("rang the house; ")


def test_a_phone_that_is_lost_while_others_ring_changes_nothing() -> None:
    assert after(putting_through(), PhoneLost("c1", LEG, "sip:kitchen", 486, legs_left=1)) == []


def test_whoever_hangs_up_first_ends_both_sides() -> None:
    flow = putting_through()
    after(flow, PICKED_UP, key("1"))
    assert flow.on(PhoneLost("c1", LEG, "sip:kitchen", 200)) == [
        HangUp("c1", LEG),
        HangUp("c1"),
    ]
    other = putting_through()
    after(other, PICKED_UP, key("1"))
    assert other.on(CallEnded("c1", "caller", 200)) == []
    assert other.on(key("*")) == []


@pytest.mark.parametrize("sip_status", [302, 400, 403, 404, 405, 408, 420, 429, 480, 481, 486, 500, 503, 603])
def test_a_transfer_that_is_refused_falls_back_to_ringing(sip_status: int) -> None:
    flow = putting_through(transfer=True)
    assert flow.start() == [Transfer("c1", "sip:kitchen"), SetDeadline("c1", "transfer", 8.0)]
    assert isinstance(flow.on(TransferAnswered("c1", sip_status))[0], RingHouse)


def test_a_transfer_that_works_ends_our_part() -> None:
    flow = putting_through(transfer=True)
    flow.start()
    assert flow.on(TransferAnswered("c1", 200)) == [HangUp("c1")]
    assert flow.done == "transferred to sip:kitchen"


def test_a_transfer_nobody_answers_falls_back_too() -> None:
    flow = putting_through(transfer=True)
    flow.start()
    assert isinstance(flow.on(DeadlinePassed("c1", "transfer"))[0], RingHouse)


WHISPERED = (PICKED_UP, played("who", LEG))
LOST = PhoneLost("c1", LEG, "sip:kitchen", 200)


@pytest.mark.parametrize("happenings", [(PICKED_UP,), WHISPERED])
def test_whoever_picked_up_may_decide_while_the_whisper_is_said_and_after_it(
    happenings: tuple[Happening, ...],
) -> None:
    assert Bridge("c1", LEG) in after(putting_through(), *happenings, key("1"))
    sent_away = [StopRinging("c1"), StopPlaying("c1"), HangUp("c1", LEG), Play("c1", "sorry")]
    assert after(putting_through(), *happenings, key("2")) == sent_away
    assert after(putting_through(), *happenings, LOST) == sent_away
    assert after(putting_through(), *happenings, key("3"))[0] == DenyCaller("c1")
    assert after(putting_through(), *happenings, key("9")) == []
    # Neither another phone nor the caller decides.
    for other in ("c1", "c1#leg1"):
        assert after(putting_through(), *happenings, key("1", other)) == []
        assert after(putting_through(), *happenings, played("who", other)) == []
    another_phone = PhoneLost("c1", "c1#leg1", "sip:salon", 487, legs_left=0)
    assert after(putting_through(), *happenings, another_phone) == []


def test_the_house_rings_until_somebody_picks_up_or_the_caller_gives_up() -> None:
    flow = putting_through()
    assert flow.rings_house and flow.done == "ringing the house"
    flow.start()
    assert flow.rings_house and flow.seconds_played == 0.0
    flow.on(PICKED_UP)
    assert not flow.rings_house
    given_up = putting_through(transfer=True)
    given_up.start()
    assert given_up.rings_house
    assert given_up.on(CallEnded("c1", "caller", 487)) == []
    assert not given_up.rings_house
    assert [given_up.on(one) for one in (PICKED_UP, TransferAnswered("c1", 404))] == [[], []]


def test_a_phone_that_is_picked_up_after_the_caller_left_is_given_nobody() -> None:
    flow = putting_through()
    after(flow, PICKED_UP, CallEnded("c1", "caller", 200))
    assert flow.on(PhoneAnswered("c1", "c1#leg1", "sip:salon")) == []
    assert flow.on(key("1")) == []


def test_where_nothing_follows_a_call_that_nobody_takes_it_ends() -> None:
    def alone() -> PuttingThrough:
        talk = TalkManner(removal="remove")
        manner = PutThroughManner(
            phones=("sip:kitchen",), one_moment="moment", ring_back="ring-back", talk=talk, whisper="who"
        )
        return PuttingThrough("c1", manner)

    flow = alone()
    assert after(flow, DeadlinePassed("c1", "ring")) == [StopRinging("c1"), StopPlaying("c1"), HangUp("c1")]
    assert flow.done == "rang the house, nobody took the call"
    assert flow.on(DeadlinePassed("c1", "ring")) == flow.on(PICKED_UP) == []
    picked_up = alone()
    refused = after(picked_up, PICKED_UP, key("2"))
    assert refused[:2] == [StopRinging("c1"), StopPlaying("c1")]
    assert set(refused[2:]) == {HangUp("c1", LEG), HangUp("c1")}


@pytest.mark.parametrize("sip_status", [202, 299])
def test_every_success_of_a_transfer_is_one(sip_status: int) -> None:
    flow = putting_through(transfer=True)
    flow.start()
    assert flow.on(TransferAnswered("c1", sip_status)) == [HangUp("c1")]
    assert not flow.rings_house
    assert flow.on(TransferAnswered("c1", 404)) == []


def test_a_house_without_phones_transfers_to_none() -> None:
    assert isinstance(putting_through(transfer=True, phones=()).start()[0], RingHouse)


def test_only_the_end_of_our_own_sentence_brings_the_ring_back() -> None:
    flow = putting_through()
    assert after(flow, played("something else")) == []
    assert after(flow, PICKED_UP, played("moment")) == [Play("c1", "ring-back", over_and_over=True)]
