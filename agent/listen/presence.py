"""Is anybody there? A breath, a cough, a room with a television say yes; hiss, clicks and a murmur do not."""

from collections import deque

from agent.listen.frame import Frame
from agent.listen.level import NoiseFloor

_WINDOW_FRAMES = 25
_SOUNDING_FRAMES = 6
_SUSTAINED_FRAMES = 3
_LEAST_RISE_DB = 3.5
_LIVELY_SPREAD_DB = 1.8
_FALLS_DB = 4.0
_MURMUR_WINDOW_FRAMES = 60
_LOUDEST_MURMUR_DBOV = -35.0
_MURMUR_SPREAD_DB = 4.5
"""Eight people talking at once go up and down by 3 to 4 dB, one alone by 8 and more."""


class Presence:
    """Looks for sound that moves, as everything alive does."""

    def __init__(self) -> None:
        self._rising: deque[float] = deque(maxlen=_WINDOW_FRAMES)
        """Level of each frame that stands out of the noise, 0 for the others."""
        self._levels: deque[float] = deque(maxlen=_MURMUR_WINDOW_FRAMES)
        self.rising = False
        """Whether the latest frame stands out of the line's noise."""
        self.loudest_dbov = -96.0
        """Level that three frames of the present window reach: one may be a crack."""
        self.stirring = False
        """Whether something has just begun to sound that may yet prove alive."""
        self.murmur_frames = 0
        """Frames so far that sounded like many people far away."""

    def feed(self, frame: Frame, floor: NoiseFloor, not_theirs: bool) -> bool:
        """Take a frame; True while something alive is heard.

        `not_theirs` says that the frame is a machine's tone or may be our own echo.
        """
        rise = frame.level_dbov - floor.level_dbov
        self.rising = (
            not frame.idle and rise > max(_LEAST_RISE_DB, 3.5 * floor.spread_db) and frame.level_dbov > -75
        )
        self._rising.append(frame.level_dbov if self.rising and not not_theirs else 0.0)
        self.stirring = sum(1 for level in list(self._rising)[-6:] if level) >= 2
        self._levels.append(self._rising[-1])
        sounding = [level for level in self._rising if level]
        if len(sounding) < _SOUNDING_FRAMES:
            return False
        self.loudest_dbov = sorted(sounding)[-_SUSTAINED_FRAMES]
        # A step from one noise to another has an edge, but is even before and after it.
        inner = sorted(sounding)[len(sounding) // 6 : -(len(sounding) // 6) or None]
        # What came and went was no step.
        fallen = not frame.idle and frame.level_dbov < self.loudest_dbov - _FALLS_DB
        came_and_went = fallen and not any(list(self._rising)[-5:])
        if not came_and_went and (floor.steady or spread_db(inner) < _LIVELY_SPREAD_DB):
            return False
        if self.loudest_dbov < _LOUDEST_MURMUR_DBOV and self._is_murmur():
            self.murmur_frames += 1
            return False
        return True

    def _is_murmur(self) -> bool:
        heard = [level for level in self._levels if level]
        return len(heard) >= _MURMUR_WINDOW_FRAMES * 2 // 3 and spread_db(heard) < _MURMUR_SPREAD_DB


def spread_db(levels: list[float]) -> float:
    """Standard deviation of levels."""
    mean = sum(levels) / len(levels)
    return float((sum((level - mean) ** 2 for level in levels) / len(levels)) ** 0.5)
