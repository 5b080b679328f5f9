"""Only a trusted peer can vouch for a caller; anybody can ask for privacy."""

from datetime import UTC, datetime
from typing import Any

import pytest

from agent.call.incoming_call import IncomingCall
from agent.identify.identity_headers import (
    forwarders,
    ignored_headers,
    may_be_named,
    shown_identities,
    wants_privacy,
)


def a_call(**headers: Any) -> IncomingCall:
    defaults = {"call_id": "c1", "line": "home", "received_at": datetime(2026, 11, 21, tzinfo=UTC)}
    return IncomingCall(**{**defaults, "from_trusted_peer": True, **headers})


ALL_THREE = {
    "from_header": "<sip:from@box>",
    "asserted_identity": ("<sip:pai-sip@op>, <tel:+1>", "<sip:pai-2@op>"),
    "remote_party_id": "<sip:rpid@op>;party=calling, <sip:us@op>;party=called",
}


def test_a_trusted_peer_is_believed_before_the_caller() -> None:
    shown = shown_identities(a_call(**ALL_THREE))
    assert [(each.header, each.address.user) for each in shown] == [
        ("P-Asserted-Identity", "pai-sip"),
        ("P-Asserted-Identity", "+1"),
        ("P-Asserted-Identity", "pai-2"),
        ("Remote-Party-ID", "rpid"),
        ("From", "from"),
    ]
    assert ignored_headers(a_call(**ALL_THREE)) == ()


def test_a_stranger_can_vouch_for_nobody() -> None:
    call = a_call(**ALL_THREE, from_trusted_peer=False)
    assert [each.header for each in shown_identities(call)] == ["From"]
    assert ignored_headers(call) == ("P-Asserted-Identity", "Remote-Party-ID")


def test_a_call_without_headers_shows_nobody() -> None:
    assert shown_identities(a_call()) == ()
    assert not wants_privacy(a_call())


@pytest.mark.parametrize("trusted", [True, False])
@pytest.mark.parametrize(
    ("headers", "wanted"),
    [
        ({"from_header": "<sip:0162000001@box>"}, False),
        ({"from_header": "<sip:anonymous@anonymous.invalid>"}, True),
        ({"from_header": "<sip:unavailable@unknown.invalid>"}, False),
        ({"from_header": "<sip:0162000001@box>", "privacy": "id"}, True),
        ({"from_header": "<sip:0162000001@box>", "privacy": "none"}, False),
        ({"from_header": "<sip:0162000001@box>", "remote_party_id": "<sip:1@h>;privacy=full"}, True),
        ({"from_header": "<sip:1@box>", "remote_party_id": "<sip:2@h>;party=called;privacy=full"}, False),
    ],
)
def test_who_asks_for_privacy_is_believed(headers: dict[str, Any], wanted: bool, trusted: bool) -> None:
    assert wants_privacy(a_call(**headers, from_trusted_peer=trusted)) is wanted


def test_the_first_one_called_comes_first() -> None:
    diverted = a_call(diversion=("<tel:+332>;reason=no-answer", "<tel:+331>;reason=unconditional"))
    assert [each.user for each in forwarders(diverted)] == ["+331", "+332"]
    with_history = a_call(
        history_info=("<sip:+331@op>;index=1", "<sip:+332@op>;index=1.1, <sip:us@op>;index=1.1.1")
    )
    assert [each.user for each in forwarders(with_history)] == ["+331", "+332"]


def test_a_history_of_one_is_the_call_itself() -> None:
    assert forwarders(a_call(history_info=("<sip:us@op>;index=1",))) == ()


@pytest.mark.parametrize(
    ("value", "named"),
    [
        ("<tel:+331>;reason=unconditional", True),
        ("<tel:+331>;privacy=off", True),
        ("<tel:+331>;privacy=full", False),
        ("<sip:+331@op?Privacy=history>;index=1", False),
    ],
)
def test_a_forwarder_may_ask_not_to_be_named(value: str, named: bool) -> None:
    assert may_be_named(forwarders(a_call(diversion=(value,)))[0]) is named
