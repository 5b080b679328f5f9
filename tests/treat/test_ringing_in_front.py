"""In front of the phones: ringing them ourselves, and never losing the caller."""

from agent.call.commands import Answer, Bridge, HangUp, Play, Reject, Ring, RingHouse, SendDigits, StopRinging
from agent.call.events import (
    CallAnswered,
    CallEnded,
    DigitPressed,
    GreetingPlayed,
    PhoneAnswered,
    PhoneLost,
)
from agent.call.timing import DeadlinePassed, SetDeadline
from agent.treat.put_through_manner import ShownCaller
from agent.treat.ringing_in_front import RingingInFront
from agent.treat.talking import TalkManner

LEG = "phone0"
MAMIE = ShownCaller(name="Mamie", number="+33612345678")
PICKED_UP = PhoneAnswered("c1", LEG, "sip:kitchen")


def ringing() -> RingingInFront:
    flow = RingingInFront("c1", ("sip:kitchen",), shown=MAMIE, ring_seconds=20)
    flow.start()
    return flow


def test_the_caller_hears_ringing_while_the_phones_ring() -> None:
    assert RingingInFront("c1", ("sip:kitchen",), shown=MAMIE, ring_seconds=20).start() == [
        Ring("c1"),
        RingHouse(call_id="c1", phones=("sip:kitchen",), shown_name="Mamie", shown_number="+33612345678"),
        SetDeadline("c1", "ring", 20),
    ]


def test_picking_up_answers_the_caller_and_connects_both() -> None:
    flow = ringing()
    assert flow.on(PICKED_UP) == [StopRinging("c1"), Answer("c1")]
    assert flow.on(CallAnswered("c1", "PCMA")) == [Bridge("c1", LEG)]
    assert flow.on(DigitPressed("c1", "5", "rfc4733", LEG)) == [SendDigits("c1", "5")]
    assert flow.on(DigitPressed("c1", "6", "rfc4733")) == [SendDigits("c1", "6", LEG)]
    assert flow.on(PhoneLost("c1", LEG, "sip:kitchen", 200)) == [
        HangUp("c1", LEG),
        HangUp("c1"),
    ]
    assert flow.done == "answered at sip:kitchen"


def test_in_the_talk_the_family_has_its_star_codes() -> None:
    manner = TalkManner(removal="remove", denied="denied")
    flow = RingingInFront("c1", ("sip:kitchen",), talk=manner)
    flow.start()
    flow.on(PICKED_UP)
    flow.on(CallAnswered("c1", "PCMA"))
    flow.on(DigitPressed("c1", "*", "rfc4733", LEG))
    assert flow.on(DigitPressed("c1", "9", "rfc4733", LEG))[-1] == Play("c1", "remove")
    flow.on(GreetingPlayed("c1", "remove", 2.0, whole=True))
    assert flow.seconds_played == 2.0
    assert flow.done == "refused by sip:kitchen, played the removal message"


def test_a_phone_that_is_put_down_before_the_caller_is_connected_ends_the_call() -> None:
    flow = ringing()
    flow.on(PICKED_UP)
    assert flow.on(PhoneLost("c1", LEG, "sip:kitchen", 200)) == [HangUp("c1")]


def test_two_who_pick_up_at_once_get_one_caller() -> None:
    flow = ringing()
    flow.on(PICKED_UP)
    assert flow.on(PhoneAnswered("c1", "phone1", "sip:salon")) == [HangUp("c1", "phone1")]


def test_nobody_there_is_a_480_and_no_other_code() -> None:
    assert ringing().on(DeadlinePassed("c1", "ring")) == [StopRinging("c1"), Reject("c1", 480)]
    assert ringing().on(PhoneLost("c1", LEG, "sip:kitchen", 404)) == [StopRinging("c1"), Reject("c1", 480)]


def test_a_caller_who_gives_up_leaves_nothing_to_do() -> None:
    flow = ringing()
    assert flow.on(CallEnded("c1", "caller", 487)) == []
    assert flow.on(PICKED_UP) == []
