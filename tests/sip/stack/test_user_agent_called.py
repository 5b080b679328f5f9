"""Being called: answers, cancels, hang-ups, and what crosses what (RFC 3261 §9.2, §13.3, §15)."""

import pytest

from agent.sip.stack.abilities import Abilities
from agent.sip.stack.call_events import (
    CallArrived,
    CallCancelled,
    CallConfirmed,
    CallEnded,
    DialogRequest,
    DialogResponse,
    Ending,
    InfoArrived,
    TransferProgress,
)
from agent.sip.stack.call_table import CallState
from agent.sip.stack.hop import Hop
from agent.sip.stack.message import Response, write
from agent.sip.stack.stream import Ping, StreamReader
from agent.sip.stack.transaction_events import RequestRefused
from tests.sip.stack.agent_script import CONTACT, AgentScript
from tests.sip.stack.messages import INVITE, STREAM, a_request, a_response


def test_a_call_that_is_answered_and_hung_up_by_the_caller() -> None:
    script = AgentScript()
    call = script.is_called()
    script.agent.respond(call, 180, 0)
    script.agent.respond(call, 200, 0, [("Content-Type", "application/sdp")], b"v=0")
    ringing, answer = script.sent()
    assert isinstance(ringing, Response) and isinstance(answer, Response)
    assert ringing.to_tag == answer.to_tag == "token1"
    assert answer.headers.get("Contact") == CONTACT and "Allow" in answer.headers and answer.body == b"v=0"
    ack = script.theirs("ACK")
    assert script.hears(ack) == [CallConfirmed(call, ack)]
    assert script.agent.state(call) is CallState.CONFIRMED
    bye = script.theirs("BYE")
    (ended,) = script.hears(bye)
    assert isinstance(ended, CallEnded) and ended.ending is Ending.THEIR_BYE and ended.request is not None
    assert script.statuses() == [200]
    assert script.agent.state(call) is CallState.OVER
    assert script.hears(bye) == [] and script.statuses() == [200]
    assert script.hears(script.theirs("BYE")) == [] and script.statuses() == [481]
    script.until(100)
    assert len(script.agent.transactions) == 0


def test_an_invite_that_comes_again_is_one_call_with_one_tag() -> None:
    script = AgentScript()
    call = script.is_called()
    for status in (180, 200):
        script.agent.respond(call, status, 0)
        (said,) = script.sent()
        assert script.hears(INVITE) == [] and script.sent() == [said]


def test_our_answer_is_repeated_until_its_ack_comes() -> None:
    script = AgentScript()
    call = script.is_called()
    script.agent.respond(call, 200, 0)
    sent, _ = script.until(12)
    assert [second for second, _ in sent] == [0, 0.5, 1.5, 3.5, 7.5, 11.5]
    assert len({write(one) for _, one in sent}) == 1
    script.hears(script.theirs("ACK"))
    assert script.until(31)[0] == []


def test_an_answer_that_nobody_acknowledges_ends_in_bye() -> None:
    script = AgentScript()
    call = script.is_called()
    script.agent.respond(call, 200, 0)
    _, told = script.until(31.9)
    assert told == []
    sent, told = script.until(32)
    assert told == [CallEnded(call, Ending.NO_ACK)]
    assert [one.method for _, one in sent if not isinstance(one, Response)] == ["BYE"]


def test_a_provisional_response_is_repeated_every_minute() -> None:
    script = AgentScript()
    call = script.is_called()
    script.agent.respond(call, 183, 0, body=b"v=0")
    sent, _ = script.until(130)
    assert [second for second, _ in sent] == [0, 60, 120]
    script.agent.respond(call, 603, 130)
    script.hears(a_request("ACK", To="<sip:620@box>;tag=token1"))
    sent, _ = script.until(300)
    assert {one.status for _, one in sent if isinstance(one, Response)} == {603}


def test_the_minute_begins_with_the_last_provisional_response() -> None:
    script = AgentScript()
    call = script.is_called()
    script.agent.respond(call, 180, 0)
    script.until(30)
    script.agent.respond(call, 183, 30)
    sent, _ = script.until(100)
    assert [(second, one.status) for second, one in sent if isinstance(one, Response)] == [
        (30, 183),
        (90, 183),
    ]


