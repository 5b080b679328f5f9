"""G.711 as strangers write it: bytes to 16-bit sound and back (ITU-T G.711, A-law and µ-law)."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from itertools import pairwise


def _a_law_sample(code: int) -> int:
    bits = code ^ 0x55
    exponent, mantissa = (bits >> 4) & 7, bits & 15
    size = (mantissa << 4) + 8 if exponent == 0 else ((mantissa << 4) + 264) << (exponent - 1)
    return size if bits & 0x80 else -size


def _mu_law_sample(code: int) -> int:
    bits = ~code & 0xFF
    size = ((((bits & 15) << 3) + 132) << ((bits >> 4) & 7)) - 132
    return -size if bits & 0x80 else size


A_LAW = array("h", (_a_law_sample(code) for code in range(256)))
MU_LAW = array("h", (_mu_law_sample(code) for code in range(256)))


def _encoder(samples_of: array[int]) -> bytes:
    """For every 16-bit value, from -32768 up, the code whose sample lies nearest."""
    codes = sorted(range(256), key=lambda code: samples_of[code])
    steps = [samples_of[code] for code in codes]
    middles = [(low + high) / 2 for low, high in pairwise(steps)]
    return bytes(codes[bisect_left(middles, value)] for value in range(-32768, 32768))


_A_LAW_CODE = _encoder(A_LAW)


def to_a_law(samples: array[int]) -> bytes:
    """16-bit samples as A-law bytes."""
    return bytes(_A_LAW_CODE[sample + 32768] for sample in samples)


def from_payload(payload_type: int, payload: bytes) -> array[int] | None:
    """The sound of an RTP payload of type 8 (A-law) or 0 (µ-law); None for anything else."""
    table = {8: A_LAW, 0: MU_LAW}.get(payload_type)
    return None if table is None else array("h", (table[code] for code in payload))
