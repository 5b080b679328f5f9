"""What calls leave behind is given back: some of it while they come, all of it in the quiet after them."""

import ctypes
import gc
import weakref
from pathlib import Path

from agent.sip.pjsip.spare_memory import REST_SECONDS, SpareMemory


def resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


class Rubbish:
    """Only a collection finds it: it refers to itself."""

    def __init__(self) -> None:
        self.itself = self


def test_rubbish_is_collected_once_it_is_quiet_and_never_during_a_call() -> None:
    spare = SpareMemory()
    assert not spare.tick(1e9, 0), "nothing has happened yet"
    gc.disable()
    try:
        left = weakref.ref(Rubbish())
        spare.call_ended(100.0)
        spare.call_ended(110.0)
        spare.tick(100.0 + REST_SECONDS, 0)
        spare.tick(110.0 + REST_SECONDS, 1)
        assert left() is not None
        assert spare.tick(111.0 + REST_SECONDS, 0)
        assert left() is None
    finally:
        gc.enable()
    assert not spare.tick(1e9, 0), "once is enough"


def test_while_calls_come_and_go_something_is_given_back_every_few_seconds() -> None:
    spare = SpareMemory()
    given_back = []
    for tenth in range(1000, 1200):
        spare.call_ended(tenth / 10)
        if spare.tick(tenth / 10, 3):
            given_back.append(tenth / 10)
    assert given_back == [105.0, 110.1, 115.2]


def test_what_was_freed_between_things_still_held_goes_back_to_the_system() -> None:
    libc = ctypes.CDLL(None)
    libc.malloc.restype, libc.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
    libc.free.argtypes = [ctypes.c_void_p]
    blocks = [libc.malloc(30_000) for _ in range(2000)]
    for block in blocks:
        ctypes.memset(block, 1, 30_000)
    # The last one stays, and holds the heap up.
    for block in blocks[:-1]:
        libc.free(block)
    before = resident_bytes()
    spare = SpareMemory()
    spare.call_ended(0.0)
    assert spare.tick(REST_SECONDS, 0)
    assert before - resident_bytes() > 30_000_000
    libc.free(blocks[-1])