def test_a_ringing_call_that_is_cancelled_gets_487() -> None:
    script = AgentScript()
    call = script.is_called()
    script.agent.respond(call, 180, 0)
    script.sent()
    cancel = a_request("CANCEL", Reason='SIP;cause=200;text="Call completed elsewhere"')
    (event,) = script.hears(cancel)
    assert isinstance(event, CallCancelled) and "elsewhere" in (event.cancel.headers.get("Reason") or "")
    assert script.statuses() == [200, 487]
    assert not script.agent.respond(call, 200, 0)
    assert script.hears(cancel) == [] and script.statuses() == [200]


def test_a_cancel_that_crosses_our_answer_changes_nothing() -> None:
    script = AgentScript()
    call = script.is_called()
    script.agent.respond(call, 200, 0)
    script.sent()
    assert script.hears(a_request("CANCEL")) == [] and script.statuses() == [200]
    assert script.agent.state(call) is CallState.ANSWERED
    (event,) = script.hears(script.theirs("ACK"))
    assert isinstance(event, CallConfirmed)


def test_a_bye_before_the_ack_stops_our_answer() -> None:
    script = AgentScript()
    call = script.is_called()
    script.agent.respond(call, 200, 0)
    script.sent()
    (ended,) = script.hears(script.theirs("BYE"))
    assert isinstance(ended, CallEnded) and ended.ending is Ending.THEIR_BYE
    assert script.statuses() == [200]
    assert script.until(100) == ([], [])
    assert script.hears(script.theirs("ACK")) == []


def test_a_caller_may_end_an_early_dialog_by_bye() -> None:
    script = AgentScript()
    call = script.is_called()
    script.agent.respond(call, 180, 0)
    script.sent()
    (ended,) = script.hears(script.theirs("BYE"))
    assert isinstance(ended, CallEnded) and ended.call == call
    said = [(one.status, one.cseq.method) for one in script.sent() if isinstance(one, Response)]
    assert said == [(200, "BYE"), (487, "INVITE")]


def test_our_bye_waits_for_the_ack() -> None:
    script = AgentScript()
    call = script.is_called()
    script.agent.respond(call, 200, 0)
    script.sent()
    assert script.agent.hang_up(call, 0) and script.sent() == []
    assert script.hears(script.theirs("ACK")) == [CallEnded(call, Ending.OUR_BYE)]
    bye = script.only("BYE")
    assert bye.uri == "sip:box@192.0.2.1:5060" and (bye.from_tag, bye.to_tag) == ("token1", "from1")
    assert script.hears(a_response(bye, 200)) == []
    script.until(100)
    assert script.agent.state(call) is CallState.OVER and not script.agent.hang_up(call, 100)


def test_nobody_is_hung_up_on_before_an_answer() -> None:
    script = AgentScript()
    call = script.is_called()
    assert not script.agent.hang_up(call, 0)
    assert script.agent.respond(call, 603, 0) and script.statuses() == [603]
    assert not script.agent.respond(call, 200, 0)


def test_record_route_is_copied_into_what_makes_a_dialog_and_is_our_route() -> None:
    script = AgentScript()
    call = script.is_called(Record_Route="<sip:p1;lr>,<sip:p2;lr>")
    script.agent.respond(call, 100, 0)
    assert script.agent.state(call) is CallState.INCOMING and not script.agent._run.by_dialog
    for status in (180, 200):
        script.agent.respond(call, status, 0)
    trying, ringing, answer = script.sent()
    assert trying.headers.get("Record-Route") is None and trying.to_tag == ""
    assert (
        ringing.headers.get("Record-Route") == answer.headers.get("Record-Route") == "<sip:p1;lr>,<sip:p2;lr>"
    )
    script.hears(script.theirs("ACK"))
    script.agent.hang_up(call, 0)
    assert script.only("BYE").headers.all("Route") == ("<sip:p1;lr>", "<sip:p2;lr>")


def test_a_call_without_a_host_over_a_connection_is_answered_on_that_connection() -> None:
    script = AgentScript()
    reader = StreamReader()
    data = b"\r\n\r\n" + INVITE.replace(b"sip:620@198.51.100.7", b"sip:620@") + b"\r\n\r\n"
    told, pings = [], 0
    for start in range(0, len(data), 7):
        for read in reader.feed(data[start : start + 7]):
            if isinstance(read, Ping):
                pings += 1
            else:
                script.agent.receive(read, STREAM, 0)
                told += script.agent.take_events()
    (event,) = told
    assert isinstance(event, CallArrived) and event.request.uri == "sip:620@" and pings == 2
    script.agent.respond(event.call, 180, 0)
    assert [packet.hop for packet in script.agent.take_packets()] == [STREAM]


