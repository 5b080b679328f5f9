"""Two user agents over a network that loses, doubles and reorders: every call ends once, and nothing is left."""

from itertools import count

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from agent.sip.stack.call_events import (
    CallAnswered,
    CallArrived,
    CallCancelled,
    CallConfirmed,
    CallEnded,
    CallFailed,
    CallProgress,
    DialogRequest,
)
from agent.sip.stack.call_table import CallState
from agent.sip.stack.hop import Hop, Transport
from agent.sip.stack.requests import new_request
from agent.sip.stack.user_agent import UserAgent

ENDS = (CallCancelled, CallFailed, CallEnded)


class Side:
    """One user agent, where it is, and what it was told of each call."""

    def __init__(self, name: str, hop: Hop) -> None:
        tokens = count(1)
        self.hop = hop
        self.agent = UserAgent(
            new_token=lambda: f"{name}{next(tokens)}",
            sent_by=lambda to: f"{hop.address}:{hop.port}",
            contact=lambda to: f"<sip:{name}@{hop.address}:{hop.port}>",
            fraction=lambda: 0.5,
        )
        self.told: dict[int, list[object]] = {}
        self.asked: list[DialogRequest] = []

    def note(self) -> None:
        for event in self.agent.take_events():
            call = getattr(event, "call", None)
            assert call is not None, event
            self.told.setdefault(call, []).append(event)
            if isinstance(event, DialogRequest):
                self.asked.append(event)


class TwoAgents(RuleBasedStateMachine):
    """The box calls us, and we are called; either may do whatever its agent allows."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.box = Side("box", Hop("192.0.2.1", 5060))
        self.us = Side("us", Hop("198.51.100.7", 5060))
        self.on_the_way: list[tuple[Side, bytes]] = []
        self.count = 0

    def carry(self) -> None:
        for side, other in ((self.box, self.us), (self.us, self.box)):
            side.note()
            for packet in side.agent.take_packets():
                assert packet.hop == other.hop and packet.hop.transport is Transport.UDP
                self.on_the_way.append((other, packet.data))

    def arrive(self, side: Side, data: bytes) -> None:
        source = self.box.hop if side is self.us else self.us.hop
        side.agent.receive_datagram(data, source, self.now)
        self.carry()

    @precondition(lambda self: self.count < 3)
    @rule()
    def call(self) -> None:
        self.count += 1
        invite = new_request(
            "INVITE", "sip:us@198.51.100.7", from_side="<sip:box@192.0.2.1>", from_tag=f"tag{self.count}",
            to_side="<sip:us@198.51.100.7>", call_id=f"call{self.count}",
            fields=[("Contact", "<sip:box@192.0.2.1:5060>")], body=b"v=0",
        )  # fmt: skip
        self.box.agent.call(invite, self.us.hop, self.now)
        self.carry()

    @precondition(lambda self: bool(self.us.told))
    @rule(data=st.data(), status=st.sampled_from((180, 183, 200, 200, 200, 486, 603)))
    def respond(self, data: st.DataObject, status: int) -> None:
        self.us.agent.respond(data.draw(st.sampled_from(sorted(self.us.told))), status, self.now)
        self.carry()

    @rule(is_box=st.booleans(), call=st.integers(1, 3))
    def hang_up(self, is_box: bool, call: int) -> None:
        (self.box if is_box else self.us).agent.hang_up(call, self.now)
        self.carry()

    @rule(
        is_box=st.booleans(),
        call=st.integers(1, 3),
        method=st.sampled_from(("INVITE", "UPDATE", "INFO", "OPTIONS", "REFER")),
    )
    def ask(self, is_box: bool, call: int, method: str) -> None:
        body = b"v=0" if method in ("INVITE", "UPDATE") else b""
        (self.box if is_box else self.us).agent.ask(call, method, self.now, body=body)
        self.carry()

    @rule(is_box=st.booleans(), status=st.sampled_from((200, 200, 488)))
    def answer(self, is_box: bool, status: int) -> None:
        side = self.box if is_box else self.us
        if side.asked:
            event = side.asked.pop(0)
            side.agent.answer(event.call, event.transaction, status, self.now)
        self.carry()

    @precondition(lambda self: bool(self.on_the_way))
    @rule(data=st.data(), fate=st.sampled_from(("arrives", "arrives", "arrives", "arrives twice", "is lost")))
    def packet(self, data: st.DataObject, fate: str) -> None:
        at = data.draw(st.integers(0, min(5, len(self.on_the_way) - 1)))
        side, packet = self.on_the_way[at]
        if fate != "arrives twice":
            del self.on_the_way[at]
        if fate != "is lost":
            self.arrive(side, packet)

    @rule()
    def everything_arrives(self) -> None:
        for _ in range(10):
            on_the_way, self.on_the_way = self.on_the_way, []
            for side, packet in on_the_way:
                self.arrive(side, packet)

    @rule(seconds=st.sampled_from((0.1, 0.5, 3.0, 33.0)))
    def pass_time(self, seconds: float) -> None:
        end = self.now + seconds
        while (at := min(self.next_times(), default=end + 1)) <= end:
            self.tick(at)
        self.now = end
        del self.on_the_way[:-60]

    def tick(self, at: float) -> None:
        self.now = at
        for side in (self.box, self.us):
            side.agent.do_what_is_due(at)
        self.carry()

    def next_times(self) -> list[float]:
        times = (self.box.agent.next_at_seconds, self.us.agent.next_at_seconds)
        return [time for time in times if time is not None]

    @invariant()
    def a_call_begins_and_ends_once_and_in_order(self) -> None:
        for side in (self.box, self.us):
            for call, told in side.told.items():
                ends = [event for event in told if isinstance(event, ENDS)]
                assert len(ends) <= 1
                assert not ends or told[-1] is ends[0]
                assert (side.agent.state(call) is CallState.OVER) == bool(ends) or refused(side, call)
                answers = [at for at, event in enumerate(told) if isinstance(event, CallAnswered)]
                assert len(answers) <= 1
                if answers:
                    assert not any(isinstance(event, CallProgress) for event in told[answers[0] :])
                if side is self.us:
                    assert isinstance(told[0], CallArrived)
                if any(isinstance(event, CallConfirmed) for event in told) and side is self.us:
                    assert not isinstance(told[-1], CallCancelled)

    def teardown(self) -> None:
        """When the network is quiet and both hang up, both know the end, and remember nothing."""
        for _ in range(300):
            for side in (self.box, self.us):
                for event in side.asked:
                    side.agent.answer(event.call, event.transaction, 488, self.now)
                side.asked.clear()
                for call in list(side.agent._run.calls):
                    side.agent.respond(call, 480, self.now)
                    side.agent.hang_up(call, self.now)
            self.carry()
            if self.on_the_way:
                on_the_way, self.on_the_way = self.on_the_way, []
                for side, packet in on_the_way:
                    self.arrive(side, packet)
            elif times := self.next_times():
                self.tick(min(times))
            else:
                break
        self.a_call_begins_and_ends_once_and_in_order()
        for side in (self.box, self.us):
            run = side.agent._run
            assert (run.calls, run.by_dialog, run.by_transaction) == ({}, {}, {})
            assert len(side.agent.transactions) == 0
            for told in side.told.values():
                assert isinstance(told[-1], ENDS) or side is self.us


def refused(side: Side, call: int) -> bool:
    """We refused it ourselves, which nobody needs to tell us."""
    return not any(isinstance(event, CallConfirmed) for event in side.told[call])


TestTwoAgents = TwoAgents.TestCase
TestTwoAgents.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
