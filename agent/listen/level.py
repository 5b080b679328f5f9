"""How loud the line is when nobody speaks, learned while listening."""

import math
from collections import deque

from agent.listen.frame import FRAME_SAMPLES, QUIETEST_DBOV, Frame, level_dbov

_BLOCK_FRAMES = 5
_QUIET_LINE_DBOV = -70.0
_REMEMBERED_BLOCKS = 20
_LOUDEST_UNPROVEN_DBOV = -46.0
_STEADY_FRAMES = 25
_STEADY_SPREAD_DB = 1.2
"""Standard deviation of 20 ms slices of steady noise: 0.1 dB hum, 0.5 white, 0.9 a street."""


class NoiseFloor:
    """The quietest tenth of a second of the last two: pauses find it, words do not lift it.

    Digital silence says nothing about the line and is left out. A level above `-46` dBov is believed
    only when it was steady, as noise is and voices are not.
    """

    def __init__(self) -> None:
        self.level_dbov = _QUIET_LINE_DBOV
        self.loudness_squared = 0.0
        """Energy of one frame of this noise, to be taken off a signal's."""
        self.spread_db = 1.0
        """How much the noise itself goes up and down."""
        self.steady = False
        """True while the line carries nothing but an even sound."""
        self._proven = False
        self._block: list[Frame] = []
        self._quiet: deque[float] = deque(maxlen=_REMEMBERED_BLOCKS)
        self._recent: deque[float] = deque(maxlen=_STEADY_FRAMES)

    def feed(self, frame: Frame, tone: bool) -> None:
        """Take one frame and whether it is a machine's tone, which is no noise however even it is."""
        if tone:
            self.steady = False
            self._block.clear()
            self._recent.clear()
            return
        if frame.idle or frame.level_dbov < -90.0:
            self._block.clear()
            self._recent.clear()
            self.steady = True
            return
        self._recent.append(frame.level_dbov)
        self._block.append(frame)
        if len(self._block) < _BLOCK_FRAMES:
            return
        energy = sum(each.loudness**2 for each in self._block) / _BLOCK_FRAMES
        self._block.clear()
        self._quiet.append(energy)
        self._measure_steadiness()
        self._set(min(self._quiet))

    @property
    def proven_dbov(self) -> float:
        """The level when the line's noise was ever heard alone; a line never heard so counts as quiet."""
        return self.level_dbov if self._proven else _QUIET_LINE_DBOV

    def _measure_steadiness(self) -> None:
        self.steady = False
        if len(self._recent) < _STEADY_FRAMES:
            return
        mean = sum(self._recent) / _STEADY_FRAMES
        spread = (sum((level - mean) ** 2 for level in self._recent) / _STEADY_FRAMES) ** 0.5
        if spread > _STEADY_SPREAD_DB:
            return
        self.steady = self._proven = True
        # Quick to believe in an even line, slow to doubt it: a faint voice is uneven too.
        learns = 0.2 if spread < self.spread_db else 0.02
        self.spread_db += learns * (max(0.4, spread) - self.spread_db)
        # An even sound is the line itself, however it changed a moment ago: voices are never even for long.
        latest = list(self._quiet)[-_STEADY_FRAMES // _BLOCK_FRAMES :]
        self._quiet.clear()
        self._quiet.extend(latest)

    def _set(self, energy: float) -> None:
        level = _level_of(energy)
        if level > _LOUDEST_UNPROVEN_DBOV and not self.steady and level > self.level_dbov:
            level = max(self.level_dbov, _LOUDEST_UNPROVEN_DBOV)
            energy = _energy_of(level)
        self.level_dbov = level
        self.loudness_squared = energy


def _level_of(energy: float) -> float:
    return max(QUIETEST_DBOV, level_dbov(math.sqrt(energy)))


def _energy_of(level: float) -> float:
    return float(10.0 ** (level / 10.0) * 32768.0**2 * FRAME_SAMPLES)
