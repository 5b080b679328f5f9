"""Borrows, fills and returns real taps of a running stack, and prints what it saw; see `test_audio_tap`."""

import json
import queue

import pjsua2 as pj

from agent.sip.ear import Frames
from agent.sip.pjsip.audio_tap import TapPool
from agent.sip.pjsip.deferred_release import KEPT_SECONDS, DeferredRelease
from agent.sip.pjsip.endpoint import leave_process, start_endpoint


def a_frame(pcm: bytes) -> pj.MediaFrame:
    frame = pj.MediaFrame()
    frame.buf = pj.ByteVector(list(pcm))
    frame.size = len(pcm)
    return frame


def main() -> None:
    endpoint = start_endpoint("Tranquille/test")
    frames: Frames = queue.Queue(2)
    pool = TapPool(frames, 2)
    first, second, third = pool.borrow("c1"), pool.borrow("c2"), pool.borrow("c4")
    assert first is not None
    assert second is not None
    for pcm in (b"\x01\x02", b"\x03\x04", b"\x05\x06", b"\x07\x08", b"\x09\x0a"):
        first.onFrameReceived(a_frame(pcm))
    report: dict[str, object] = {
        "lent_to": [first.call_id, second.call_id],
        "third_was_refused": third is None,
        "dropped": first.frames_dropped,
        "queued": [(call_id, pcm.hex()) for call_id, pcm in (frames.get_nowait(), frames.get_nowait())],
    }
    pool.give_back(first)
    first.frames_dropped = 0
    first.onFrameReceived(a_frame(b"\x01\x02"))
    report |= {"queued_while_idle": frames.qsize(), "dropped_while_idle": first.frames_dropped}
    first.frames_dropped = 7
    again = pool.borrow("c3")
    assert again is not None
    report |= {
        "is_the_same_tap": again is first,
        "lent_again_to": again.call_id,
        "dropped_after_lending_again": again.frames_dropped,
    }
    rested: list[object] = []
    release = DeferredRelease()
    release.keep(again, now_seconds=100.0, then=lambda: rested.append(again))
    taken_early = []
    for now_seconds in (100.0, 100.0 + KEPT_SECONDS / 2):
        release.release(now_seconds, set)
        taken_early += rested
    release.release(100.1 + KEPT_SECONDS, set)
    report |= {"taken_before_it_rested": len(taken_early), "rested": rested == [again]}
    print(json.dumps(report), flush=True)
    assert endpoint is not None
    leave_process(0)


if __name__ == "__main__":
    main()
