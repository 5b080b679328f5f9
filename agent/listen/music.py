"""Music on hold: unbroken sound without the dips between syllables that every speaker makes.

Measured over three seconds, telephone speech spends 30 to 50 % of its time at less than half its own
loudness and jumps by 2 dB from one slice to the next; music spends a quarter there and moves by 1 dB.
Noise fills the dips of a voice, so it is taken off first: whatever sounds all through the quietest moments.
Where a voice pauses in noise, many slices are as quiet as the quietest; in music few are.
"""

from collections import deque
from itertools import pairwise

from agent.listen.frame import QUIETEST_DBOV
from agent.listen.presence import spread_db

_WINDOW_FRAMES = 150
_JUDGED_EVERY_FRAMES = 50
_QUIETEST_DBOV = -44.0
_MOST_QUIET_SHARE = 0.3
_LARGEST_STEP_DB = 1.2
_LARGEST_SPREAD_DB = 12.0
"""Packets that were lost make holes in music as well."""
_QUIETEST_PART = 12
_ABOVE_QUIETEST_DB = 0.6
"""The noise as a whole is so much louder than the quietest twelfth of its slices."""
_AS_QUIET_DB = 1.2
_MOST_AS_QUIET_SHARE = 0.18
_LEAST_SOUNDING_SHARE = 0.25
_MOST_STEADY_SHARE = 0.25
_LEAST_VOICE_LIKE_SHARE = 0.75
"""Voice detectors take music for voice, and noise for neither."""


class Music:
    """Looks at the last three seconds, once a second."""

    def __init__(self) -> None:
        self.seconds = 0.0
        """How long there has been music; a break makes it less."""
        self._levels: deque[float] = deque(maxlen=_WINDOW_FRAMES)
        self._voice_like: deque[bool] = deque(maxlen=_WINDOW_FRAMES)
        self._sounding: deque[bool] = deque(maxlen=_WINDOW_FRAMES)
        self._steady: deque[bool] = deque(maxlen=_WINDOW_FRAMES)
        self._until_judged = _JUDGED_EVERY_FRAMES

    def feed(self, level_dbov: float, *, voice_like: bool, sounding: bool, steady: bool) -> None:
        """Take a frame's level, what the voice detector said, whether it stands out of the noise, and
        whether all that is heard is even, as noise is and music hardly ever."""
        self._levels.append(level_dbov)
        self._voice_like.append(voice_like)
        self._sounding.append(sounding)
        self._steady.append(steady)
        self._until_judged -= 1
        if self._until_judged:
            return
        self._until_judged = _JUDGED_EVERY_FRAMES
        if len(self._levels) < _WINDOW_FRAMES or not self._is_music():
            self.seconds = max(0.0, self.seconds - 1.5)
        else:
            self.seconds = max(self.seconds + 1.0, _WINDOW_FRAMES / 50.0)

    def _is_music(self) -> bool:
        if sum(self._sounding) < _LEAST_SOUNDING_SHARE * _WINDOW_FRAMES:
            return False
        if sum(self._steady) > _MOST_STEADY_SHARE * _WINDOW_FRAMES:
            return False
        if sum(self._voice_like) < _LEAST_VOICE_LIKE_SHARE * _WINDOW_FRAMES:
            return False
        levels = list(self._levels)
        steps = sorted(abs(after - before) for before, after in pairwise(levels))
        if steps[len(steps) // 2] > _LARGEST_STEP_DB or spread_db(levels) > _LARGEST_SPREAD_DB:
            return False
        quietest = sorted(levels)[len(levels) // _QUIETEST_PART]
        if sum(abs(level - quietest) < _AS_QUIET_DB for level in levels) > _MOST_AS_QUIET_SHARE * len(levels):
            return False
        if sum(10.0 ** (level / 20.0) for level in levels) / len(levels) / 2.0 < 10.0 ** (
            _QUIETEST_DBOV / 20.0
        ):
            return False
        return _goes_on(levels, QUIETEST_DBOV) and _goes_on(levels, quietest + _ABOVE_QUIETEST_DB)


def _goes_on(levels: list[float], noise_dbov: float) -> bool:
    """Whether it hardly ever sinks below half its own loudness, once the noise is taken off."""
    noise = 10.0 ** (noise_dbov / 10.0)
    loudnesses = [max(0.0, 10.0 ** (level / 10.0) - noise) ** 0.5 for level in levels]
    half = sum(loudnesses) / len(loudnesses) / 2.0
    return bool(sum(each < half for each in loudnesses) <= _MOST_QUIET_SHARE * len(levels))