def test_a_call_goes_on_over_a_connection_that_was_made_anew() -> None:
    script = AgentScript()
    (event,) = script.hears(INVITE, STREAM)
    assert isinstance(event, CallArrived)
    anew = Hop(STREAM.address, 40001, STREAM.transport, connection=8)
    script.agent.reroute(STREAM, anew)
    script.agent.respond(event.call, 200, 0)
    script.hears(script.theirs("ACK"), anew)
    script.agent.hang_up(event.call, 0)
    assert [packet.hop for packet in script.agent.take_packets()] == [anew, anew]


# In the dialog.


def test_a_lower_cseq_gets_500_and_a_gap_is_no_fault() -> None:
    script = AgentScript()
    script.is_talking()
    assert [type(event) for event in script.hears(script.theirs("INFO", CSeq="50 INFO"))] == [InfoArrived]
    assert script.hears(script.theirs("INFO", CSeq="49 INFO")) == []
    assert script.hears(script.theirs("BYE", CSeq="3 BYE")) == []
    assert script.statuses() == [200, 500, 500]


@pytest.mark.parametrize("method", ["BYE", "INFO", "UPDATE", "PRACK", "NOTIFY", "OPTIONS", "INVITE"])
@pytest.mark.parametrize("to", ["<sip:620@box>;tag=unknown", "<sip:620@box>"])
def test_an_unknown_dialog_gets_481(method: str, to: str) -> None:
    if to.endswith("box>") and method in ("OPTIONS", "INVITE"):
        return
    script = AgentScript()
    assert script.hears(script.theirs(method, To=to)) == []
    assert script.statuses() == [481]


def test_a_reinvite_is_the_owners_and_our_answer_to_it_is_repeated() -> None:
    script = AgentScript()
    call = script.is_talking()
    (event,) = script.hears(script.theirs("INVITE", CSeq="5 INVITE", Contact="<sip:moved@192.0.2.1:5099>"))
    assert isinstance(event, DialogRequest)
    assert script.agent.answer(call, event.transaction, 200, 0, body=b"v=1")
    answer = script.answer()
    assert answer.body == b"v=1" and answer.headers.get("Contact") == CONTACT and answer.to_tag == "token1"
    assert [second for second, _ in script.until(2)[0]] == [0.5, 1.5]
    assert script.hears(script.theirs("ACK", CSeq="1 ACK")) == []
    ack = script.theirs("ACK", CSeq="5 ACK")
    assert script.hears(ack) == [CallConfirmed(call, ack)]
    assert script.until(20) == ([], [])
    script.agent.hang_up(call, 20)
    assert script.only("BYE").uri == "sip:moved@192.0.2.1:5099"


def test_a_reinvite_whose_answer_nobody_acknowledges_ends_the_call() -> None:
    script = AgentScript()
    call = script.is_talking()
    (event,) = script.hears(script.theirs("INVITE"))
    assert isinstance(event, DialogRequest)
    script.agent.answer(call, event.transaction, 200, 0)
    assert script.until(33)[1] == [CallEnded(call, Ending.NO_ACK)]


def test_a_refused_reinvite_leaves_the_call_as_it_was() -> None:
    script = AgentScript()
    call = script.is_talking()
    (event,) = script.hears(script.theirs("INVITE"))
    assert isinstance(event, DialogRequest)
    assert script.agent.answer(call, event.transaction, 488, 0)
    assert script.statuses() == [488] and script.agent.state(call) is CallState.CONFIRMED
    assert not script.agent.answer(call, event.transaction, 200, 0)


def test_a_second_offer_while_one_is_unanswered_gets_500_with_retry_after() -> None:
    script = AgentScript()
    script.is_talking()
    script.hears(script.theirs("INVITE"))
    script.hears(script.theirs("INVITE", CSeq="3 INVITE"))
    answer = script.answer()
    assert (answer.status, answer.headers.get("Retry-After")) == (500, "5")


