"""A packed list comes out as it went in, or is refused; never more of it at once than can be counted."""

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.net.unpacking import FetchRefusedError, gunzipped, packing_of, unpacked


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


def test_a_list_packed_with_zstd_is_refused_with_the_way_out() -> None:
    zstd_head = b"\x28\xb5\x2f\xfd"
    assert packing_of(zstd_head + b"whatever comes") == "zstd"
    with pytest.raises(FetchRefusedError, match="zstd; ask its author for gzip or plain text"):
        list(unpacked(iter([zstd_head]), "zstd"))


def test_how_a_file_is_packed_is_seen_by_its_first_bytes() -> None:
    assert [packing_of(head) for head in (gzip.compress(b""), b"+33162000001", b"")] == ["gzip", "", ""]
