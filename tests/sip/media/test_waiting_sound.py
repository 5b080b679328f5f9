"""Sound in any pieces, in any order, comes out as it was spoken."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from agent.sip.media.waiting_sound import LONGEST_PAYLOAD_BYTES, MOST_PACKETS, WaitingSound

FILLER = b"?" * 160


@given(st.lists(st.integers(1, 480), min_size=1, max_size=12), st.randoms())
def test_pieces_of_any_size_in_any_order_become_the_same_frames(sizes: list[int], chance: Random) -> None:
    sound = bytes(place % 251 for place in range(sum(sizes)))
    starts = [sum(sizes[:number]) for number in range(len(sizes))]
    pieces = [(start, sound[start : start + size]) for start, size in zip(starts, sizes, strict=True)]
    chance.shuffle(pieces)
    waiting = WaitingSound()
    for start, payload in pieces:
        assert waiting.add(start, payload)
    frames = [waiting.take(start, FILLER) for start in range(0, len(sound), 160)]
    assert b"".join(frames)[: len(sound)] == sound
    assert all(len(frame) == 160 for frame in frames)
    assert len(waiting) == 0


@given(
    st.lists(st.tuples(st.integers(-2000, 2000), st.binary(max_size=700)), max_size=40),
    st.integers(-2000, 2000),
)
def test_a_frame_is_a_frame_whatever_overlaps_or_lacks(packets: list[tuple[int, bytes]], start: int) -> None:
    waiting = WaitingSound()
    for place, payload in packets:
        waiting.add(place, payload)
    for number in range(8):
        assert len(waiting.take(start + number * 160, FILLER)) == 160


def test_what_lacks_is_taken_from_the_filler_at_the_same_place() -> None:
    waiting = WaitingSound()
    waiting.add(40, b"a" * 40)
    waiting.add(120, b"b" * 80)
    filler = bytes(range(160))
    assert waiting.take(0, filler) == filler[:40] + b"a" * 40 + filler[80:120] + b"b" * 40
    assert waiting.take(160, filler) == b"b" * 40 + filler[40:]


def test_it_is_known_which_samples_have_come() -> None:
    waiting = WaitingSound()
    waiting.add(0, b"x" * 80)
    waiting.add(160, b"y" * 80)
    assert [waiting.has(place) for place in (-1, 0, 79, 80, 159, 160, 239, 240)] == [
        False, True, True, False, False, True, True, False,
    ]  # fmt: skip


def test_packets_that_overlap_are_heard_once_where_they_do() -> None:
    waiting = WaitingSound()
    waiting.add(1000, b"a" * 100)
    waiting.add(1060, bytes(range(100, 200)))
    assert waiting.take(1000, FILLER) == b"a" * 100 + bytes(range(140, 200))


def test_a_duplicate_is_refused() -> None:
    waiting = WaitingSound()
    assert waiting.add(160, b"x" * 160)
    assert waiting.add(0, b"y" * 160)
    assert not waiting.add(0, b"z" * 160)
    assert not waiting.add(160, b"z" * 160)
    assert waiting.take(0, FILLER) == b"y" * 160


def test_neither_many_nor_large_packets_are_kept() -> None:
    waiting = WaitingSound()
    assert not waiting.add(0, bytes(LONGEST_PAYLOAD_BYTES + 1))
    assert not waiting.add(0, b"")
    for number in range(1000):
        waiting.add(number, b"x")
    assert len(waiting) == MOST_PACKETS


def test_what_ends_before_a_place_is_forgotten() -> None:
    waiting = WaitingSound()
    waiting.add(0, b"x" * 160)
    waiting.add(160, b"y" * 160)
    waiting.drop_before(161)
    assert (waiting.start, waiting.end, len(waiting)) == (160, 320, 1)
