"""How much of what was freed between things still held goes back: a habit of glibc and of the kernel.

python -m tests.benchmarks freed_memory
"""

import ctypes
from pathlib import Path

from agent.sip.pjsip.spare_memory import REST_SECONDS, SpareMemory

BLOCKS = 2000
BLOCK_BYTES = 30_000
LEAST_SHARE = 0.5


def main() -> None:
    """Free all blocks but the last, which holds the heap up; exit when most of it stays ours."""
    libc = ctypes.CDLL(None)
    libc.malloc.restype, libc.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
    libc.free.argtypes = [ctypes.c_void_p]
    blocks = [libc.malloc(BLOCK_BYTES) for _ in range(BLOCKS)]
    for block in blocks:
        ctypes.memset(block, 1, BLOCK_BYTES)
    for block in blocks[:-1]:
        libc.free(block)
    freed_mb, before_mb = BLOCKS * BLOCK_BYTES / 1e6, resident_mb()
    spare = SpareMemory()
    spare.call_ended(0.0)
    spare.tick(REST_SECONDS, 0)
    given_back_mb = before_mb - resident_mb()
    libc.free(blocks[-1])
    print(f"{given_back_mb:.1f} of {freed_mb:.1f} MB went back to the system")
    if given_back_mb < LEAST_SHARE * freed_mb:
        raise SystemExit("less than half of it: another C library?")


def resident_mb() -> float:
    """Memory this process holds, in millions of bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6


if __name__ == "__main__":
    main()
