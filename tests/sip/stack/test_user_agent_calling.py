"""Calling: forks, cancels, late answers and challenges (RFC 3261 §9.1, §13.2, §22)."""

from collections.abc import Sequence

import pytest

from agent.sip.stack.call_events import (
    CallAnswered,
    CallEnded,
    CallFailed,
    CallProgress,
    DialogResponse,
    Ending,
)
from agent.sip.stack.call_table import CallState
from agent.sip.stack.headers import Field
from agent.sip.stack.hop import Hop
from agent.sip.stack.message import Request, Response
from agent.sip.stack.requests import new_request
from agent.sip.stack.transaction_events import NoResponse, ResponseArrived
from tests.sip.stack.agent_script import AgentScript
from tests.sip.stack.messages import BOX, a_response


def test_a_call_of_ours_that_is_answered_and_hung_up_by_us() -> None:
    script = AgentScript()
    call, invite = script.calls()
    assert script.hears(a_response(invite, 100, "")) == []
    (ringing,) = script.hears(a_response(invite, 180))
    assert isinstance(ringing, CallProgress)
    answer = a_response(invite, 200, Contact="<sip:phone@192.0.2.1:5070>")
    assert script.hears(answer) == [CallAnswered(call, answer)]
    ack = script.only("ACK")
    assert ack.uri == "sip:phone@192.0.2.1:5070" and str(ack.cseq) == "7 ACK" and ack.to_tag == "far"
    assert script.hears(answer) == [] and script.sent() == [ack]
    assert script.agent.hang_up(call, 0)
    (packet,) = script.agent.take_packets()
    assert packet.hop == Hop("192.0.2.1", 5070) and b"CSeq: 8 BYE" in packet.data
    assert script.agent.take_events() == [CallEnded(call, Ending.OUR_BYE)]


def test_they_hang_up() -> None:
    script = AgentScript()
    call, _ = script.has_called()
    (ended,) = script.hears(script.from_phone("BYE"))
    assert isinstance(ended, CallEnded) and (ended.call, ended.ending) == (call, Ending.THEIR_BYE)
    assert script.statuses() == [200]


def test_the_tag_of_the_answer_counts_and_not_that_of_the_ringing() -> None:
    script = AgentScript()
    call, invite = script.calls()
    script.hears(a_response(invite, 180, "early"))
    script.hears(a_response(invite, 200, "answer"))
    assert script.only("ACK").to_tag == "answer"
    script.agent.hang_up(call, 0)
    assert script.only("BYE").to_tag == "answer"


def test_every_fork_that_answers_is_acknowledged_and_all_but_the_first_are_hung_up() -> None:
    script = AgentScript()
    call, invite = script.calls()
    for tag in ("one", "two"):
        script.hears(a_response(invite, 180, tag))
    script.hears(a_response(invite, 200, "two"))
    assert script.only("ACK").to_tag == "two"
    assert script.hears(a_response(invite, 200, "one", Contact="<sip:second@192.0.2.1>")) == []
    ack, bye = script.sent()
    assert isinstance(ack, Request) and isinstance(bye, Request)
    assert [(one.method, one.to_tag, one.uri) for one in (ack, bye)] == [
        ("ACK", "one", "sip:second@192.0.2.1"), ("BYE", "one", "sip:second@192.0.2.1"),
    ]  # fmt: skip
    assert script.hears(a_response(bye, 200)) == []
    assert script.hears(a_response(invite, 200, "one")) == [] and script.sent() == [ack]
    assert script.agent.state(call) is CallState.CONFIRMED


def test_a_fork_that_answers_after_the_end_is_hung_up_too() -> None:
    script = AgentScript()
    call, invite = script.calls()
    script.hears(a_response(invite, 200, "one"))
    script.agent.hang_up(call, 0)
    bye = script.sent()[-1]
    assert isinstance(bye, Request)
    script.hears(a_response(bye, 200))
    script.until(10)
    script.sent()
    script.hears(a_response(invite, 200, "two"))
    assert script.methods() == ["ACK", "BYE"]


def test_a_thousand_forks_are_somebodys_game() -> None:
    script = AgentScript()
    _, invite = script.calls()
    for number in range(100):
        script.hears(a_response(invite, 180, f"early{number}"))
    for number in range(100):
        script.hears(a_response(invite, 200, f"fork{number}"))
    assert script.methods().count("ACK") == 16
    assert len(script.agent._run.by_dialog) < 40


