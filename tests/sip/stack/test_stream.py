"""Messages out of a stream are the same however it is cut."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.sip.stack.message import Request, write
from agent.sip.stack.reading import Read
from agent.sip.stack.refusals import Ignored, Limits, Refused
from agent.sip.stack.stream import Ping, StreamReader
from tests.sip.stack.messages import INVITE, a_request, changed, requests


def in_pieces(data: bytes, cuts: list[int], limits: Limits | None = None) -> tuple[list[Read | Ping], bool]:
    reader = StreamReader(limits)
    edges = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    read = [one for start, end in pairwise(edges) for one in reader.feed(data[start:end])]
    return read, reader.is_broken


pieces = st.lists(
    requests().map(write)
    | st.sampled_from([b"\r\n", b"\r\n\r\n", b"\n", b"\r", b"\0", b"GET / HTTP/1.1\r\n\r\n", b"\r\n\r\n\r\n"])
    | st.sampled_from([changed(INVITE, Content_Length=length) for length in ("-1", "9", None, "999999", "0")])
    | st.binary(max_size=30),
    max_size=5,
).map(b"".join)


@settings(deadline=None)
@given(pieces, st.lists(st.integers(0, 1500), max_size=12))
def test_any_chunking_gives_the_same_messages(data: bytes, cuts: list[int]) -> None:
    assert in_pieces(data, cuts) == in_pieces(data, [])


@settings(deadline=None)
@given(pieces, st.integers(1, 200))
def test_any_chunking_gives_the_same_messages_under_small_limits(data: bytes, size: int) -> None:
    limits = Limits(message_bytes=300, body_bytes=20)
    assert in_pieces(data, list(range(0, len(data), size)), limits) == in_pieces(data, [], limits)


@settings(deadline=None)
@given(st.lists(requests(), max_size=4))
def test_messages_one_behind_the_other_are_all_read(sent: list[Request]) -> None:
    read, is_broken = in_pieces(b"".join(write(request) for request in sent), [])
    assert read == sent and not is_broken


def test_byte_by_byte_a_ping_and_a_request() -> None:
    data = b"\r\n\r\n" + INVITE + b"\r\n" + INVITE + b"\r\n\r\n"
    read, _ = in_pieces(data, list(range(len(data))))
    assert read == [Ping(), a_request(), a_request(), Ping()]


def test_without_a_content_length_a_stream_has_no_body() -> None:
    read, is_broken = in_pieces(changed(INVITE, Content_Length=None)[: -len(b"v=0")] + INVITE, [])
    assert [type(one) for one in read] == [Request, Request] and not is_broken


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (changed(INVITE, Content_Length="-1"), 400),
        (changed(INVITE, Content_Length="many"), 400),
        (changed(INVITE, Content_Length="32769"), 413),
        (INVITE[:-20] + b"x" * 70_000, 513),
    ],
)  # fmt: skip
def test_a_stream_that_cannot_be_cut_any_more_is_answered_and_over(data: bytes, status: int) -> None:
    reader = StreamReader()
    (read,) = reader.feed(data)
    assert isinstance(read, Refused) and read.status == status and read.request is not None
    assert reader.is_broken and reader.feed(INVITE) == []


def test_a_stream_of_something_else_is_over() -> None:
    reader = StreamReader()
    assert reader.feed(b"\x16\x03\x01\x02") == [] or reader.is_broken
    reader = StreamReader()
    assert [type(one) for one in reader.feed(b"GET / HTTP/1.1\r\n\r\n")] == [Ignored]
    assert reader.is_broken
