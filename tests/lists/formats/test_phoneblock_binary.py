"""PBBL files: the published vectors, and what a broken file says."""

import pytest

from agent.lists.formats.parsed import says_of
from agent.lists.formats.phoneblock_binary import HEADER, MAGIC, RECORD, digits_of, key_of
from tests.lists.formats.lists_for_tests import bad_lines, detected, entries, numbers_in, read


def test_the_published_key_of_zero() -> None:
    assert key_of("0") == 4177248169415651


@pytest.mark.parametrize(
    ("digits", "record"), [("4917650642602", "01c58a68b6520958"), ("33162", "0116d4e458d11541")]
)
def test_the_published_records(digits: str, record: str) -> None:
    assert RECORD.pack(key_of(digits) << 8 | 1).hex() == record
    assert digits_of(RECORD.unpack(bytes.fromhex(record))[0] >> 8) == digits


def a_file(*records: int, exact: int, prefixes: int) -> bytes:
    return HEADER.pack(MAGIC, 1, 1 << 5, exact, prefixes) + b"".join(
        RECORD.pack(record) for record in records
    )


def test_whole_numbers_come_first_and_then_prefixes() -> None:
    raw = a_file(key_of("4917650642602") << 8 | 1, key_of("33162") << 8 | 1, exact=1, prefixes=1)
    assert numbers_in(read("phoneblock-binary", raw)) == ["exact +4917650642602", "prefix +33162"]
    assert detected(raw) == "phoneblock-binary"


def test_bit_0_clear_means_wanted() -> None:
    raw = a_file(key_of("4917650642602") << 8, exact=1, prefixes=0)
    assert [says_of(entry) for entry in entries(read("phoneblock-binary", raw))] == ["wanted"]


def test_a_missing_record_is_said_and_the_others_are_read() -> None:
    raw = a_file(key_of("4917650642602") << 8 | 1, exact=5, prefixes=0)
    found = read("phoneblock-binary", raw)
    assert len(entries(found)) == 1
    assert bad_lines(found)[-1].because == "only 1 of 5 records are there"
    assert bad_lines(found)[-1].cut_short


def test_a_gap_between_digits_is_a_bad_record() -> None:
    raw = a_file(11**15 << 8 | 11 << 8 | 1, exact=1, prefixes=0)
    assert "gap" in bad_lines(read("phoneblock-binary", raw))[0].because