def test_our_cancel_waits_and_487_ends_the_call() -> None:
    script = AgentScript()
    call, invite = script.calls()
    assert script.agent.hang_up(call, 0) and script.sent() == []
    script.hears(a_response(invite, 180))
    cancel = script.only("CANCEL")
    assert script.hears(a_response(cancel, 200)) == []
    (failed,) = script.hears(a_response(invite, 487))
    assert isinstance(failed, CallFailed) and failed.response.status == 487
    assert script.methods() == ["ACK"]


def test_our_cancel_and_our_bye_say_why() -> None:
    why = ("Reason", 'SIP;cause=200;text="Call completed elsewhere"')
    script = AgentScript()
    call, invite = script.calls()
    script.agent.hang_up(call, 0, [why])
    script.hears(a_response(invite, 180))
    assert script.only("CANCEL").headers.get("Reason") == why[1]
    script = AgentScript()
    call, _ = script.has_called()
    script.agent.hang_up(call, 0, [why])
    assert script.only("BYE").headers.get("Reason") == why[1]


def test_an_answer_that_crosses_our_cancel_is_acknowledged_and_hung_up() -> None:
    script = AgentScript()
    call, invite = script.calls()
    script.hears(a_response(invite, 180))
    script.agent.hang_up(call, 0)
    script.sent()
    assert script.hears(a_response(invite, 200)) == [CallEnded(call, Ending.OUR_BYE)]
    assert script.methods() == ["ACK", "BYE"]


def test_a_cancelled_call_that_stays_silent_is_given_up() -> None:
    script = AgentScript()
    call, invite = script.calls()
    script.hears(a_response(invite, 180))
    script.agent.hang_up(call, 0)
    _, told = script.until(32)
    (failed,) = told
    assert isinstance(failed, CallFailed) and (failed.call, failed.response.status) == (call, 408)


@pytest.mark.parametrize("status", [302, 401, 486, 503, 603])
def test_a_call_that_is_refused_fails_and_nobody_else_is_dialled(status: int) -> None:
    script = AgentScript()
    call, invite = script.calls()
    (failed,) = script.hears(a_response(invite, status, Contact="<sip:premium@192.0.2.66>"))
    assert isinstance(failed, CallFailed) and failed.response.status == status
    assert script.methods() == ["ACK"]
    assert script.agent.state(call) is CallState.OVER


def test_a_call_that_nobody_hears_fails_with_408_and_one_on_a_broken_way_with_503() -> None:
    script = AgentScript()
    script.calls()
    _, told = script.until(33)
    assert [one.response.status for one in told if isinstance(one, CallFailed)] == [408]
    script.calls()
    script.agent.hop_failed(BOX, script.now)
    assert [one.response.status for one in script.agent.take_events() if isinstance(one, CallFailed)] == [503]


def proof_once(request: Request, challenge: Response) -> Sequence[Field]:
    return () if "Authorization" in request.headers else [("Authorization", f"Digest for {request.method}")]


def test_a_challenged_invite_is_tried_once_more_and_its_ack_has_the_credentials() -> None:
    script = AgentScript(authorize=proof_once)
    call, invite = script.calls()
    assert script.hears(a_response(invite, 401)) == []
    ack, again = script.sent()
    assert isinstance(ack, Request) and isinstance(again, Request) and ack.method == "ACK"
    assert str(again.cseq) == "8 INVITE" and again.headers.get("Authorization") == "Digest for INVITE"
    assert again.via != invite.via and len(again.headers.all("Via")) == 1 and again.body == b"v=0"
    script.hears(a_response(again, 200))
    assert script.only("ACK").headers.get("Authorization") == "Digest for INVITE"
    script.agent.hang_up(call, 0)
    bye = script.only("BYE")
    assert bye.cseq.number == 9
    assert script.hears(a_response(bye, 401)) == [CallEnded(call, Ending.OUR_BYE)]
    again = script.only("BYE")
    assert (again.cseq.number, again.headers.get("Authorization")) == (10, "Digest for BYE")


