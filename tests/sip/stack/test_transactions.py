"""Transactions as scripts: what comes at which second, and what goes out (RFC 3261 §17)."""

from itertools import count

import pytest

from agent.sip.stack.hop import Hop
from agent.sip.stack.message import Message, Request, Response, write
from agent.sip.stack.reading import read_datagram
from agent.sip.stack.responses import response_to
from agent.sip.stack.timers import Timing
from agent.sip.stack.transaction_events import (
    AckArrived,
    CancelArrived,
    NoAck,
    NoResponse,
    RequestArrived,
    RequestRefused,
    ResponseArrived,
    TransactionEvent,
)
from agent.sip.stack.transaction_run import RESERVE
from agent.sip.stack.transactions import Transactions
from tests.sip.stack.messages import BOX, INVITE, STREAM, a_request, a_response, changed

US = "198.51.100.7:5060"


class Script:
    """A layer, its clock and what it sent."""

    def __init__(self, most: int = 2000) -> None:
        tokens = count(1)
        self.layer = Transactions(lambda: f"token{next(tokens)}", Timing(), most)
        self.now = 0.0

    def hears(self, message: Message | bytes, source: Hop = BOX) -> list[TransactionEvent]:
        data = message if isinstance(message, bytes) else write(message)
        return self.layer.receive_datagram(data, source, self.now)

    def sent(self) -> list[Message]:
        read = [read_datagram(packet.data) for packet in self.layer.take_packets()]
        return [one for one in read if isinstance(one, Request | Response)]

    def statuses(self) -> list[int]:
        return [one.status for one in self.sent() if isinstance(one, Response)]

    def until(self, second: float) -> tuple[list[tuple[float, Message]], list[TransactionEvent]]:
        """What is sent and told up to that second, each with its second."""
        sent: list[tuple[float, Message]] = [(self.now, one) for one in self.sent()]
        told: list[TransactionEvent] = []
        while (next_at := self.layer.next_at_seconds) is not None and next_at <= second:
            self.now = next_at
            told += self.layer.do_what_is_due(self.now)
            sent += [(self.now, one) for one in self.sent()]
        self.now = second
        return sent, told

    def arrives(self, message: Message | bytes, source: Hop = BOX) -> RequestArrived:
        (event,) = self.hears(message, source)
        assert isinstance(event, RequestArrived)
        return event


def an_ack(invite: Request, response: Message, branch: str | None = None) -> Request:
    """The box's ACK of a response of ours."""
    via = invite.headers.get("Via") or ""
    return a_request(
        "ACK",
        Via=via if branch is None else f"SIP/2.0/UDP 192.0.2.1:5060;branch={branch}",
        To=response.headers.get("To"),
    )


# The server side.


def test_an_invite_that_comes_again_gets_the_very_bytes_at_each_stage() -> None:
    script = Script()
    call = script.arrives(INVITE)
    assert script.hears(INVITE) == [] and script.sent() == []
    for status in (180, 183, 200):
        script.layer.respond(call.transaction, response_to(call.request, status, "us"), script.now)
        (first,) = script.layer.take_packets()
        assert script.hears(INVITE) == []
        assert script.layer.take_packets() == [first]


def test_an_invite_that_nobody_answers_at_once_gets_a_100() -> None:
    script = Script()
    script.arrives(INVITE)
    sent, _ = script.until(10)
    assert [(second, one.status) for second, one in sent if isinstance(one, Response)] == [(0.2, 100)]


def test_a_failure_is_repeated_until_its_ack() -> None:
    script = Script()
    call = script.arrives(INVITE)
    script.layer.respond(call.transaction, response_to(call.request, 603, "us"), 0)
    sent, _ = script.until(8)
    assert [second for second, _ in sent] == [0, 0.5, 1.5, 3.5, 7.5]
    assert len({write(one) for _, one in sent}) == 1
    assert script.hears(an_ack(call.request, sent[0][1])) == []
    assert script.until(60) == ([], [])
    assert len(script.layer) == 0


