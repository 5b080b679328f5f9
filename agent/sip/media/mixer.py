"""Adds sounds: what several say at once, as loud as it is, and no louder than 16 bits can be."""

import struct
from operator import add

from agent.sip.media.g711_frames import FRAME_SAMPLES, SILENT_PCM

LOUDEST, SOFTEST = 32767, -32768

_FRAME = struct.Struct(f"<{FRAME_SAMPLES}h")


def mix(one: bytes, other: bytes) -> bytes:
    """The frame of PCM in which both are heard."""
    if one == SILENT_PCM:
        return other
    if other == SILENT_PCM:
        return one
    sums = list(map(add, _FRAME.unpack(one), _FRAME.unpack(other)))
    try:
        return _FRAME.pack(*sums)
    except struct.error:
        return _FRAME.pack(*(max(SOFTEST, min(LOUDEST, value)) for value in sums))
