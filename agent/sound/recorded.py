"""Reads a recording of a call, also one whose end was never written because the program died."""

from __future__ import annotations

import struct
import sys
from array import array
from pathlib import Path

_HEAD_BYTES = 12
_CHUNK = struct.Struct("<4sI")


def is_closed(path: Path) -> bool:
    """Whether its length stands in it: the recorder writes that last."""
    with path.open("rb") as file:
        head = file.read(4096)
    length, start = _data(head)
    return bool(length) and start > 0


def recorded_samples(path: Path) -> array[int]:
    """Samples of an 8 kHz mono 16-bit WAV, as many as are there.  Raises OSError."""
    whole = path.read_bytes()
    length, start = _data(whole)
    if not start:
        return array("h")
    sound = whole[start : start + length] if length else whole[start:]
    samples = array("h", sound[: len(sound) // 2 * 2])
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def _data(whole: bytes) -> tuple[int, int]:
    """Length of the `data` chunk as written, and where it begins; 0 when there is none."""
    place = _HEAD_BYTES
    while place + _CHUNK.size <= len(whole):
        name, length = _CHUNK.unpack_from(whole, place)
        place += _CHUNK.size
        if name == b"data":
            return length, place
        place += length + length % 2
    return 0, 0
