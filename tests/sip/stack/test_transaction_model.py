"""Transactions against the diagrams of RFC 3261 §17 and RFC 6026, read a second time, as plainly as can be.

The first half holds one transaction against its diagram, whatever happens to it and when; the second lets two
layers talk over a network that loses, doubles and reorders.
"""

from collections.abc import Iterator
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from agent.sip.stack.hop import Hop
from agent.sip.stack.message import Request, Response, write
from agent.sip.stack.reading import read_datagram
from agent.sip.stack.responses import response_to
from agent.sip.stack.timers import Timing
from agent.sip.stack.transaction_events import NoAck, NoResponse, RequestArrived, ResponseArrived
from agent.sip.stack.transactions import Transactions
from tests.sip.stack.messages import BOX, STREAM, a_request, a_response

T1, T2, T4, TRYING = 0.5, 4.0, 5.0, 0.25
TIMING = Timing(T1, T2, T4, TRYING)
FAR = Hop("198.51.100.7", 5060)


class Diagram:
    """One transaction by its diagram: `log` is what it sent and told, each with its second."""

    def __init__(self, is_reliable: bool) -> None:
        self.is_reliable = is_reliable
        self.now = 0.0
        self.state = "begin"
        self.log: list[tuple[float, str]] = []
        self.timers: dict[str, float] = {}
        self.wait = T1
        self.last = ""

    def says(self, what: str) -> None:
        self.log.append((self.now, what))

    def sends(self, what: str) -> None:
        self.last = what
        self.says(f"send {what}")

    def to(self, state: str, **timers: float) -> None:
        self.state = state
        self.timers = {name: self.now + wait for name, wait in timers.items()}

    def pass_time(self, seconds: float) -> None:
        end = self.now + seconds
        while self.timers and min(self.timers.values()) <= end:
            name = min(self.timers, key=lambda timer: self.timers[timer])
            self.now = self.timers.pop(name)
            self.fires(name)
        self.now = end

    def fires(self, name: str) -> None:
        raise NotImplementedError

    def repeats(self, name: str, most: float = 1e9) -> None:
        self.says(f"send {self.last}")
        self.wait = min(2 * self.wait, most)
        self.timers[name] = self.now + self.wait


class InviteServer(Diagram):
    """Figure 7 of RFC 3261, with Figure 3 of RFC 6026."""

    def __init__(self, is_reliable: bool) -> None:
        super().__init__(is_reliable)
        self.says("told request")
        self.to("trying", trying=TRYING)

    def hears(self, what: str) -> None:
        if what == "request" and self.state in ("proceeding", "completed", "accepted"):
            self.says(f"send {self.last}")
        elif what == "ACK" and self.state == "completed":
            self.to("confirmed", I=0 if self.is_reliable else T4)
        elif what == "ACK" and self.state in ("accepted", "gone"):
            self.says("told ACK")

    def user_says(self, status: int) -> None:
        if self.state not in ("trying", "proceeding"):
            return
        self.sends(str(status))
        if status < 200:
            self.to("proceeding")
        elif status < 300:
            self.to("accepted", L=64 * T1)
        else:
            self.wait = T1
            self.to("completed", H=64 * T1, **({} if self.is_reliable else {"G": T1}))

    def fires(self, name: str) -> None:
        if name == "trying":
            self.sends("100")
            self.to("proceeding")
        elif name == "G":
            self.repeats("G", T2)
        else:
            if name == "H":
                self.says("told no ACK")
            self.to("gone")


class Server(Diagram):
    """Figure 8."""

    def __init__(self, is_reliable: bool) -> None:
        super().__init__(is_reliable)
        self.says("told request")
        self.to("trying")

    def hears(self, what: str) -> None:
        if what == "request" and self.state in ("proceeding", "completed"):
            self.says(f"send {self.last}")
        elif what == "ACK":
            self.says("told ACK")

    def user_says(self, status: int) -> None:
        if self.state not in ("trying", "proceeding"):
            return
        self.sends(str(status))
        if status < 200:
            self.to("proceeding")
        else:
            self.to("completed", J=0 if self.is_reliable else 64 * T1)

    def fires(self, name: str) -> None:
        self.to("gone")