def test_a_failure_without_ack_is_given_up_after_32_seconds() -> None:
    script = Script()
    call = script.arrives(INVITE)
    script.layer.respond(call.transaction, response_to(call.request, 603, "us"), 0)
    sent, told = script.until(100)
    assert told == [NoAck(call.transaction)]
    assert sent[-1][0] == 31.5


def test_over_a_stream_a_failure_is_sent_once() -> None:
    script = Script()
    call = script.arrives(INVITE, STREAM)
    script.layer.respond(call.transaction, response_to(call.request, 603, "us"), 0)
    sent, told = script.until(100)
    assert len(sent) == 1 and told == [NoAck(call.transaction)]


def test_the_ack_of_a_2xx_goes_to_the_user_agent_whatever_its_branch() -> None:
    script = Script()
    call = script.arrives(INVITE)
    answer = response_to(call.request, 200, "us")
    script.layer.respond(call.transaction, answer, 0)
    for branch in (None, "z9hG4bKnew"):
        (event,) = script.hears(an_ack(call.request, answer, branch))
        assert isinstance(event, AckArrived) and event.request.to_tag == "us"


def test_a_2xx_is_the_user_agents_to_repeat_for_32_seconds() -> None:
    script = Script()
    call = script.arrives(INVITE)
    script.layer.respond(call.transaction, response_to(call.request, 200, "us"), 0)
    assert len(script.until(31.9)[0]) == 1
    assert script.layer.respond_again(call.transaction, 31.9)
    assert script.statuses() == [200]
    script.until(32)
    assert not script.layer.respond_again(call.transaction, 32)


def test_after_a_final_response_no_other_is_said() -> None:
    script = Script()
    call = script.arrives(INVITE)
    assert script.layer.respond(call.transaction, response_to(call.request, 486, "us"), 0)
    assert not script.layer.respond(call.transaction, response_to(call.request, 200, "us"), 0)
    assert not script.layer.respond(call.transaction, response_to(call.request, 180, "us"), 0)
    assert not script.layer.respond(999, response_to(call.request, 180, "us"), 0)
    assert script.statuses() == [486]


def test_a_bye_that_comes_again_gets_its_answer_again_for_32_seconds() -> None:
    script = Script()
    bye = a_request("BYE", To="<sip:620@box>;tag=us")
    event = script.arrives(bye)
    script.layer.respond(event.transaction, response_to(bye, 200), 0)
    assert script.statuses() == [200]
    script.until(31)
    assert script.hears(bye) == [] and script.statuses() == [200]
    script.until(33)
    assert len(script.layer) == 0


def test_a_request_that_the_user_agent_forgets_is_forgotten() -> None:
    script = Script()
    script.arrives(a_request("OPTIONS"))
    assert script.until(33) == ([], []) and len(script.layer) == 0
    event = script.arrives(a_request("OPTIONS"))
    script.layer.respond(event.transaction, response_to(event.request, 100), 33)
    script.until(66)
    assert len(script.layer) == 0


def test_a_cancel_is_answered_and_told_once() -> None:
    script = Script()
    call = script.arrives(INVITE)
    script.layer.respond(call.transaction, response_to(call.request, 180, "us"), 0)
    script.sent()
    cancel = a_request("CANCEL")
    (event,) = script.hears(cancel)
    assert isinstance(event, CancelArrived) and event.transaction == call.transaction
    (ok,) = script.sent()
    assert isinstance(ok, Response) and (ok.status, ok.to_tag, ok.cseq.method) == (200, "us", "CANCEL")
    assert script.hears(cancel) == [] and script.sent() == [ok]


def test_a_cancel_after_the_final_response_changes_nothing() -> None:
    script = Script()
    call = script.arrives(INVITE)
    script.layer.respond(call.transaction, response_to(call.request, 200, "us"), 0)
    script.sent()
    assert script.hears(a_request("CANCEL")) == []
    assert script.statuses() == [200]


def test_a_cancel_of_nothing_gets_481() -> None:
    script = Script()
    script.arrives(INVITE)
    assert script.hears(a_request("CANCEL", Via="SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKother")) == []
    assert script.hears(a_request("CANCEL", Via="SIP/2.0/UDP 192.0.2.77:5060;branch=z9hG4bKabc")) == []
    assert script.statuses() == [481, 481]