def test_a_box_that_challenges_for_ever_is_not_tried_for_ever() -> None:
    script = AgentScript(authorize=lambda request, challenge: [("Authorization", "x")])
    _, invite = script.calls()
    for _ in range(3):
        assert script.hears(a_response(invite, 401)) == []
        again = script.sent()[-1]
        assert isinstance(again, Request)
        invite = again
    assert [type(one) for one in script.hears(a_response(invite, 401))] == [CallFailed]


def test_a_box_that_challenges_every_request_is_answered_every_time() -> None:
    script = AgentScript(authorize=proof_once)
    call, _ = script.has_called()
    for _ in range(5):
        script.agent.ask(call, "OPTIONS", 0)
        assert script.hears(a_response(script.only("OPTIONS"), 407)) == []
        again = script.only("OPTIONS")
        assert "Authorization" in again.headers
        (event,) = script.hears(a_response(again, 200))
        assert isinstance(event, DialogResponse) and event.response.status == 200


def test_our_reinvite_is_acknowledged_as_often_as_it_is_answered() -> None:
    script = AgentScript()
    call, _ = script.has_called()
    script.agent.ask(call, "INVITE", 0, body=b"v=3")
    reinvite = script.only("INVITE")
    (event,) = script.hears(a_response(reinvite, 200, Contact="<sip:moved@192.0.2.1:5071>"))
    assert isinstance(event, DialogResponse)
    ack = script.only("ACK")
    assert (ack.uri, str(ack.cseq)) == ("sip:moved@192.0.2.1:5071", "8 ACK")
    assert script.hears(a_response(reinvite, 200)) == [] and script.sent() == [ack]


@pytest.mark.parametrize(("status", "is_over"), [(488, False), (491, False), (481, True), (408, True)])
def test_a_refused_reinvite_ends_the_call_only_where_they_know_nothing_of_it(
    status: int, is_over: bool
) -> None:
    script = AgentScript()
    call, _ = script.has_called()
    script.agent.ask(call, "INVITE", 0)
    script.hears(a_response(script.only("INVITE"), status))
    assert (script.agent.state(call) is CallState.OVER) is is_over


def test_after_glare_whoever_called_waits_longer() -> None:
    script = AgentScript()
    call, _ = script.has_called()
    script.agent.ask(call, "INVITE", 0)
    (event,) = script.hears(a_response(script.only("INVITE"), 491))
    assert isinstance(event, DialogResponse) and event.retry_after_seconds == 3.05


def test_without_a_dialog_nothing_is_asked() -> None:
    script = AgentScript()
    call, invite = script.calls()
    assert script.agent.ask(call, "OPTIONS", 0) is None
    script.hears(a_response(invite, 180, "early"))
    assert script.agent.ask(call, "PRACK", 0, [("RAck", "1 7 INVITE")], remote_tag="early") is not None
    assert script.only("PRACK").to_tag == "early"
    assert script.agent.ask(call, "PRACK", 0, remote_tag="other") is None
    assert script.agent.ask(999, "OPTIONS", 0) is None
    assert not script.agent.hang_up(999, 0) and not script.agent.respond(999, 200, 0)
    assert not script.agent.answer(999, 1, 200, 0) and not script.agent.repeat_response(999, 0)


def test_what_belongs_to_no_call_is_the_owners() -> None:
    script = AgentScript()
    register = new_request(
        "REGISTER", "sip:box", from_side="<sip:620@box>", from_tag="r", to_side="<sip:620@box>", call_id="reg"
    )
    transaction = script.agent.transactions.send_request(register, BOX, "198.51.100.7:5060", 0)
    answer = a_response(script.only("REGISTER"), 401)
    assert script.hears(answer) == [ResponseArrived(transaction, answer)]
    script.agent.transactions.send_request(register, BOX, "198.51.100.7:5060", 0)
    _, told = script.until(33)
    assert [type(one) for one in told] == [NoResponse]


def test_a_call_leaves_nothing_behind() -> None:
    script = AgentScript()
    call, _ = script.has_called()
    script.agent.ask(call, "INFO", 0)
    script.agent.hang_up(call, 0)
    script.until(200)
    run = script.agent._run
    assert (run.calls, run.by_dialog, run.by_transaction, len(script.agent.transactions)) == ({}, {}, {}, 0)
    assert script.agent.next_at_seconds is None