def test_their_offer_while_ours_is_on_its_way_gets_491() -> None:
    script = AgentScript()
    call = script.is_talking()
    transaction = script.agent.ask(call, "INVITE", 0, body=b"v=2")
    ours = script.only("INVITE")
    assert script.hears(script.theirs("INVITE")) == [] and script.statuses() == [491]
    assert [type(one) for one in script.hears(script.theirs("UPDATE"))] == [DialogRequest]
    with_offer = {"Content-Length": None, "Content-Type": "application/sdp"}
    update = a_request(
        "UPDATE", write(script.theirs("UPDATE")) + b"v=0", **{**with_offer, "CSeq": "9 UPDATE"}
    )
    assert script.hears(update) == [] and script.statuses() == [491]
    assert script.agent.ask(call, "INVITE", 0) is None
    (event,) = script.hears(a_response(ours, 491, "from1"))
    assert isinstance(event, DialogResponse)
    assert (event.transaction, event.retry_after_seconds) == (transaction, 1.0)


def test_a_reinvite_before_our_answer_is_acknowledged_gets_491_and_before_it_is_given_500() -> None:
    script = AgentScript()
    call = script.is_called()
    script.agent.respond(call, 180, 0)
    script.sent()
    script.hears(script.theirs("INVITE"))
    assert script.statuses() == [500]
    script.agent.respond(call, 200, 0)
    script.sent()
    script.hears(script.theirs("INVITE", CSeq="3 INVITE"))
    assert script.statuses() == [491]


def test_a_cancelled_reinvite_leaves_the_call_as_it_was() -> None:
    script = AgentScript()
    call = script.is_talking()
    reinvite = script.theirs("INVITE")
    script.hears(reinvite)
    assert script.hears(a_request("CANCEL", Via=reinvite.headers.get("Via"), CSeq="2 CANCEL")) == []
    assert script.statuses() == [200, 487]
    assert script.agent.state(call) is CallState.CONFIRMED


def test_a_bye_ends_what_they_still_asked() -> None:
    script = AgentScript()
    call = script.is_talking()
    script.hears(script.theirs("INVITE"))
    (ended,) = script.hears(script.theirs("BYE", CSeq="3 BYE"))
    assert isinstance(ended, CallEnded) and ended.call == call
    assert script.statuses() == [200, 487]


def test_options_in_and_out_of_a_dialog_say_what_we_can() -> None:
    script = AgentScript()
    script.is_talking()
    for request in (script.theirs("OPTIONS"), a_request("OPTIONS", Via="SIP/2.0/UDP x;branch=z9hG4bKo")):
        assert script.hears(request) == []
        answer = script.answer()
        assert answer.status == 200 and answer.to_tag
        assert "INVITE" in answer.headers.each("Allow") and "application/sdp" in answer.headers.each("Accept")


def test_digits_by_info_are_answered_and_told() -> None:
    script = AgentScript()
    call = script.is_talking()
    body = b"Signal=5\r\nDuration=160"
    fields = {"Content-Length": None, "Content-Type": "application/dtmf-relay"}
    request = a_request("INFO", write(script.theirs("INFO")) + body, **{**fields, "CSeq": "9 INFO"})
    (event,) = script.hears(request)
    assert isinstance(event, InfoArrived) and (event.call, event.request.body) == (call, body)
    assert script.statuses() == [200]


def test_a_transfer_is_told_as_it_comes_on() -> None:
    script = AgentScript()
    call = script.is_talking()
    script.agent.transfer(call, "sip:phone@box", 0)
    refer = script.only("REFER")
    assert refer.headers.get("Refer-To") == "<sip:phone@box>" and refer.headers.get("Contact") == CONTACT
    script.hears(a_response(refer, 202, "from1"))
    told = []
    for number, line in enumerate(
        (b"SIP/2.0 100 Trying", b"SIP/2.0 180 Ringing\r\n", b"SIP/2.0 603 Decline\r\n")
    ):
        notify = script.theirs("NOTIFY", Event="refer;id=1", Subscription_State="active")
        fields = {"CSeq": f"{10 + number} NOTIFY", "Content-Length": None, "Content-Type": "message/sipfrag"}
        told += script.hears(a_request("NOTIFY", write(notify) + line, **fields))
    assert told == [
        TransferProgress(call, 100, False), TransferProgress(call, 180, False), TransferProgress(call, 603, True),
    ]  # fmt: skip
    assert script.statuses() == [200] * 3
    assert script.hears(script.theirs("NOTIFY", Event="refer", CSeq="20 NOTIFY")) == []
    assert script.statuses() == [481]
    assert script.until(100)[1] == []


@pytest.mark.parametrize(("kind", "status"), [("refer", 481), ("message-summary", 489), (None, 489)])
def test_a_notify_that_nobody_asked_for_is_refused(kind: str | None, status: int) -> None:
    script = AgentScript()
    script.is_talking()
    assert script.hears(script.theirs("NOTIFY", Event=kind)) == []
    assert script.statuses() == [status]


