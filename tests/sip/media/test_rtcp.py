"""RTCP against packets written by hand from RFC 3550 §6.4, and against anything else."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from agent.sip.media.rtcp import (
    Description,
    Goodbye,
    ReceiverReport,
    ReportBlock,
    Rtcp,
    SenderReport,
    middle_of,
    ntp_time,
    read_compound,
    write_compound,
)

word = st.integers(0, 0xFFFFFFFF)
blocks = st.builds(
    ReportBlock, word, st.integers(0, 255), st.integers(-0x800000, 0x7FFFFF), word, word, word, word
)
some_blocks = st.lists(blocks, max_size=5).map(tuple)
reports: st.SearchStrategy[Rtcp] = st.one_of(
    st.builds(SenderReport, word, st.integers(0, (1 << 64) - 1), word, word, word, some_blocks),
    st.builds(ReceiverReport, word, some_blocks),
    st.builds(Description, word, st.binary(max_size=60)),
    st.builds(Goodbye, st.lists(word, min_size=1, max_size=4).map(tuple)),
)


@given(st.lists(reports, max_size=6))
def test_what_is_written_is_read(packets: list[Rtcp]) -> None:
    assert read_compound(write_compound(packets)) == packets


@given(st.binary(max_size=2000))
def test_any_bytes_are_rtcp_or_nothing(data: bytes) -> None:
    read_compound(data)
    for kind in range(200, 205):
        read_compound(struct.pack("!BBH", 0xBF, kind, len(data) // 4) + data)


@given(st.lists(reports, min_size=1, max_size=6), st.integers(0, 3000))
def test_what_is_cut_off_leaves_what_stands_before_it(packets: list[Rtcp], cut: int) -> None:
    whole = write_compound(packets)
    read = read_compound(whole[: min(cut, len(whole))])
    assert read == packets[: len(read)]


def test_a_sender_report_stands_as_the_rfc_draws_it() -> None:
    block = ReportBlock(7, 128, -2, 0x10005, 33, 44, 55)
    drawn = struct.pack("!BBHIIIIII", 0x81, 200, 12, 1, 2, 3, 4, 5, 6)
    drawn += struct.pack("!IB3sIIII", 7, 128, b"\xff\xff\xfe", 0x10005, 33, 44, 55)
    assert write_compound([SenderReport(1, 2 << 32 | 3, 4, 5, 6, (block,))]) == drawn


def test_a_name_ends_with_a_zero_and_on_32_bits() -> None:
    assert write_compound([Description(1, b"ab")]) == b"\x81\xca\x00\x03\0\0\0\1\x01\x02ab" + bytes(4)
    assert write_compound([Description(1, b"abc")]) == b"\x81\xca\x00\x03\0\0\0\1\x01\x03abc" + bytes(3)


def test_a_name_is_found_behind_other_items() -> None:
    chunk = struct.pack("!I", 7) + b"\x02\x03Joe" + b"\x01\x02ab" + bytes(3)
    assert read_compound(struct.pack("!BBH", 0x81, 202, 4) + chunk) == [Description(7, b"ab")]


def test_a_report_that_claims_more_blocks_than_it_holds_has_those_it_holds() -> None:
    block = ReportBlock(7, 1, 2, 3, 4, 5, 6)
    whole = write_compound([ReceiverReport(9, (block, block))])
    cut = struct.pack("!BBH", 0x9F, 201, 1 + 6 + 3) + whole[4:44]
    assert read_compound(cut) == [ReceiverReport(9, (block,))]


def test_padding_and_unknown_kinds_are_passed_over() -> None:
    # It counts two sources, and the second would be padding.
    padded = struct.pack("!BBHI", 0xA2, 203, 2, 9) + b"\0\0\0\4"
    unknown = struct.pack("!BBHI", 0x80, 207, 1, 0)
    assert read_compound(unknown + padded) == [Goodbye((9,))]


def test_a_datagram_of_a_thousand_packets_is_not_read_to_its_end() -> None:
    assert len(read_compound(struct.pack("!BBHI", 0x81, 203, 1, 9) * 180)) == 16


def test_the_middle_of_a_time_counts_65536ths_of_a_second() -> None:
    assert middle_of(ntp_time(1.5)) == 0x18000