OLD_VIA = "SIP/2.0/UDP 192.0.2.1:5060;branch=1"


def test_branches_from_before_rfc_3261_are_not_trusted_alone() -> None:
    script = Script()
    call = script.arrives(a_request(Via=OLD_VIA))
    other = script.arrives(a_request(Via=OLD_VIA, Call_ID="other"))
    assert other.transaction != call.transaction
    assert script.hears(a_request(Via=OLD_VIA)) == []
    (event,) = script.hears(a_request("CANCEL", Via=OLD_VIA))
    assert isinstance(event, CancelArrived) and event.transaction == call.transaction
    script.layer.respond(call.transaction, response_to(call.request, 487, "us"), 0)
    assert script.hears(a_request("ACK", Via=OLD_VIA, To="<sip:620@box>;tag=us")) == []
    script.sent()
    sent, _ = script.until(4)
    assert [one.call_id for _, one in sent] == ["other"]


def test_a_copy_that_came_another_way_gets_482_and_the_first_call_stands() -> None:
    script = Script()
    call = script.arrives(INVITE)
    copy = a_request(Via="SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKcopy")
    (event,) = script.hears(copy)
    assert isinstance(event, RequestRefused) and event.status == 482
    (first,) = script.layer.take_packets()
    script.hears(copy)
    assert script.layer.take_packets() == [first]
    assert script.layer.respond(call.transaction, response_to(call.request, 200, "us"), 0)


def test_what_is_refused_is_answered_without_a_transaction_and_told() -> None:
    script = Script()
    (event,) = script.hears(changed(INVITE, CSeq="7 BYE"))
    assert isinstance(event, RequestRefused) and event.status == 400
    assert event.request is not None and event.request.from_tag == "from1"
    (answer,) = script.sent()
    assert isinstance(answer, Response) and (answer.status, answer.reason) == (400, "Bad CSeq")
    assert answer.to_tag and len(script.layer) == 0
    (event,) = script.hears(changed(INVITE.replace(b"INVITE", b"ACK"), CSeq="7 BYE"))
    assert isinstance(event, RequestRefused) and script.sent() == []


def test_the_via_of_an_answer_says_where_the_packet_came_from() -> None:
    script = Script()
    request = a_request(Via="SIP/2.0/UDP evil.example:70000;branch=z9hG4bKx;rport, SIP/2.0/UDP b")
    event = script.arrives(request, Hop("192.0.2.50", 4444))
    script.layer.respond(event.transaction, response_to(event.request, 180, "us"), 0)
    (packet,) = script.layer.take_packets()
    assert packet.hop == Hop("192.0.2.50", 4444)
    via = b"Via: SIP/2.0/UDP evil.example:70000;branch=z9hG4bKx;rport=4444;received=192.0.2.50, SIP/2.0/UDP b\r\n"
    assert via in packet.data


def test_only_a_100_tells_the_time_back() -> None:
    request = a_request(Timestamp="54")
    assert response_to(request, 100).headers.get("Timestamp") == "54"
    assert response_to(request, 180, "us").headers.get("Timestamp") is None
    assert response_to(request, 100, "us").to_tag == "" and response_to(request, 180, "us").to_tag == "us"


# Room.


def test_when_it_is_full_what_waits_for_repetitions_is_forgotten_first_and_then_silence() -> None:
    script = Script(most=10)
    ringing = [script.arrives(numbered(number)) for number in range(5)]
    for number in range(5, 50):
        event = script.arrives(numbered(number))
        script.layer.respond(event.transaction, response_to(event.request, 603, "us"), 0)
        assert len(script.layer) <= 10
    for number in range(50, 55):
        ringing.append(script.arrives(numbered(number)))
    assert script.hears(numbered(60)) == [] and script.layer.dropped == 1
    script.arrives(a_request("BYE", To="<sip:620@box>;tag=us", Call_ID="talk"))
    script.arrives(a_request("OPTIONS", Call_ID="question"))
    (cancelled,) = script.hears(a_request("CANCEL", Via="SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK50"))
    assert isinstance(cancelled, CancelArrived)
    script.sent()
    for event in ringing:
        assert script.layer.respond(event.transaction, response_to(event.request, 180, "us"), 0)
    assert script.statuses() == [180] * 10


