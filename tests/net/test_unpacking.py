"""A packed list comes out as it went in, or is refused; never more of it at once than can be counted."""

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.net.unpacking import MOST_FRAMES, ZSTD, FetchRefusedError, gunzipped, packing_of, unzstd
from tests.lists.zstd_by_hand import needs_zstd, zstd_frame, zstd_zeros


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


@needs_zstd
@given(parts=st.lists(st.binary(max_size=200), min_size=1, max_size=4), size=st.integers(1, 50))
def test_joined_zstd_frames_are_unpacked_however_they_arrive(parts: list[bytes], size: int) -> None:
    assert ZSTD is not None
    for pack in (ZSTD.compress, zstd_frame):
        packed = b"".join(pack(part) for part in parts)
        assert b"".join(unzstd(iter(in_pieces(packed, size)))) == b"".join(parts)


@needs_zstd
@given(raw=st.binary(max_size=300), size=st.integers(1, 50))
def test_arbitrary_bytes_unpack_from_zstd_or_are_refused(raw: bytes, size: int) -> None:
    assert ZSTD is not None
    for content in (raw, zstd_frame(b"")[:5] + raw):
        try:
            unpacked = b"".join(unzstd(iter(in_pieces(content, size))))
        except FetchRefusedError:
            continue
        assert unpacked == ZSTD.decompress(content)


@needs_zstd
def test_a_zstd_bomb_comes_out_in_pieces_that_can_be_counted() -> None:
    sizes = [len(piece) for piece in unzstd(iter([zstd_zeros(50)]))]
    assert (max(sizes) <= 1 << 18, sum(sizes)) == (True, 50 << 20)


@needs_zstd
@pytest.mark.parametrize(
    ("packed", "because"),
    [
        (zstd_frame(b"+33162000001", window_log=31), "too much"),
        (zstd_frame(b"") * (MOST_FRAMES + 1), "more than 1000 zstd frames"),
        (zstd_frame(b"+33162000001")[:-3], "cut off"),
        (b"", "cut off"),
    ],
    ids=["two gigabytes of window", "frames without end", "cut", "nothing"],
)
def test_what_a_zstd_file_may_not_do_is_refused(packed: bytes, because: str) -> None:
    with pytest.raises(FetchRefusedError, match=because):
        list(unzstd(iter([packed])))


def test_without_the_library_one_sentence_says_what_to_install() -> None:
    with pytest.raises(FetchRefusedError, match=r"pip install backports\.zstd"):
        list(unzstd(iter([zstd_frame(b"+33162000001")]), library=None))


def test_how_a_file_is_packed_is_seen_by_its_first_bytes() -> None:
    assert [packing_of(head) for head in (gzip.compress(b""), zstd_frame(b""), b"+33162000001")] == [
        "gzip",
        "zstd",
        "",
    ]
