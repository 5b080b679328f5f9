"""RTP packets against the drawing in RFC 3550 §5.1, and against anything else."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.sip.media.rtp import (
    LONGEST_PACKET_BYTES,
    RtpPacket,
    SequenceCounter,
    after,
    is_rtcp,
    read_packet,
    write_packet,
)
from tests.sip.media.media_parts import an_rtp, fields

packets = st.builds(
    RtpPacket,
    st.integers(0, 127),
    st.booleans(),
    st.integers(0, 0xFFFF),
    st.integers(0, 0xFFFFFFFF),
    st.integers(0, 0xFFFFFFFF),
    st.binary(max_size=480),
)


@given(packets)
def test_what_is_written_is_read(packet: RtpPacket) -> None:
    assert read_packet(write_packet(packet)) == packet


@given(packets)
def test_what_is_written_is_what_the_rfc_draws(packet: RtpPacket) -> None:
    data = write_packet(packet)
    assert data[0] == 0x80
    assert fields(data) == tuple(packet)


@given(st.binary(max_size=2000))
def test_any_bytes_are_a_packet_or_none(data: bytes) -> None:
    read_packet(data)
    is_rtcp(data)
    read_packet(b"\x80" + data)
    read_packet(b"\xbf" + data)


@given(packets, st.integers(0, 15), st.binary(max_size=40), st.integers(0, 9))
def test_what_stands_around_the_payload_is_left_out(
    packet: RtpPacket, sources: int, extension: bytes, padding: int
) -> None:
    plain = write_packet(packet)
    words = len(extension) // 4
    first = 0x80 | sources | (0x10 if words else 0) | (0x20 if padding else 0)
    extended = struct.pack("!HH", 0xBEDE, words) + extension[: 4 * words] if words else b""
    padded = bytes(padding - 1) + bytes((padding,)) if padding else b""
    whole = bytes((first,)) + plain[1:12] + bytes(4 * sources) + extended + packet.payload + padded
    assert read_packet(whole) == packet


@pytest.mark.parametrize(
    "data",
    [
        b"",
        an_rtp(b"")[:11],
        b"\x40" + an_rtp()[1:],  # version 1
        b"\x8f" + an_rtp(b"1234")[1:],  # fifteen sources that are not there
        b"\x90" + an_rtp(b"\xbe\xde\x00\x09")[1:],  # an extension longer than the packet
        b"\x90" + an_rtp(b"\xbe")[1:],
        b"\xa0" + an_rtp(b"abc\x00")[1:],  # padding of nothing
        b"\xa0" + an_rtp(b"abc\xff")[1:],  # more padding than packet
        an_rtp(bytes(LONGEST_PACKET_BYTES)),
        b"OPTIONS sip:phone SIP/2.0\r\n\r\n",
        b"\x00\x01\x00\x00\x21\x12\xa4\x42" + bytes(12),  # STUN
    ],
)
def test_what_is_cut_off_or_no_rtp_is_none(data: bytes) -> None:
    assert read_packet(data) is None


def test_rtcp_on_the_same_port_is_told_from_rtp() -> None:
    assert is_rtcp(b"\x80\xc8\x00\x06" + bytes(24))
    assert not is_rtcp(an_rtp())
    assert not is_rtcp(an_rtp(marker=True))
    assert not is_rtcp(an_rtp(payload_type=101, marker=True))


@pytest.mark.parametrize(
    ("value", "reference", "bits", "step"),
    [
        (1, 0xFFFF, 16, 2),
        (0xFFFF, 1, 16, -2),
        (5, 5, 16, 0),
        (0, 0xFFFFFFFF, 32, 1),
        (0x8000, 0, 16, -0x8000),
    ],
)
def test_counters_wrap(value: int, reference: int, bits: int, step: int) -> None:
    assert after(value, reference, bits) == step


@given(st.integers(0, 0xFFFF), st.integers(1, 200_000))
def test_a_sequence_that_wraps_goes_on_counting(first: int, steps: int) -> None:
    counter = SequenceCounter(first)
    for number in range(first, first + steps, 999):
        assert counter.extended(number & 0xFFFF) == number
    assert counter.highest == first + (steps - 1) // 999 * 999


def test_a_packet_of_before_the_wrap_is_known_after_it() -> None:
    counter = SequenceCounter(0xFFFE)
    assert [counter.extended(sequence) for sequence in (0, 0xFFFF, 1)] == [0x10000, 0xFFFF, 0x10001]
    assert counter.expected == 4


def test_one_wild_sequence_is_ignored_and_two_in_a_row_begin_anew() -> None:
    counter = SequenceCounter(10)
    assert counter.extended(30_000) is None
    assert counter.extended(11) == 11
    assert counter.extended(40_000) is None
    assert counter.extended(40_001) == 40_001
    assert counter.expected == 1
