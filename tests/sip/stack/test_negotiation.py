"""Offers and answers of a dialog come in turn, and `o=` tells exactly when something changed."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.sip.stack.formats import Codec
from agent.sip.stack.negotiation import Negotiation, State
from agent.sip.stack.offer_answer import Direction, OurSide
from agent.sip.stack.sdp import read_sdp
from tests.sip.stack.sdp_samples import ASTERISK, BARE, FAX, FRITZBOX, SAMPLES

OURS = OurSide(address="192.168.178.40", port=4000)
HOLD = FRITZBOX.replace(b"a=sendrecv", b"a=sendonly")


def a_call(ours: OurSide = OURS) -> Negotiation:
    return Negotiation(ours, session_id=77)


def version(body: bytes | None) -> int:
    assert body is not None
    found = re.search(rb"^o=- 77 ([0-9]+) IN IP[46] \S+\r$", body, re.MULTILINE)
    assert found, body
    return int(found[1])


def test_an_answer_is_a_whole_description() -> None:
    assert a_call().take_offer(FRITZBOX) == (
        b"v=0\r\no=- 77 1 IN IP4 192.168.178.40\r\ns=-\r\nc=IN IP4 192.168.178.40\r\nt=0 0\r\n"
        b"m=audio 4000 RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\n"
        b"a=fmtp:101 0-15\r\na=ptime:20\r\na=sendrecv\r\n"
    )


def test_the_time_of_an_answer_is_that_of_the_offer() -> None:
    body = a_call().take_offer(BARE.replace(b"t=0 0", b"t=2873397496 2873404696"))
    assert body is not None and b"\r\nt=2873397496 2873404696\r\n" in body


def test_our_ipv6_address_is_written_as_one() -> None:
    body = a_call(replace(OURS, address="2001:db8::5")).take_offer(FRITZBOX)
    assert body is not None and b"o=- 77 1 IN IP6 2001:db8::5\r\n" in body and b"c=IN IP6 2001:db8::5" in body


def test_the_version_rises_with_each_change_and_stays_without_one() -> None:
    call = a_call()
    bodies = [call.take_offer(offer) for offer in (FRITZBOX, FRITZBOX, HOLD, HOLD, FRITZBOX)]
    assert [version(body) for body in bodies] == [1, 1, 2, 2, 3]
    assert bodies[0] == bodies[1]


def test_an_offer_that_is_refused_changes_nothing() -> None:
    call = a_call()
    first = call.take_offer(FRITZBOX)
    agreed = call.agreed
    for wrong in (FAX, b"", b"hello", b"v=0\r\n"):
        assert call.take_offer(wrong) is None
    assert call.agreed is agreed and call.take_offer(FRITZBOX) == first


def test_an_invite_without_an_offer_gets_ours_and_its_ack_answers() -> None:
    call = a_call()
    offer = call.offer()
    assert version(offer) == 1 and b"m=audio 4000 RTP/AVP 8 0 101\r\n" in (offer or b"")
    assert call.agreed is None and call.is_offering
    agreed = call.take_answer(BARE)
    assert agreed is not None and call.agreed is agreed and not call.is_offering


def test_a_later_offer_of_ours_names_keys_also_to_who_offered_none() -> None:
    call = a_call()
    call.take_offer(BARE)
    assert b"m=audio 4000 RTP/AVP 8 0 101\r\n" in (call.offer() or b"")


@pytest.mark.parametrize("body", [b"", b"hello", FAX, ASTERISK])
def test_a_missing_or_wrong_answer_agrees_to_nothing_and_is_still_awaited(body: bytes) -> None:
    call = a_call()
    call.offer()
    assert call.take_answer(body) is None
    assert call.agreed is None and call.is_offering


def test_an_answer_that_nobody_asked_for_is_none() -> None:
    call = a_call()
    assert call.take_answer(BARE) is None
    call.take_offer(FRITZBOX)
    assert call.take_answer(BARE) is None


def test_an_answer_that_comes_after_an_offer_of_theirs_is_too_late() -> None:
    call = a_call()
    call.offer()
    call.take_answer(BARE)
    call.take_offer(FRITZBOX)
    agreed = call.agreed
    assert call.take_answer(BARE) is None and call.agreed is agreed


def test_while_our_offer_waits_theirs_is_refused_and_so_is_a_second_of_ours() -> None:
    call = a_call()
    call.offer()
    assert call.take_offer(FRITZBOX) is None and call.is_offering
    assert call.offer() is None


def test_the_answer_of_a_183_may_come_again_in_the_200_and_the_last_counts() -> None:
    call = a_call()
    call.offer()
    call.take_answer(BARE)
    call.take_answer(BARE.replace(b"40000", b"40002"))
    assert call.agreed is not None and call.agreed.remote_port == 40002


def test_an_offer_that_was_withdrawn_leaves_what_held() -> None:
    call = a_call()
    call.take_offer(FRITZBOX)
    agreed = call.agreed
    call.ours = replace(OURS, direction=Direction.SENDONLY)
    assert version(call.offer()) == 2
    call.withdraw()
    assert (call.agreed, call.state) == (agreed, State.ANSWERED_THEM)
    call.ours = OURS
    assert version(call.take_offer(FRITZBOX)) == 3
    call.withdraw()
    assert call.state is State.ANSWERED_THEM


def test_a_later_offer_of_ours_keeps_their_number_for_keys_and_refused_lines() -> None:
    call = a_call()
    call.take_offer(ASTERISK.replace(b"101", b"97"))
    body = call.offer()
    description = read_sdp(body or b"")
    assert description is not None
    assert [(each.kind, each.port) for each in description.media] == [("audio", 4000), ("video", 0)]
    assert description.media[0].formats == ("8", "0", "97")
    assert call.take_answer(ASTERISK.replace(b"101", b"97").replace(b"16000", b"0")) is not None


ways = st.sampled_from(list(Direction))
codecs = st.sampled_from([(Codec.PCMA,), (Codec.PCMU,), (Codec.PCMA, Codec.PCMU), (Codec.PCMU, Codec.PCMA)])


@given(
    codecs,
    codecs,
    ways,
    ways,
    st.integers(96, 127),
    st.sampled_from([10, 20, 30, 60]),
    st.booleans(),
    st.booleans(),
)
def test_two_of_us_agree_on_the_same_seen_from_both_ends(
    ours: tuple[Codec, ...],
    theirs: tuple[Codec, ...],
    our_way: Direction,
    their_way: Direction,
    keys: int,
    ptime_ms: int,
    we_mux: bool,
    they_mux: bool,
) -> None:
    caller = a_call(
        replace(OURS, codecs=ours, direction=our_way, dtmf_type=keys, ptime_ms=ptime_ms, rtcp_mux=we_mux)
    )
    side = OurSide(address="2001:db8::9", port=6000, rtcp_port=7000, codecs=theirs, direction=their_way)
    callee = Negotiation(replace(side, rtcp_mux=they_mux), session_id=78)
    answer = callee.take_offer(caller.offer() or b"")
    common = [codec for codec in ours if codec in theirs]
    if not common:
        assert answer is None
        return
    here, there = caller.take_answer(answer or b""), callee.agreed
    assert here is not None and there is not None
    assert here.codec is there.codec is common[0]
    assert (here.send_type, here.send_dtmf_type) == (there.receive_type, there.receive_dtmf_type)
    assert (there.send_type, there.send_dtmf_type) == (here.receive_type, here.receive_dtmf_type)
    assert here.send_dtmf_type == keys and here.ptime_ms == there.ptime_ms == ptime_ms
    assert (here.direction.may_send, here.direction.may_hear) == (
        there.direction.may_hear,
        there.direction.may_send,
    )
    assert here.direction.may_send == (our_way.may_send and their_way.may_hear)
    assert (here.remote_address, here.remote_port) == ("2001:db8::9", 6000)
    assert (there.remote_address, there.remote_port) == ("192.168.178.40", 4000)
    assert here.rtcp_mux == there.rtcp_mux == (we_mux and they_mux)
    assert (here.rtcp_port, there.rtcp_port) == ((6000, 4000) if here.rtcp_mux else (7000, 4001))


@given(st.lists(st.tuples(st.sampled_from("oOaw"), st.sampled_from([*SAMPLES, b"", b"\xff"])), max_size=12))
def test_whatever_comes_in_whatever_order_versions_never_fall(turns: list[tuple[str, bytes]]) -> None:
    call = a_call()
    last_version, last_body = 0, b""
    for turn, body in turns:
        said = None
        if turn == "o":
            said = call.take_offer(body)
        elif turn == "O":
            said = call.offer()
        elif turn == "a":
            call.take_answer(body)
        else:
            call.withdraw()
        if said is not None:
            assert version(said) == last_version + (said.partition(b"s=")[2] != last_body)
            last_version, last_body = version(said), said.partition(b"s=")[2]
