"""Music on hold: unbroken sound without the dips between syllables that every speaker makes.

Measured over three seconds, telephone speech spends 30 to 50 % of its time at less than half its own
loudness and jumps by 2 dB from one slice to the next; music spends under 18 % there and moves by 1 dB.
"""

from collections import deque
from itertools import pairwise

from agent.listen.presence import spread_db

_WINDOW_FRAMES = 150
_JUDGED_EVERY_FRAMES = 50
_QUIETEST_DBOV = -40.0
_MOST_QUIET_SHARE = 0.2
_LARGEST_STEP_DB = 1.4
_LARGEST_SPREAD_DB = 5.0
_LEAST_SOUNDING_SHARE = 0.25
_LEAST_VOICE_LIKE_SHARE = 0.65
"""Voice detectors take music for voice, and noise for neither."""


class Music:
    """Looks at the last three seconds, once a second."""

    def __init__(self) -> None:
        self.seconds = 0.0
        """How long there has been music; a break makes it less."""
        self._levels: deque[float] = deque(maxlen=_WINDOW_FRAMES)
        self._voice_like: deque[bool] = deque(maxlen=_WINDOW_FRAMES)
        self._sounding: deque[bool] = deque(maxlen=_WINDOW_FRAMES)
        self._until_judged = _JUDGED_EVERY_FRAMES

    def feed(self, level_dbov: float, voice_like: bool, sounding: bool) -> None:
        """Take a frame's level, what the voice detector said, and whether it stands out of the noise."""
        self._levels.append(level_dbov)
        self._voice_like.append(voice_like)
        self._sounding.append(sounding)
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
        if sum(self._voice_like) < _LEAST_VOICE_LIKE_SHARE * _WINDOW_FRAMES:
            return False
        levels = list(self._levels)
        loudnesses = [10.0 ** (level / 20.0) for level in levels]
        half = sum(loudnesses) / len(loudnesses) / 2.0
        if half < 10.0 ** (_QUIETEST_DBOV / 20.0) or sum(
            each < half for each in loudnesses
        ) > _MOST_QUIET_SHARE * len(levels):
            return False
        steps = sorted(abs(after - before) for before, after in pairwise(levels))
        return steps[len(steps) // 2] <= _LARGEST_STEP_DB and spread_db(levels) <= _LARGEST_SPREAD_DB
