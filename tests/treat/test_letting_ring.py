"""Letting a call ring must never be what ends the ringing."""

import pytest

from agent.call.commands import Reject, Ring
from agent.call.events import CallEnded
from agent.call.timing import DeadlinePassed, SetDeadline
from agent.treat.letting_ring import LettingRing
from agent.treat.rejecting import Rejecting


def test_waiting_rings_and_never_sends_a_final_response() -> None:
    flow = LettingRing("c1", release="wait")
    assert flow.start() == [Ring("c1"), SetDeadline("c1", "forgotten", 200.0)]
    assert flow.on(DeadlinePassed("c1", "anything")) == []
    assert flow.on(CallEnded("c1", "caller", 487)) == []
    assert flow.done == "let ring until it was answered elsewhere or given up"


def test_a_box_that_never_cancels_does_not_keep_a_slot_for_ever() -> None:
    flow = LettingRing("c1", release="wait")
    flow.start()
    assert flow.on(DeadlinePassed("c1", "forgotten")) == [Reject("c1", 480)]
    assert "without hearing from the box" in flow.done


def test_stepping_aside_is_a_480_after_the_hold_and_nothing_else() -> None:
    flow = LettingRing("c1", hold_seconds=3, release="480")
    assert flow.start() == [Ring("c1"), SetDeadline("c1", "hold", 3)]
    assert flow.on(DeadlinePassed("c1", "hold")) == [Reject("c1", 480)]


@pytest.mark.parametrize("sip_status", [607, 603, 486])
def test_rejecting_sends_the_code_that_was_set(sip_status: int) -> None:
    assert Rejecting("c1", sip_status=sip_status).start() == [Reject("c1", sip_status)]
