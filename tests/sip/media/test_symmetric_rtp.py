"""Who may send the sound of a call, and where ours goes: whom SDP named, then whoever spoke, then nobody else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.sip.media.rtp import RtpPacket
from agent.sip.media.symmetric_rtp import (
    FIRST_PATIENCE_SECONDS,
    Address,
    RemoteSource,
    plain_address,
)
from tests.sip.media.media_parts import BOX, PHONE, STRANGER

SIP_SOURCE = "198.51.100.1"


def a_packet(sequence: int = 1, ssrc: int = 7) -> RtpPacket:
    return RtpPacket(8, False, sequence & 0xFFFF, sequence * 160, ssrc, b"")


def a_source(at_seconds: float = 0.0, on_hold: bool = False) -> RemoteSource:
    """One that SDP named as BOX."""
    source = RemoteSource()
    source.named(*BOX, SIP_SOURCE, on_hold, at_seconds)
    return source


def speaks(
    source: RemoteSource, whence: Address, begin: float, count: int = 50, ssrc: int = 7, first: int = 1
) -> int:
    """How many of its packets, 20 ms apart, are believed."""
    return sum(
        source.accepts(a_packet(first + number, ssrc), whence, begin + number * 0.02)
        for number in range(count)
    )


def test_nobody_is_believed_before_anything_was_named() -> None:
    source = RemoteSource()
    assert not speaks(source, BOX, 100.0)
    assert source.destination is None


def test_our_sound_goes_where_sdp_says_until_theirs_is_heard() -> None:
    source = a_source()
    assert source.destination == BOX
    assert speaks(source, (BOX[0], 9999), 0.1) == 50
    assert source.destination == (BOX[0], 9999)


def test_whom_sdp_or_sip_named_is_believed_at_the_first_packet() -> None:
    assert a_source().accepts(a_packet(), BOX, 0.1)
    assert a_source().accepts(a_packet(), (SIP_SOURCE, 1), 0.1)


def test_a_stranger_is_not_believed_before_the_box_had_its_second() -> None:
    source = a_source()
    assert speaks(source, STRANGER, 0.0, count=49) == 0
    assert source.packets_refused == 49
    assert source.accepts(a_packet(), BOX, FIRST_PATIENCE_SECONDS - 0.01)


def test_a_box_whose_sound_comes_from_elsewhere_is_believed_after_a_second() -> None:
    source = a_source()
    assert speaks(source, STRANGER, FIRST_PATIENCE_SECONDS) == 49
    assert source.destination == STRANGER


def test_once_heard_nobody_else_is_while_it_speaks() -> None:
    source = a_source()
    refused = [(BOX[0], 9999, 7), (BOX[0], BOX[1], 8), (*STRANGER, 7), (SIP_SOURCE, 5, 7)]
    for number in range(1000):
        now = number * 0.02
        assert source.accepts(a_packet(number), BOX, now)
        for address, port, ssrc in refused:
            assert not source.accepts(a_packet(number, ssrc), (address, port), now)
    assert source.destination == BOX


def test_another_device_behind_the_same_port_is_followed_after_a_fifth_of_a_second() -> None:
    source = a_source()
    speaks(source, BOX, 0.0, count=10, ssrc=7)
    assert speaks(source, BOX, 0.2, count=50, ssrc=8) == 50 - 10


def test_another_port_of_the_same_box_is_followed_after_a_second() -> None:
    source = a_source()
    speaks(source, BOX, 0.0, count=10)
    assert speaks(source, (BOX[0], 9999), 0.2, count=100, ssrc=8) == 100 - 50
    assert source.destination == (BOX[0], 9999)


def test_a_box_that_moved_is_followed_once_and_only_after_three_seconds() -> None:
    source = a_source()
    speaks(source, BOX, 0.0, count=10)
    assert speaks(source, STRANGER, 0.2, count=200, ssrc=8) == 200 - 150
    assert source.destination == STRANGER
    # Silent for ten seconds: nobody whom we do not know is followed a second time.
    assert speaks(source, ("203.0.113.77", 1), 20.0, count=200, ssrc=9) == 0


def test_a_new_port_of_the_box_does_not_use_up_the_one_move() -> None:
    source = a_source()
    speaks(source, BOX, 0.0, count=10)
    speaks(source, (BOX[0], 9999), 2.0, count=10, ssrc=8)
    assert speaks(source, STRANGER, 10.0, count=10, ssrc=9) == 9


def test_who_was_named_wins_back_what_a_stranger_was_given() -> None:
    source = a_source()
    speaks(source, STRANGER, FIRST_PATIENCE_SECONDS)
    assert speaks(source, BOX, 2.0, count=10, ssrc=8) == 9
    assert source.destination == BOX


def test_single_packets_of_many_sources_are_never_believed() -> None:
    source = a_source()
    for number in range(2000):
        whence = (f"203.0.113.{number % 250}", number)
        assert not source.accepts(a_packet(number * 31, number), whence, 5 + number * 0.001)


def test_on_hold_silence_is_no_reason_to_follow_a_stranger() -> None:
    source = a_source()
    speaks(source, BOX, 0.0, count=10)
    source.named(*BOX, SIP_SOURCE, True, 0.2)
    assert speaks(source, STRANGER, 60.0, count=200, ssrc=8) == 0
    source.named(*BOX, SIP_SOURCE, False, 70.0)
    # Its silence counts from the resume on.
    assert speaks(source, STRANGER, 70.0, count=100, ssrc=8) == 0
    assert speaks(source, BOX, 72.0, count=10, first=11) == 10


def test_a_new_offer_moves_the_sound_at_once() -> None:
    source = a_source()
    speaks(source, BOX, 0.0)
    source.named(*PHONE, SIP_SOURCE, False, 1.0)
    assert source.destination == PHONE
    # What was still on its way from the old place does not turn ours back.
    assert speaks(source, BOX, 1.0, count=10, first=51) == 10
    assert source.destination == PHONE
    assert speaks(source, PHONE, 1.2, count=10, ssrc=8) == 9
    assert source.destination == PHONE
    assert not speaks(source, BOX, 1.4, count=10, first=61)


def test_an_offer_that_says_the_same_moves_nothing() -> None:
    source = a_source()
    speaks(source, (BOX[0], 9999), 0.0)
    source.named(*BOX, SIP_SOURCE, False, 1.0)
    assert source.destination == (BOX[0], 9999)
    assert not speaks(source, BOX, 1.0, count=10, ssrc=8)


def test_behind_a_router_the_place_in_a_new_offer_is_given_up_for_the_one_that_speaks() -> None:
    source = a_source()
    speaks(source, (SIP_SOURCE, 40_000), 0.0)
    source.named("10.0.0.7", 7078, SIP_SOURCE, False, 1.0)
    assert source.destination == ("10.0.0.7", 7078)
    speaks(source, (SIP_SOURCE, 40_000), 1.0, count=60, first=51)
    assert source.destination == (SIP_SOURCE, 40_000)


def test_an_old_fashioned_hold_sends_nowhere_and_a_resume_there_again() -> None:
    source = RemoteSource()
    source.named("0.0.0.0", 7078, SIP_SOURCE, True, 0.0)
    assert source.destination is None
    # Music on hold from where it always came does not bring ours back.
    speaks(source, BOX, 0.0, count=100)
    speaks(source, (SIP_SOURCE, 9), 0.0, count=100)
    assert source.destination is None
    source.named(*BOX, SIP_SOURCE, False, 1.0)
    assert source.destination == BOX


@pytest.mark.parametrize("port", [0, -1, 65536, 70_000])
def test_a_port_that_is_none_is_no_destination(port: int) -> None:
    source = RemoteSource()
    source.named(BOX[0], port, SIP_SOURCE, False, 0.0)
    assert source.destination is None


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:DB8:0::1", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("0.0.0.0", ""),
        ("::", ""),
        ("phone.example", ""),
        ("", ""),
    ],
)
def test_addresses_are_compared_however_they_are_written(written: str, plain: str) -> None:
    assert plain_address(written) == plain


def test_an_ipv6_box_is_known_by_its_address() -> None:
    source = RemoteSource()
    source.named("2001:DB8::0:1", 7078, "", False, 0.0)
    assert source.accepts(a_packet(), ("2001:db8::1", 7078), 0.1)
    assert source.is_known(("2001:db8::1", 7079))
    assert not source.is_known(("2001:db8::2", 7079))


places = st.sampled_from([BOX, (BOX[0], 9999), PHONE, STRANGER, ("203.0.113.77", 1)])


@given(
    st.lists(
        st.tuples(
            places,
            st.integers(0, 3),
            st.floats(0, 0.19),
            st.booleans(),
        ),
        max_size=200,
    )
)
def test_while_the_box_speaks_five_times_a_second_no_one_else_is_ever_heard(
    packets: list[tuple[Address, int, float, bool]],
) -> None:
    source = a_source()
    assert source.accepts(a_packet(0, 7), BOX, 0.0)
    now = 0.0
    for number, (whence, ssrc, pause_seconds, _) in enumerate(packets, 1):
        now += pause_seconds
        assert not source.accepts(a_packet(number, ssrc), whence, now)
        assert source.accepts(a_packet(number, 7), BOX, now)
        assert source.destination == BOX


@given(st.text(max_size=60), st.integers(), st.text(max_size=60), st.booleans())
def test_any_words_of_an_sdp_name_a_place_or_none(address: str, port: int, sip: str, hold: bool) -> None:
    source = RemoteSource()
    source.named(address, port, sip, hold, 0.0)
    assert source.destination is None or 0 < source.destination[1] < 65536
