"""The wire carries every word unchanged, and whatever else arrives is refused in one way."""

import contextlib
import socket
import struct
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from agent.call.commands import Command, HangUp, OpenLine
from agent.call.events import CallArrived, CallEnded, Event
from agent.call.heard import Concluded
from agent.call.incoming_call import IncomingCall
from agent.call.sentence import Sentence, say, taken_apart
from agent.sip.wire import (
    MAX_FRAME_BYTES,
    WireBroken,
    commands_reader,
    events_reader,
    pack,
    receive,
    timeval,
)

PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(max_size=30),
    Sentence: st.text(max_size=30).map(lambda text: say("nobody there: {text}", text=text)),
    int: st.integers(-(2**63), 2**63 - 1),
    float: st.floats(allow_nan=False),
    bool: st.booleans(),
    datetime: st.datetimes(timezones=st.just(UTC)),
}


def anything_of(kind: Any) -> st.SearchStrategy[Any]:
    """Values of a word's type, or of one of its fields'."""
    if kind in PLAIN:
        return PLAIN[kind]
    if get_origin(kind) is Literal:
        return st.sampled_from(get_args(kind))
    if get_origin(kind) is tuple:
        inside = get_args(kind)
        if inside[-1] is Ellipsis:
            return st.lists(anything_of(inside[0]), max_size=3).map(tuple)
        return st.tuples(*map(anything_of, inside))
    return st.builds(kind, **{name: anything_of(hint) for name, hint in get_type_hints(kind).items()})


any_event = st.one_of([anything_of(word) for word in get_args(Event)])
any_command = st.one_of([anything_of(word) for word in get_args(Command)])


def in_pieces(sent: bytes, cuts: list[int]) -> list[bytes]:
    places = sorted({0, len(sent), *(cut % (len(sent) + 1) for cut in cuts)})
    return [sent[start:end] for start, end in pairwise(places)]


@given(st.lists(any_event, max_size=5), st.lists(st.integers(0, 5000), max_size=8))
def test_every_event_arrives_as_it_was_said_however_the_bytes_are_cut(
    said: list[Any], cuts: list[int]
) -> None:
    reader = events_reader()
    heard = [word for piece in in_pieces(b"".join(map(pack, said)), cuts) for word in reader.feed(piece)]
    assert heard == said
    assert [type(word) for word in heard] == [type(word) for word in said]


def test_a_sentence_of_the_ear_arrives_with_the_words_it_was_made_of() -> None:
    because = say(
        "{first}, which stopped when we spoke", first=say("a voice after {seconds:.1f} s", seconds=1.5)
    )
    (heard,) = events_reader().feed(pack(Concluded("c1", 3.0, "person", because)))
    assert isinstance(heard, Concluded)
    assert taken_apart(heard.because) == taken_apart(because)


@given(st.lists(any_command, max_size=5), st.lists(st.integers(0, 5000), max_size=8))
def test_every_command_arrives_as_it_was_given_however_the_bytes_are_cut(
    given_: list[Any], cuts: list[int]
) -> None:
    reader = commands_reader()
    heard = [word for piece in in_pieces(b"".join(map(pack, given_)), cuts) for word in reader.feed(piece)]
    assert heard == given_
    assert [type(word) for word in heard] == [type(word) for word in given_]


def framed(body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + body


@given(st.lists(st.binary(max_size=40) | st.binary(max_size=40).map(framed), max_size=6))
@example([framed(b"\x91" * 100_000)])
@example([framed(msgspec.msgpack.encode(["HangUp", {"call_id": 1}]))])
@example([framed(msgspec.msgpack.encode(["HangUp", {}]))])
@example([framed(b"\x92\xa2\xff\xfe\xc0")])
@example([framed(b"\x92\xa6HangUp\x81\xa7call_id\xa1\xff")])
@example([b"\xff\xff\xff\xff"])
def test_no_bytes_raise_anything_but_that_the_wire_is_broken(pieces: list[bytes]) -> None:
    for reader in (events_reader(), commands_reader()):
        with contextlib.suppress(WireBroken):
            for piece in pieces:
                reader.feed(piece)


@given(any_command, st.integers(0), st.integers(0, 255))
def test_a_damaged_byte_is_another_word_or_a_broken_wire_and_nothing_else(
    command: Any, place: int, byte: int
) -> None:
    frame = bytearray(pack(command))
    frame[place % len(frame)] = byte
    with contextlib.suppress(WireBroken):
        commands_reader().feed(bytes(frame))


def test_each_side_hears_only_what_the_other_may_say() -> None:
    with pytest.raises(WireBroken, match="'HangUp' is no word for this side"):
        events_reader().feed(pack(HangUp("c1")))
    with pytest.raises(WireBroken, match="'CallEnded' is no word for this side"):
        commands_reader().feed(pack(CallEnded("c1", "caller")))


def test_a_frame_too_long_is_refused_before_it_is_collected() -> None:
    reader = commands_reader()
    assert reader.feed(MAX_FRAME_BYTES.to_bytes(4, "big")) == []
    with pytest.raises(WireBroken, match="longer than"):
        commands_reader().feed((MAX_FRAME_BYTES + 1).to_bytes(4, "big"))


def test_the_largest_honest_call_is_far_from_the_limit() -> None:
    long = "x" * 1024
    call = IncomingCall(
        call_id=long, line="home", received_at=datetime.now(UTC), from_header=long, to_header=long,
        asserted_identity=(long,) * 8, diversion=(long,) * 8, history_info=(long,) * 8, user_agent=long,
    )  # fmt: skip
    assert len(pack(CallArrived(call))) < MAX_FRAME_BYTES // 10


def test_a_password_shows_in_no_repr_and_in_no_complaint() -> None:
    line = OpenLine(line="home", user="u", password="s3cret")
    assert "s3cret" not in f"{line!r} {line}"
    body = msgspec.msgpack.encode(["OpenLine", {"line": "home", "password": ["s3cret"]}])
    for reader in (events_reader(), commands_reader()):
        with pytest.raises(WireBroken) as broken:
            reader.feed(framed(body))
        assert "s3cret" not in str(broken.value)
        assert broken.value.__cause__ is None


def test_the_end_of_the_other_side_is_the_end_of_words() -> None:
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            theirs.sendall(pack(HangUp("c1")) + pack(HangUp("c2"))[:5])
            reader = commands_reader()
            assert receive(ours, reader) == [HangUp("c1")]
        assert receive(ours, reader) is None
    assert receive(ours, reader) is None


@pytest.mark.parametrize(("seconds", "parts"), [(1, (1, 0)), (0.25, (0, 250_000)), (6.5, (6, 500_000))])
def test_a_limit_of_time_is_what_the_kernel_keeps(seconds: float, parts: tuple[int, int]) -> None:
    here, there = socket.socketpair()
    with here, there:
        here.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, timeval(seconds))
        kept = struct.unpack("@ll", here.getsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, 16))
    # The kernel rounds up to its own ticks, of 1 to 10 ms.
    assert kept[0] * 1_000_000 + kept[1] == pytest.approx(parts[0] * 1_000_000 + parts[1], abs=10_000)
