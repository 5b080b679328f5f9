"""Comfort noise: the sound of a line whose other side sends nothing but how loud its silence is (RFC 3389)."""

import random
from functools import lru_cache

from agent.sip.media.g711_frames import FRAME_SAMPLES, Law

QUIETEST_DBOV = -127
SILENT_BELOW_DBOV = -78
"""G.711 has no steps for less."""
FRAMES_BEFORE_REPEAT = 16
STEP_DB = 3
MOST_TABLES = 40
"""All levels of both laws: whoever names another in each packet must not have us make noise each time."""
_LOUDEST_DBOV = -30
"""A telephone's silence is no louder than this: whoever says so would have a caller hear a waterfall."""
_FULL_SCALE = 32768.0
_SEED = 3389


def read_noise_dbov(payload: bytes) -> int | None:
    """The level that a comfort noise packet names, 0 to -127 dBov (§3); None for an empty one."""
    return -(payload[0] & 0x7F) if payload else None


def write_noise(dbov: int) -> bytes:
    """The payload that names this level, without a spectrum."""
    return bytes((min(max(-dbov, 0), -QUIETEST_DBOV),))


class NoiseSource:
    """Frames of white noise of one level."""

    def __init__(self, law: Law, dbov: int) -> None:
        self._frames = _noise_frames(law, min(dbov, _LOUDEST_DBOV) // STEP_DB * STEP_DB)
        self._next = 0

    def frame(self) -> bytes:
        """Twenty milliseconds of it, coded."""
        self._next = (self._next + 1) % len(self._frames)
        return self._frames[self._next]


@lru_cache(MOST_TABLES)
def _noise_frames(law: Law, dbov: int) -> tuple[bytes, ...]:
    if dbov < SILENT_BELOW_DBOV - STEP_DB:
        return (law.idle_frame,)
    # 0 dBov is a full-scale square wave; evenly spread samples have 1/√3 of their largest.
    largest = int(_FULL_SCALE * 10 ** (dbov / 20) * 3**0.5)
    chance = random.Random(_SEED)
    count = FRAME_SAMPLES * FRAMES_BEFORE_REPEAT
    pcm = b"".join(chance.randint(-largest, largest).to_bytes(2, "little", signed=True) for _ in range(count))
    coded = law.encode(pcm)
    return tuple(coded[start : start + FRAME_SAMPLES] for start in range(0, count, FRAME_SAMPLES))
