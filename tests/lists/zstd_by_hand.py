"""zstd files written by hand (RFC 8878 §3.1.1): hostile ones that no packer writes, and no library needed."""

import pytest

from agent.net.unpacking import ZSTD

needs_zstd = pytest.mark.skipif(ZSTD is None, reason="no library that reads zstd")

_MAGIC = b"\x28\xb5\x2f\xfd"
_RAW, _REPEATED = 0, 1
_MOST_IN_A_BLOCK = 128 << 10


def zstd_frame(content: bytes, *, window_log: int = 20) -> bytes:
    """Up to 128 kB, stored as they are, in a frame that asks for a window of 2 to the power of `window_log`."""
    return _head(window_log) + _block(_RAW, len(content), last=True) + content


def zstd_zeros(megabytes: int) -> bytes:
    """A bomb: a byte and how often it comes, again and again; each 4 bytes unpack to 128 kB."""
    blocks = megabytes * (1 << 20) // _MOST_IN_A_BLOCK
    block = _block(_REPEATED, _MOST_IN_A_BLOCK, last=False) + b"\0"
    return _head(20) + block * blocks + _block(_RAW, 0, last=True)


def _head(window_log: int) -> bytes:
    # No checksum, no content size, no dictionary: what follows is the window's exponent over 10.
    return _MAGIC + b"\0" + bytes([(window_log - 10) << 3])


def _block(kind: int, size: int, *, last: bool) -> bytes:
    return (size << 3 | kind << 1 | last).to_bytes(3, "little")