def test_a_transfer_without_a_word_times_out() -> None:
    script = AgentScript()
    call = script.is_talking()
    script.agent.transfer(call, "sip:phone@box", 0)
    script.hears(a_response(script.only("REFER"), 202, "from1"))
    assert script.until(39)[1] == []
    assert script.until(40)[1] == [TransferProgress(call, 408, True)]


def test_a_dialog_that_they_know_nothing_of_is_over() -> None:
    script = AgentScript()
    call = script.is_talking()
    script.agent.ask(call, "OPTIONS", 0)
    told = script.hears(a_response(script.only("OPTIONS"), 481, "from1"))
    assert [type(one) for one in told] == [DialogResponse, CallEnded]
    assert isinstance(told[1], CallEnded) and told[1].ending is Ending.DIALOG_GONE


def test_options_that_nobody_answers_are_told_as_408_and_the_rest_is_the_owners() -> None:
    script = AgentScript()
    call = script.is_talking()
    script.agent.ask(call, "OPTIONS", 0)
    _, told = script.until(33)
    (event,) = told
    assert isinstance(event, DialogResponse) and event.response.status == 408
    assert script.agent.state(call) is CallState.CONFIRMED


# What we refuse.


@pytest.mark.parametrize(
    ("method", "fields", "status", "header", "value"),
    [
        ("REFER", {"Refer-To": "<sip:premium@x>"}, 405, "Allow", "INVITE"),
        ("MESSAGE", {}, 405, "Allow", "BYE"),
        ("PUBLISH", {}, 405, "Allow", "ACK"),
        ("REGISTER", {}, 405, "Allow", "ACK"),
        ("SUBSCRIBE", {"Event": "presence"}, 489, "", ""),
        ("WIBBLE", {}, 501, "Allow", "ACK"),
        ("INVITE", {"Require": "100rel, Foo, bar"}, 420, "Unsupported", "Foo, bar"),
        (
            "INVITE",
            {"Require": "replaces", "Replaces": "call;to-tag=1;from-tag=2"},
            420,
            "Unsupported",
            "replaces",
        ),
        ("INVITE", {"Content-Type": "application/isup"}, 415, "Accept", "application/sdp"),
        ("INVITE", {"Content-Encoding": "gzip"}, 415, "Accept-Encoding", "identity"),
    ],
)
def test_what_is_refused_for_what(
    method: str, fields: dict[str, str | None], status: int, header: str, value: str
) -> None:
    script = AgentScript(Abilities(extensions=("100rel",)))
    (event,) = script.hears(a_request(method, INVITE, **fields))
    assert isinstance(event, RequestRefused) and event.status == status
    answer = script.answer()
    assert (answer.status, bool(answer.to_tag)) == (status, True)
    assert value in (answer.headers.get(header) or "")


@pytest.mark.parametrize(
    ("uri", "status"),
    [("nobodyKnowsThisScheme:totallyopaquecontent", 416), ("http://x", 416), ("soap.beep://x", 416),
     ("<sip:1@x>", None),     ("sip:@box", None), ("sips:a@b", None), ("tel:+331", None)],
)  # fmt: skip
def test_only_another_scheme_is_refused(uri: str, status: int | None) -> None:
    script = AgentScript()
    (event,) = script.hears(INVITE.replace(b"sip:620@198.51.100.7", uri.encode()))
    if status is None:
        assert isinstance(event, CallArrived)
    else:
        assert script.statuses() == [status]


def test_replaces_takes_no_call_over() -> None:
    script = AgentScript()
    first = script.is_talking()
    via = "SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKreplacing"
    replaces = "call1@box;to-tag=token1;from-tag=from1"
    second = script.is_called(Via=via, Call_ID="other", Replaces=replaces)
    assert (
        script.agent.state(first) is CallState.CONFIRMED and script.agent.state(second) is CallState.INCOMING
    )


def test_a_body_that_may_be_ignored_and_one_in_several_parts_are_no_reasons() -> None:
    for fields in (
        {"Content-Type": "text/plain", "Content-Disposition": "x;handling=optional"},
        {"Content-Type": "multipart/mixed;boundary=b"},
        {"Content-Type": "Application/SDP ;charset=utf-8"},
    ):
        assert AgentScript().is_called(**fields)
