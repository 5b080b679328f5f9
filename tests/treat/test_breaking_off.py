"""A treatment that failed after answering ends the call and keeps count of what was heard."""

from agent.call.commands import HangUp
from agent.call.events import CallEnded, GreetingPlayed, PhoneLost
from agent.call.timing import DeadlinePassed
from agent.treat.breaking_off import BreakingOff


def test_the_call_is_hung_up_and_nothing_more_is_done() -> None:
    flow = BreakingOff("c1")
    assert flow.start() == [HangUp("c1")]
    assert flow.on(DeadlinePassed("c1", "first words")) == []
    assert flow.on(CallEnded("c1", "house", 200)) == []


def test_a_caller_who_talks_with_the_family_is_left_alone_until_the_last_phone_is_put_down() -> None:
    flow = BreakingOff("c1", talking=True)
    assert flow.start() == []
    assert flow.on(PhoneLost("c1", "phone1", "sip:**1@fritz.box", 487, legs_left=1)) == []
    assert flow.on(PhoneLost("c1", "phone2", "sip:**2@fritz.box", 200)) == [HangUp("c1")]
    assert flow.on(PhoneLost("c1", "phone2", "sip:**2@fritz.box", 200)) == []


def test_a_caller_who_hung_up_is_not_hung_up_on() -> None:
    flow = BreakingOff("c1", talking=True)
    flow.on(CallEnded("c1", "caller", 200))
    assert flow.on(PhoneLost("c1", "phone1", "sip:**1@fritz.box", 487)) == []


def test_what_the_caller_had_heard_before_and_still_hears_is_counted() -> None:
    flow = BreakingOff("c1", seconds_played=2.5)
    flow.on(GreetingPlayed("c1", "removal.wav", 1.25, whole=False))
    assert flow.seconds_played == 3.75


def test_what_a_phone_of_the_house_still_hears_is_no_proof_that_the_caller_heard_it() -> None:
    flow = BreakingOff("c1", talking=True)
    flow.on(GreetingPlayed("c1", "denied.wav", 1.25, whole=True, leg_id="phone1"))
    assert flow.seconds_played == 0
