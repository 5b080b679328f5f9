"""Sound leaves the media clock whole and without waiting; taps are lent, never lost."""

import json
import subprocess
import sys
from typing import Any

import pjsua2 as pj
import pytest

from agent.sip.pjsip.audio_tap import FRAME_BYTES, frame_bytes


@pytest.mark.parametrize(
    "pcm",
    [b"", b"\x00", b"\x7f\xff", bytes(range(256)), bytes(FRAME_BYTES), b"\x80\x01" * (FRAME_BYTES // 2)],
)
def test_the_quick_way_reads_the_same_bytes_as_the_slow_one(pcm: bytes) -> None:
    frame = pj.MediaFrame()
    frame.buf = pj.ByteVector(list(pcm))
    frame.size = len(pcm)
    assert frame_bytes(frame) == bytes(frame.buf) == pcm


def test_a_vector_that_is_not_as_long_as_the_frame_says_is_read_the_slow_way() -> None:
    frame = pj.MediaFrame()
    frame.buf = pj.ByteVector(list(b"four"))
    frame.size = 2
    assert frame_bytes(frame) == b"four"


@pytest.fixture(scope="module")
def pool_report() -> Any:
    """What a pool of real taps did: in a process of its own, for PJSIP does not share one gladly."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.sip.pool_of_taps"],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    # PJSIP greets on the same output before it knows that it should not.
    return json.loads(ran.stdout.splitlines()[-1])


def test_a_pool_lends_its_taps_and_has_none_left_when_all_are_out(pool_report: Any) -> None:
    assert pool_report["lent_to"] == ["c1", "c2"]
    assert pool_report["third_was_refused"]


def test_a_tap_that_comes_back_is_lent_again_and_counts_anew(pool_report: Any) -> None:
    assert pool_report["is_the_same_tap"]
    assert pool_report["lent_again_to"] == "c3"
    assert pool_report["dropped_after_lending_again"] == 0


def test_frames_of_a_lent_tap_reach_the_queue_and_a_full_queue_drops_and_counts(pool_report: Any) -> None:
    assert pool_report["queued"] == [["c1", "0102"], ["c1", "0304"]]
    assert pool_report["dropped"] == 3


def test_a_tap_nobody_borrowed_lets_its_frames_go(pool_report: Any) -> None:
    assert pool_report["queued_while_idle"] == 0
    assert pool_report["dropped_while_idle"] == 0


def test_what_the_bridge_may_still_use_rests_before_it_is_lent_again(pool_report: Any) -> None:
    assert pool_report["taken_before_it_rested"] == 0
    assert pool_report["rested"]
