"""A treatment that failed after answering ends the call and keeps count of what was heard."""

from agent.call.commands import HangUp
from agent.call.events import CallEnded, GreetingPlayed
from agent.call.timing import DeadlinePassed
from agent.treat.breaking_off import BreakingOff


def test_the_call_is_hung_up_and_nothing_more_is_done() -> None:
    flow = BreakingOff("c1")
    assert flow.start() == [HangUp("c1")]
    assert flow.on(DeadlinePassed("c1", "first words")) == []
    assert flow.on(CallEnded("c1", "house", 200)) == []


def test_what_the_caller_had_heard_before_and_still_hears_is_counted() -> None:
    flow = BreakingOff("c1", seconds_played=2.5)
    flow.on(GreetingPlayed("c1", "removal.wav", 1.25, whole=False))
    assert flow.seconds_played == 3.75
