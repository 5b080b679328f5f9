"""What a busy hour leaves behind is given back in the quiet after it, once, and never during a call."""

import ctypes
from pathlib import Path

from agent.sip.spare_memory import REST_SECONDS, SpareMemory


def resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def test_it_waits_for_quiet_and_for_the_last_call_to_end() -> None:
    spare = SpareMemory()
    assert not spare.tick(1e9, 0), "nothing has happened yet"
    spare.call_ended(100.0)
    spare.call_ended(110.0)
    assert not spare.tick(100.0 + REST_SECONDS, 0)
    assert not spare.tick(110.0 + REST_SECONDS, 1)
    assert spare.tick(111.0 + REST_SECONDS, 0)
    assert not spare.tick(1e9, 0), "once is enough"


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