def numbered(number: int) -> Request:
    via = f"SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK{number}"
    return a_request(Via=via, Call_ID=f"call{number}")


def test_requests_in_dialogs_have_a_reserve_that_ends_too() -> None:
    script = Script(most=1)
    script.arrives(INVITE)
    for number in range(RESERVE + 20):
        via = f"SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK{number}"
        script.hears(a_request("BYE", Via=via, To="<sip:620@box>;tag=us", Call_ID=f"call{number}"))
    assert len(script.layer) == RESERVE + 1


def test_a_flood_leaves_no_timers_behind() -> None:
    script = Script(most=20)
    for number in range(3000):
        event = script.arrives(numbered(number))
        script.layer.respond(event.transaction, response_to(event.request, 603, "us"), 0)
    script.layer.take_packets()
    assert len(script.layer._run._schedule._heap) < 1000


# The client side.


def our_invite() -> Request:
    headers = a_request().headers.without("Via").with_set("CSeq", "5 INVITE")
    return Request(
        "INVITE", "sip:phone@192.0.2.1", headers.with_added(("Route", "<sip:192.0.2.1;lr>")), b"v=0"
    )


def our_options() -> Request:
    return Request("OPTIONS", "sip:phone@192.0.2.1", a_request("OPTIONS").headers.without("Via"))


def our_ack() -> Request:
    return Request("ACK", "sip:phone@192.0.2.1", a_request("ACK").headers.without("Via"))


def calling(script: Script, hop: Hop = BOX) -> tuple[int, Request]:
    transaction = script.layer.send_request(our_invite(), hop, US, script.now)
    (sent,) = script.sent()
    assert isinstance(sent, Request)
    return transaction, sent


def test_our_invite_is_repeated_and_given_up() -> None:
    script = Script()
    transaction = script.layer.send_request(our_invite(), BOX, US, 0)
    sent, told = script.until(100)
    assert [second for second, _ in sent] == [0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5]
    assert len({write(one) for _, one in sent}) == 1
    (event,) = told
    assert isinstance(event, NoResponse) and event.transaction == transaction and not event.is_unreachable
    assert script.now == 100 and len(script.layer) == 0


def test_our_request_is_repeated_up_to_every_four_seconds_and_given_up() -> None:
    script = Script()
    script.layer.send_request(our_options(), BOX, US, 0)
    sent, told = script.until(100)
    assert [second for second, _ in sent][:7] == [0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5]
    assert [type(event) for event in told] == [NoResponse]


def test_over_a_stream_our_requests_are_sent_once() -> None:
    script = Script()
    script.layer.send_request(our_invite(), STREAM, US, 0)
    script.layer.send_request(our_options(), STREAM, US, 0)
    sent, told = script.until(100)
    assert len(sent) == 2 and len(told) == 2
    assert (sent[0][1].headers.get("Via") or "").startswith("SIP/2.0/TCP 198.51.100.7:5060;branch=z9hG4bK")


def test_a_provisional_response_ends_the_repeating_of_an_invite_and_slows_others() -> None:
    script = Script()
    transaction, invite = calling(script)
    ringing = a_response(invite, 180)
    assert script.hears(ringing) == [ResponseArrived(transaction, ringing)]
    options = script.layer.send_request(our_options(), BOX, US, 0)
    (asked,) = script.sent()
    assert isinstance(asked, Request)
    script.hears(a_response(asked, 100))
    sent, _ = script.until(13)
    assert [(second, one.cseq.method) for second, one in sent] == [
        (0.5, "OPTIONS"), (4.5, "OPTIONS"), (8.5, "OPTIONS"), (12.5, "OPTIONS"),
    ]  # fmt: skip
    (done,) = script.hears(a_response(asked, 200))
    assert isinstance(done, ResponseArrived) and done.transaction == options


