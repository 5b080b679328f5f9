"""Dialogs: who is who, the way of the next request, and the order of theirs (RFC 3261 §12)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.sip.stack.dialog import (
    Dialog,
    dialog_of_called,
    dialog_of_caller,
    glare_wait_seconds,
    id_of_request,
    makes_dialog,
    record_route_of,
)
from agent.sip.stack.headers import Headers
from agent.sip.stack.hop import Hop
from agent.sip.stack.message import Request, Response, write
from agent.sip.stack.reading import read_datagram
from tests.sip.stack.messages import BOX, STREAM, a_request, a_response

US = "<sip:620@198.51.100.7:5060>"
ROUTES = "<sip:p1.example.com;lr>, <sip:p2.example.com;lr>"


def with_caller(**fields: str | None) -> Dialog:
    return dialog_of_caller(a_request(**fields), "us", US)


def with_called(status: int = 200, tag: str = "far", **fields: str) -> Dialog:
    invite = a_request(CSeq="7 INVITE", Contact=US)
    return dialog_of_called(invite, a_response(invite, status, tag, **fields))


def test_a_request_to_the_caller_turns_the_sides_around() -> None:
    dialog = with_caller(Contact="<sip:box@192.0.2.1:5062;transport=udp;ob>")
    assert dialog.id == ("call1@box", "us", "from1") and not dialog.is_caller
    bye = dialog.request("BYE")
    assert bye.uri == "sip:box@192.0.2.1:5062;transport=udp;ob"
    assert bye.headers.get("From") == "<sip:620@box>;tag=us"
    assert bye.headers.get("To") == '"Bob" <sip:+33612345678@box>;tag=from1'
    assert bye.call_id == "call1@box" and str(bye.cseq) == "1 BYE" and "Contact" not in bye.headers
    assert str(dialog.request("INFO").cseq) == "2 INFO"


def test_a_request_to_whom_we_called() -> None:
    dialog = with_called(Contact="<sip:phone@10.0.0.5>")
    assert dialog.id == ("call1@box", "from1", "far") and dialog.is_caller
    info = dialog.request("UPDATE", [("X-Any", "1")], b"v=0")
    assert info.uri == "sip:phone@10.0.0.5" and str(info.cseq) == "8 UPDATE"
    assert info.headers.get("Contact") == US and info.headers.get("X-Any") == "1" and info.body == b"v=0"
    assert info.to_tag == "far" and info.from_tag == "from1"


def test_the_route_set_keeps_its_order_for_the_callee_and_turns_it_for_the_caller() -> None:
    callee = with_caller(Record_Route=ROUTES)
    assert callee.request("BYE").headers.all("Route") == (
        "<sip:p1.example.com;lr>",
        "<sip:p2.example.com;lr>",
    )
    caller = with_called(Record_Route=ROUTES, Contact="<sip:phone@10.0.0.5>")
    bye = caller.request("BYE")
    assert bye.headers.all("Route") == ("<sip:p2.example.com;lr>", "<sip:p1.example.com;lr>")
    assert bye.uri == "sip:phone@10.0.0.5"


def test_a_strict_router_becomes_the_request_uri() -> None:
    # The example of RFC 3261 §16.12.1.2.
    dialog = with_caller(
        Record_Route="<sip:strict.example.com;method=BYE?a=b>, <sip:p2;lr>",
        Contact="<sip:callee@u2.example.com>",
    )
    bye = dialog.request("BYE")
    assert bye.uri == "sip:strict.example.com"
    assert bye.headers.all("Route") == ("<sip:p2;lr>", "<sip:callee@u2.example.com>")


def test_the_answer_has_the_last_word_on_route_and_target() -> None:
    invite = a_request(Contact=US)
    dialog = dialog_of_called(
        invite, a_response(invite, 180, Record_Route="<sip:old;lr>", Contact="<sip:a@old>")
    )
    dialog.take_answer(a_response(invite, 200, Record_Route=ROUTES, Contact="<sip:a@new>"))
    bye = dialog.request("BYE")
    assert bye.uri == "sip:a@new" and bye.headers.all("Route")[0] == "<sip:p2.example.com;lr>"


def test_the_ack_has_the_invites_number_and_credentials() -> None:
    invite = a_request(CSeq="7 INVITE", Proxy_Authorization='Digest realm="x"')
    dialog = dialog_of_called(invite, a_response(invite, 200, Record_Route="<sip:p;lr>"))
    ack = dialog.ack(invite, body=b"v=0")
    assert str(ack.cseq) == "7 ACK" and ack.headers.get("Proxy-Authorization") == 'Digest realm="x"'
    assert ack.headers.get("Route") == "<sip:p;lr>" and ack.body == b"v=0"
    assert dialog.request("BYE").cseq.number == 8


@pytest.mark.parametrize(("number", "status"), [(4, 500), (5, None), (6, None), (900, None)])
def test_only_a_lower_number_is_out_of_order(number: int, status: int | None) -> None:
    dialog = with_caller(CSeq="5 INVITE")
    assert dialog.take_request(a_request("INFO", CSeq=f"{number} INFO")) == status
    assert dialog.remote_cseq == max(5, number)


@pytest.mark.parametrize(
    ("method", "contact", "target"),
    [
        ("INVITE", "<sip:new@x;a=b>;expires=3", "sip:new@x;a=b"),
        ("UPDATE", "sip:new@x;expires=3", "sip:new@x"),
        ("INFO", "<sip:new@x>", "sip:box@192.0.2.1:5060"),
        ("INVITE", "*", "sip:box@192.0.2.1:5060"),
        ("INVITE", None, "sip:box@192.0.2.1:5060"),
    ],
)
def test_only_a_target_refresh_moves_the_target(method: str, contact: str | None, target: str) -> None:
    dialog = with_caller()
    dialog.take_request(a_request(method, Contact=contact, CSeq=f"2 {method}"))
    assert dialog.remote_target == target
    dialog = with_caller()
    request = a_request(method)
    dialog.take_response(a_response(request, 200, **({"Contact": contact} if contact else {})))
    assert dialog.remote_target == target
    dialog.take_response(a_response(request, 400, Contact="<sip:failed@x>"))
    assert dialog.remote_target == target


@pytest.mark.parametrize(
    ("contact", "route", "hop"),
    [
        ("<sip:a@192.0.2.1:5062>", None, Hop("192.0.2.1", 5062)),
        ("<sip:a@192.0.2.1>", None, Hop("192.0.2.1", 5060)),
        ("<sip:a@192.0.2.200:5062>", None, Hop("192.0.2.1", 40000)),
        ("<sip:a@evil.example.com:5062>", None, Hop("192.0.2.1", 40000)),
        ("<sip:a@192.0.2.1:99999>", None, Hop("192.0.2.1", 5060)),
        ("<tel:+331>", None, Hop("192.0.2.1", 40000)),
        ("<sip:a@192.0.2.1:5062>", "<sip:192.0.2.1:5080;lr>", Hop("192.0.2.1", 5080)),
        ("<sip:a@192.0.2.1:5062>", "<sip:proxy.example;lr>", Hop("192.0.2.1", 40000)),
    ],
)
def test_requests_go_to_the_host_we_know_whatever_was_written(
    contact: str, route: str | None, hop: Hop
) -> None:
    dialog = with_caller(Contact=contact, Record_Route=route)
    assert dialog.hop(Hop("192.0.2.1", 40000)) == hop
    assert dialog.hop(STREAM) == STREAM


def test_forks_are_told_apart_by_their_tags() -> None:
    assert with_called(tag="one").id != with_called(tag="two").id
    dialog = with_caller()
    theirs = a_request("BYE", To="<sip:620@box>;tag=us")
    assert id_of_request(theirs) == dialog.id
    assert id_of_request(a_request("BYE", To="<sip:620@box>;tag=them")) != dialog.id


@pytest.mark.parametrize(
    ("status", "tag", "makes"),
    [(100, "x", False), (180, "x", True), (180, "", False), (183, "x", True), (200, "x", True), (200, "", True),
     (302, "x", False), (486, "x", False)],
)  # fmt: skip
def test_which_responses_make_a_dialog(status: int, tag: str, makes: bool) -> None:
    assert makes_dialog(a_response(a_request(), status, tag)) is makes


def test_record_route_is_copied_as_written() -> None:
    assert record_route_of(a_request(Record_Route=ROUTES)) == [("Record-Route", ROUTES)]


@pytest.mark.parametrize(("is_caller", "first", "last"), [(True, 2.1, 4.0), (False, 0.0, 2.0)])
def test_after_glare_whoever_owns_the_call_id_waits_longer(
    is_caller: bool, first: float, last: float
) -> None:
    assert glare_wait_seconds(is_caller, 0.0) == first
    assert glare_wait_seconds(is_caller, 1.0) == last


@settings(deadline=None)
@given(st.lists(st.text(max_size=30), min_size=4, max_size=4))
def test_any_text_in_the_headers_makes_a_dialog_with_requests_that_can_be_read(texts: list[str]) -> None:
    names = ("From", "To", "Contact", "Record-Route")
    given_fields = list(zip(names, texts, strict=True))
    base = a_request().headers.without(*names)
    request = Request("INVITE", "sip:a@b", Headers([*base, *given_fields]))
    dialog = dialog_of_caller(request, "us", US)
    dialog.hop(BOX)
    bye = dialog.request("BYE")
    bye = Request("BYE", bye.uri, bye.headers.with_first(("Via", "SIP/2.0/UDP x")))
    assert not isinstance(read_datagram(write(bye)), Response)
    dialog_of_called(request, Response(200, "OK", request.headers)).request("BYE")
