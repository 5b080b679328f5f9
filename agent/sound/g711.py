"""A-law, the way European telephone lines write sound: 256 loudness steps, close together where it is quiet.

ITU-T G.711, whose µ-law (America, Japan) is only read here. A sample that is already one of the steps passes
through the line unchanged, which is how a recording of a call can be compared with the prompt that was played.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left


def _decode(code: int) -> int:
    """The 16-bit sample of one A-law byte (G.711 table 1a, even bits inverted)."""
    code ^= 0x55
    segment = (code >> 4) & 0x07
    magnitude = ((code & 0x0F) << 4) + 8
    if segment:
        magnitude = (magnitude + 0x100) << (segment - 1)
    return magnitude if code & 0x80 else -magnitude


A_LAW_STEPS: tuple[int, ...] = tuple(sorted(_decode(code) for code in range(256)))
"""Every 16-bit value the line can carry, from -32256 to 32256; there is no zero among them."""

_SAMPLE_OF = array("h", (_decode(code) for code in range(256)))
_CODE_OF = {sample: code for code, sample in enumerate(_SAMPLE_OF)}


def _decode_mu_law(code: int) -> int:
    """The 16-bit sample of one µ-law byte (G.711 table 2a, all bits inverted)."""
    code ^= 0xFF
    value = ((((code & 0x0F) << 3) + 132) << ((code >> 4) & 0x07)) - 132
    return -value if code & 0x80 else value


_MU_LAW_SAMPLE_OF = array("h", (_decode_mu_law(code) for code in range(256)))


def to_a_law(samples: array[int]) -> bytes:
    """One byte for each 16-bit sample."""
    known: dict[int, int] = {}
    coded = bytearray()
    for sample in samples:
        code = known.get(sample)
        if code is None:
            code = known[sample] = _CODE_OF[_nearest(sample)]
        coded.append(code)
    return bytes(coded)


def from_a_law(coded: bytes) -> array[int]:
    """The 16-bit samples of A-law bytes."""
    return array("h", map(_SAMPLE_OF.__getitem__, coded))


def from_mu_law(coded: bytes) -> array[int]:
    """The 16-bit samples of µ-law bytes."""
    return array("h", map(_MU_LAW_SAMPLE_OF.__getitem__, coded))


def to_a_law_steps(samples: array[int]) -> array[int]:
    """Each sample moved to the nearest value the line can carry."""
    return array("h", (_nearest(sample) for sample in samples))


def _nearest(sample: int) -> int:
    place = bisect_left(A_LAW_STEPS, sample)
    if place == 0:
        return A_LAW_STEPS[0]
    if place == len(A_LAW_STEPS):
        return A_LAW_STEPS[-1]
    below, above = A_LAW_STEPS[place - 1], A_LAW_STEPS[place]
    return above if above - sample <= sample - below else below