def test_a_failure_is_acknowledged_as_often_as_it_comes_and_told_once() -> None:
    script = Script()
    transaction, invite = calling(script)
    busy = a_response(invite, 486, "far")
    assert script.hears(busy) == [ResponseArrived(transaction, busy)]
    (ack,) = script.sent()
    assert isinstance(ack, Request) and (ack.method, ack.uri) == ("ACK", invite.uri)
    for name in ("Via", "From", "Call-ID", "Route"):
        assert ack.headers.all(name) == invite.headers.all(name)
    assert ack.to_tag == "far" and str(ack.cseq) == "5 ACK" and ack.body == b""
    assert script.hears(busy) == [] and script.sent() == [ack]
    script.until(33)
    assert script.hears(busy) == [] and script.sent() == []


def test_every_2xx_is_told_for_32_seconds() -> None:
    script = Script()
    transaction, invite = calling(script)
    for tag in ("one", "two", "one"):
        answer = a_response(invite, 200, tag)
        assert script.hears(answer) == [ResponseArrived(transaction, answer)]
    assert script.hears(a_response(invite, 486)) == [] and script.sent() == []
    script.until(32.1)
    assert script.hears(a_response(invite, 200, "one")) == []


def test_a_cancel_waits_for_a_provisional_response() -> None:
    script = Script()
    transaction, invite = calling(script)
    script.layer.cancel(transaction, 0)
    assert script.sent() == []
    script.hears(a_response(invite, 180))
    (cancel,) = script.sent()
    assert isinstance(cancel, Request) and (cancel.method, str(cancel.cseq)) == ("CANCEL", "5 CANCEL")
    for name in ("Via", "From", "To", "Call-ID", "Route"):
        assert cancel.headers.all(name) == invite.headers.all(name)
    script.layer.cancel(transaction, 0)
    assert script.sent() == []


def test_a_cancel_that_brings_no_final_response_is_the_end_after_32_seconds() -> None:
    script = Script()
    transaction, invite = calling(script)
    script.hears(a_response(invite, 180))
    script.until(50)
    script.layer.cancel(transaction, 50)
    (cancel,) = script.sent()
    script.hears(a_response(cancel, 200) if isinstance(cancel, Request) else b"")
    _, told = script.until(81.9)
    assert told == []
    _, told = script.until(82)
    assert [event.transaction for event in told if isinstance(event, NoResponse)] == [transaction]


@pytest.mark.parametrize("status", [200, 486])
def test_after_a_final_response_nothing_is_cancelled(status: int) -> None:
    script = Script()
    transaction, invite = calling(script)
    script.hears(a_response(invite, status))
    script.sent()
    script.layer.cancel(transaction, 0)
    assert script.sent() == []


def test_a_broken_way_ends_our_requests_on_it_at_once() -> None:
    script = Script()
    transaction, invite = calling(script)
    other = script.layer.send_request(our_invite(), Hop("192.0.2.99", 5060), US, 0)
    (event,) = script.layer.hop_failed(BOX)
    assert isinstance(event, NoResponse) and event.transaction == transaction and event.is_unreachable
    assert script.hears(a_response(invite, 200)) == []
    assert other and len(script.layer) == 1


def test_responses_to_nothing_of_ours_are_ignored() -> None:
    script = Script()
    _, invite = calling(script)
    stray = a_response(invite, 200)
    for headers in (
        stray.headers.with_set("Via", "SIP/2.0/UDP x;branch=z9hG4bKnone"),
        stray.headers.with_set("CSeq", "5 BYE"),
        stray.headers.with_added(("Via", "SIP/2.0/UDP further")),
    ):
        assert script.hears(Response(200, "OK", headers)) == []


def test_the_ack_of_a_2xx_is_sent_again_byte_for_byte() -> None:
    script = Script()
    packet = script.layer.send_ack(our_ack(), BOX, US)
    script.layer.send_again(packet)
    assert script.layer.take_packets() == [packet, packet]
