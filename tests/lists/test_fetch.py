"""The pieces of a download that need no server."""

import gzip
import zlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.lists.fetch import FetchRefusedError, gunzipped
from agent.lists.retry_after import retry_after_seconds

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120),
        ("Sat, 21 Nov 2026 13:00:00 GMT", 3600),
        ("Sat, 21 Nov 2026 11:00:00 GMT", 0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 7 * 24 * 3600),
        ("9" * 400, 7 * 24 * 3600),
        ("-5", 0),
        ("soon", 0),
        ("", 0),
    ],
)
def test_retry_after_is_read_in_both_forms_and_never_more_than_a_week(text: str, seconds: float) -> None:
    assert retry_after_seconds(text, NOW) == seconds


@given(st.text())
def test_retry_after_never_raises(text: str) -> None:
    assert 0 <= retry_after_seconds(text, NOW) <= 7 * 24 * 3600


def in_pieces(raw: bytes, size: int) -> list[bytes]:
    return [raw[at : at + size] for at in range(0, len(raw), size)]


@given(parts=st.lists(st.binary(max_size=200), min_size=1, max_size=4), size=st.integers(1, 50))
def test_joined_gzip_parts_are_unpacked_however_they_arrive(parts: list[bytes], size: int) -> None:
    packed = b"".join(gzip.compress(part) for part in parts)
    assert b"".join(gunzipped(iter(in_pieces(packed, size)))) == b"".join(parts)


@given(raw=st.binary(max_size=300), size=st.integers(1, 50))
def test_arbitrary_bytes_unpack_or_are_refused(raw: bytes, size: int) -> None:
    try:
        unpacked = b"".join(gunzipped(iter(in_pieces(raw, size))))
    except FetchRefusedError:
        return
    assert unpacked == zlib.decompress(raw, wbits=31)


def test_a_bomb_comes_out_in_pieces_that_can_be_counted() -> None:
    bomb = gzip.compress(bytes(50 << 20))
    assert max(len(piece) for piece in gunzipped(iter([bomb]))) <= 1 << 18
