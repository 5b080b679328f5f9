"""A switchboard that hangs costs judgement, not memory: what it cannot look at just rings."""

from datetime import UTC, datetime

from agent.call.events import CallArrived, CallEnded, EngineStopped
from agent.call.incoming_call import IncomingCall
from agent.service.calls.inbox import BoundedInbox
from agent.service.calls.ports import StopSwitchboard


def arrived(call_id: str) -> CallArrived:
    return CallArrived(
        IncomingCall(call_id=call_id, line="home", received_at=datetime(2026, 11, 22, tzinfo=UTC))
    )


def ended(call_id: str) -> CallEnded:
    return CallEnded(call_id, "caller", 487)


def test_a_flood_before_a_switchboard_that_hangs_leaves_a_bounded_heap() -> None:
    inbox = BoundedInbox(most_waiting=10)
    for number in range(1000):
        inbox.put(arrived(f"c{number}"))
        inbox.put(ended(f"c{number}"))
    assert inbox.qsize() == 10
    assert inbox.not_taken_in == 995
    assert inbox._left_to_ring == set(), "nothing is remembered of calls that are over"


def test_all_words_of_the_calls_that_were_taken_in_come_through() -> None:
    inbox = BoundedInbox(most_waiting=1)
    words = (arrived("a"), arrived("b"), ended("a"), EngineStopped("died"), StopSwitchboard())
    for word in words:
        inbox.put(word)
    got = [inbox.get() for _ in range(inbox.qsize())]
    assert got == [word for word in words if word != arrived("b")]
    inbox.put(arrived("b"))
    assert inbox.get() == arrived("b"), "the next engine's calls are looked at as ever"