class InviteClient(Diagram):
    """Figure 5 of RFC 3261, with Figure 2 of RFC 6026."""

    def __init__(self, is_reliable: bool) -> None:
        super().__init__(is_reliable)
        self.sends("INVITE")
        self.to("calling", B=64 * T1, **({} if is_reliable else {"A": T1}))

    def hears(self, status: int) -> None:
        kind = min(status // 100, 3)
        if self.state in ("calling", "proceeding"):
            if kind == 3:
                self.says("send ACK")
            self.says(f"told {status}")
            if kind == 1:
                self.to("proceeding")
            elif kind == 2:
                self.to("accepted", M=64 * T1)
            else:
                self.to("completed", D=0 if self.is_reliable else 32)
        elif self.state == "completed" and kind == 3:
            self.says("send ACK")
        elif self.state == "accepted" and kind == 2:
            self.says(f"told {status}")

    def fires(self, name: str) -> None:
        if name == "A":
            self.repeats("A")
        else:
            if name == "B":
                self.says("told no response")
            self.to("gone")


class Client(Diagram):
    """Figure 6."""

    def __init__(self, is_reliable: bool) -> None:
        super().__init__(is_reliable)
        self.sends("OPTIONS")
        self.to("trying", F=64 * T1, **({} if is_reliable else {"E": T1}))

    def hears(self, status: int) -> None:
        if self.state not in ("trying", "proceeding"):
            return
        self.says(f"told {status}")
        if status < 200:
            # E and F run on.
            self.state = "proceeding"
        else:
            self.to("completed", K=0 if self.is_reliable else T4)

    def fires(self, name: str) -> None:
        if name == "E":
            self.repeats("E", T2)
            if self.state == "proceeding":
                self.wait = T2
                self.timers["E"] = self.now + T2
        else:
            if name == "F":
                self.says("told no response")
            self.to("gone")


class Real:
    """The layer, with the same log."""

    def __init__(self) -> None:
        tokens = count(1)
        self.layer = Transactions(lambda: f"t{next(tokens)}", TIMING)
        self.now = 0.0
        self.log: list[tuple[float, str]] = []
        self.number = 0
        self.invite: Request | None = None

    def note(self, events: list[object]) -> None:
        told = []
        for event in events:
            if isinstance(event, RequestArrived):
                self.number = event.transaction
                told.append("told request")
            elif isinstance(event, ResponseArrived):
                told.append(f"told {event.response.status}")
            elif isinstance(event, NoResponse):
                told.append("told no response")
            elif isinstance(event, NoAck):
                told.append("told no ACK")
            else:
                told.append("told ACK")
        sent = []
        for packet in self.layer.take_packets():
            message = read_datagram(packet.data)
            if isinstance(message, Request):
                self.invite = self.invite or message
                sent.append(f"send {message.method}")
            elif isinstance(message, Response):
                sent.append(f"send {message.status}")
        self.log += [(self.now, one) for one in sent + told]

    def pass_time(self, seconds: float) -> None:
        end = self.now + seconds
        while (at := self.layer.next_at_seconds) is not None and at <= end:
            self.now = at
            self.note(list(self.layer.do_what_is_due(at)))
        self.now = end


waits = st.integers(1, 80).map(lambda quarters: quarters / 4) | st.sampled_from((0.25, 0.5, 32.0, 40.0))
Steps = list[float | str | int]
server_steps = st.lists(waits | st.sampled_from(("request", "ACK", 100, 180, 200, 486, 603)), max_size=25)
client_steps = st.lists(waits | st.sampled_from((100, 180, 183, 200, 202, 302, 486, 603)), max_size=25)


def steps_of_server(method: str, diagram: InviteServer | Server, steps: Steps, source: Hop) -> Real:
    real = Real()
    request = a_request(method)
    ack = a_request("ACK", To="<sip:620@box>;tag=us")
    real.note(list(real.layer.receive_datagram(write(request), source, 0)))
    for step in steps:
        if isinstance(step, float):
            diagram.pass_time(step)
            real.pass_time(step)
        elif isinstance(step, int):
            diagram.user_says(step)
            real.layer.respond(real.number, response_to(request, step, "us"), real.now)
            real.note([])
        elif step == "ACK" or len(real.layer):
            # A request that comes after the end is another, and not this diagram's.
            diagram.hears(step)
            heard = ack if step == "ACK" else request
            real.note(list(real.layer.receive_datagram(write(heard), source, real.now)))
    return real


@settings(max_examples=300, deadline=None)
@given(server_steps, st.booleans())
def test_an_invite_server_follows_its_diagram(steps: Steps, is_reliable: bool) -> None:
    diagram = InviteServer(is_reliable)
    assert steps_of_server("INVITE", diagram, steps, STREAM if is_reliable else BOX).log == diagram.log


@settings(max_examples=300, deadline=None)
@given(server_steps, st.booleans())
def test_a_server_follows_its_diagram(steps: Steps, is_reliable: bool) -> None:
    diagram = Server(is_reliable)
    # The layer also forgets what its user agent never answers, which no diagram knows: at 32 seconds.
    steps = [step for step in steps if not isinstance(step, float) or step < 1]
    assert steps_of_server("OPTIONS", diagram, steps, STREAM if is_reliable else BOX).log == diagram.log


def steps_of_client(method: str, diagram: InviteClient | Client, steps: list[float | int], hop: Hop) -> Real:
    real = Real()
    ours = a_request(method)
    ours = Request(method, ours.uri, ours.headers.without("Via"))
    real.layer.send_request(ours, hop, "198.51.100.7", 0)
    real.note([])
    assert real.invite is not None
    for step in steps:
        if isinstance(step, float):
            diagram.pass_time(step)
            real.pass_time(step)
        else:
            diagram.hears(step)
            response = a_response(real.invite, step, "far")
            real.note(list(real.layer.receive_datagram(write(response), hop, real.now)))
    return real


@settings(max_examples=300, deadline=None)
@given(client_steps, st.booleans())
def test_an_invite_client_follows_its_diagram(steps: list[float | int], is_reliable: bool) -> None:
    diagram = InviteClient(is_reliable)
    assert steps_of_client("INVITE", diagram, steps, STREAM if is_reliable else BOX).log == diagram.log


@settings(max_examples=300, deadline=None)
@given(client_steps, st.booleans())
def test_a_client_follows_its_diagram(steps: list[float | int], is_reliable: bool) -> None:
    diagram = Client(is_reliable)
    assert steps_of_client("OPTIONS", diagram, steps, STREAM if is_reliable else BOX).log == diagram.log


class TwoEnds(RuleBasedStateMachine):
    """A caller's layer and ours; between them packets that may be lost, doubled and overtaken."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.tokens: Iterator[int] = count(1)
        self.caller = Transactions(lambda: f"c{next(self.tokens)}", TIMING)
        self.called = Transactions(lambda: f"s{next(self.tokens)}", TIMING)
        self.on_the_way: list[tuple[Transactions, bytes]] = []
        self.asked: dict[int, str] = {}
        self.told: dict[int, list[int]] = {}
        self.arrived: dict[str, RequestArrived] = {}
        self.arrivals: dict[str, int] = {}
        self.said: dict[int, list[int]] = {}
        self.finals: dict[str, set[bytes]] = {}

    def carry(self) -> None:
        for layer, other in ((self.caller, self.called), (self.called, self.caller)):
            for packet in layer.take_packets():
                self.on_the_way.append((other, packet.data))
                message = read_datagram(packet.data)
                if layer is self.called and isinstance(message, Response) and message.status >= 200:
                    self.finals.setdefault(f"{message.call_id} {message.cseq.method}", set()).add(packet.data)

    def note(self, layer: Transactions, events: list[object]) -> None:
        for event in events:
            if isinstance(event, RequestArrived):
                self.arrived[event.request.call_id] = event
                self.arrivals[event.request.call_id] = self.arrivals.get(event.request.call_id, 0) + 1
            elif isinstance(event, ResponseArrived):
                self.told.setdefault(event.transaction, []).append(event.response.status)
            elif isinstance(event, NoResponse):
                self.told.setdefault(event.transaction, []).append(999)
        self.carry()

    @precondition(lambda self: len(self.asked) < 4)
    @rule(method=st.sampled_from(("INVITE", "OPTIONS")))
    def ask(self, method: str) -> None:
        like = a_request(method, Call_ID=f"call{len(self.asked)}")
        request = Request(method, like.uri, like.headers.without("Via"))
        number = self.caller.send_request(request, FAR, "192.0.2.1:5060", self.now)
        self.asked[number] = request.call_id
        self.carry()

    @precondition(lambda self: bool(self.arrived))
    @rule(data=st.data(), status=st.sampled_from((180, 183, 200, 200, 486, 603)))
    def respond(self, data: st.DataObject, status: int) -> None:
        event = self.arrived[data.draw(st.sampled_from(sorted(self.arrived)))]
        if self.called.respond(event.transaction, response_to(event.request, status, "us"), self.now):
            self.said.setdefault(event.transaction, []).append(status)
        self.carry()

    @precondition(lambda self: bool(self.asked))
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        self.caller.cancel(data.draw(st.sampled_from(sorted(self.asked))), self.now)
        self.carry()

    @precondition(lambda self: bool(self.on_the_way))
    @rule(data=st.data(), fate=st.sampled_from(("arrives", "arrives", "arrives", "arrives twice", "is lost")))
    def packet(self, data: st.DataObject, fate: str) -> None:
        at = data.draw(st.integers(0, len(self.on_the_way) - 1))
        layer, packet = self.on_the_way[at]
        if fate != "arrives twice":
            del self.on_the_way[at]
        if fate != "is lost":
            self.note(
                layer, list(layer.receive_datagram(packet, BOX if layer is self.called else FAR, self.now))
            )

    @rule(seconds=st.sampled_from((0.1, 0.5, 1.0, 5.0, 33.0)))
    def pass_time(self, seconds: float) -> None:
        end = self.now + seconds
        while (at := min(self.next_times(), default=end + 1)) <= end:
            self.now = at
            for layer in (self.caller, self.called):
                self.note(layer, list(layer.do_what_is_due(at)))
        self.now = end
        del self.on_the_way[:-50]

    def next_times(self) -> list[float]:
        times = (self.caller.next_at_seconds, self.called.next_at_seconds)
        return [time for time in times if time is not None]

    @invariant()
    def a_final_response_has_one_form_and_nothing_comes_after_it(self) -> None:
        for said in self.said.values():
            assert all(status < 200 for status in said[:-1])
        # One call may be heard as new once more when its transaction is over and a late packet comes.
        for key, forms in self.finals.items():
            assert len(forms) <= max(1, self.arrivals.get(key.split()[0], 1)) or "CANCEL" in key

    @invariant()
    def a_user_agent_is_told_one_end(self) -> None:
        for told in self.told.values():
            ends = [status for status in told if status >= 200]
            assert len([status for status in ends if status >= 300]) <= 1
            assert not (any(status < 300 for status in ends) and any(status >= 300 for status in ends))
            assert not ends or all(status < 200 for status in told[: told.index(ends[0])])
            assert not ends or all(status >= 200 for status in told[told.index(ends[0]) :])

    def teardown(self) -> None:
        """On a network that has become quiet everything ends, and nothing is left."""
        for event in self.arrived.values():
            self.called.respond(event.transaction, response_to(event.request, 480, "us"), self.now)
        for number in self.asked:
            self.caller.cancel(number, self.now)
        for _ in range(400):
            self.carry()
            for layer, packet in self.on_the_way:
                source = BOX if layer is self.called else FAR
                for told in layer.receive_datagram(packet, source, self.now):
                    if isinstance(told, RequestArrived):
                        layer.respond(told.transaction, response_to(told.request, 480, "us"), self.now)
                    self.note(layer, [told])
            self.on_the_way.clear()
            self.carry()
            if not self.on_the_way:
                times = self.next_times()
                if not times:
                    break
                self.now = min(times)
                for layer in (self.caller, self.called):
                    self.note(layer, list(layer.do_what_is_due(self.now)))
        assert len(self.caller) == len(self.called) == 0
        for number in self.asked:
            assert any(status >= 200 for status in self.told.get(number, []))


TestTwoEnds = TwoEnds.TestCase
TestTwoEnds.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
