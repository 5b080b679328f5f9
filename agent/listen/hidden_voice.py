"""On a loud line: did anything stir under the noise that might be a quiet person?

A voice no louder than the noise hardly raises its level, but it changes its sound: each of its vowels repeats
itself at other distances than the noise does.  So each slice is compared, in level and in how alike it is to
itself a few samples later, with the slices around it; noise stays within its own spread.
"""

import math
from collections import deque
from collections.abc import Sequence
from statistics import median

from agent.listen.frame import FRAME_SECONDS, QUIETEST_DBOV, Frame
from agent.settings.listening import ListeningSettings

_REMEMBERED_FRAMES = 250
_AROUND_FRAMES = 37
"""The neighbours on each side: longer than a word, so that it stands out; shorter than the noise stays."""
_BLOCK_FRAMES = 5
_LAGS = (1, 2, 3)
_LOUDER_BY = 3.2
_OTHERWISE_BY = 3.5
"""Spreads of the noise itself: even noise passes either less than once in a thousand slices."""
_LEAST_SPREAD_DB = 0.3
_LEAST_SPREAD_CORRELATION = 0.02
_SPREAD_OF_MEDIAN_DEVIATION = 1.48
"""Of a normal distribution: its standard deviation over its median deviation."""
_TOGETHER_FRAMES = 20
_STIRRING_FRAMES = 2
_ANSWER_HOLDS_SECONDS = 0.5
_AS_LOUD_AS_THE_LINE_DB = 3.0


class HiddenVoice:
    """Keeps the last five seconds of a loud line; says when asked whether a voice may hide in them."""

    def __init__(self, settings: ListeningSettings) -> None:
        self._settings = settings
        self._slices: deque[tuple[float, ...]] = deque(maxlen=_REMEMBERED_FRAMES)
        """Level, then the correlation of the slice with itself at each lag."""
        self._floor_dbov = QUIETEST_DBOV
        self._answered_at = -1.0
        self._answer = False

    def feed(self, frame: Frame, floor_dbov: float) -> None:
        """Take one frame and the level of the line's noise; a quiet line costs nothing."""
        self._floor_dbov = floor_dbov
        # What is softer comes from a quiet line, or from packets that did not come.
        if frame.level_dbov > self._settings.loud_line_dbov - _AS_LOUD_AS_THE_LINE_DB:
            self._slices.append((frame.level_dbov, *_correlations(frame)))

    def possible(self, now: float, seconds: float) -> bool:
        """Whether somebody may have spoken unheard in the last so many seconds; once so, it stays so."""
        settings = self._settings
        if self._floor_dbov <= settings.loud_line_dbov:
            return False
        if self._floor_dbov > settings.deafening_line_dbov:
            return True
        if not self._answer and now - self._answered_at >= _ANSWER_HOLDS_SECONDS:
            self._answered_at, self._answer = now, self._stirred(seconds)
        return self._answer

    def _stirred(self, seconds: float) -> bool:
        slices = list(self._slices)[-round(seconds / FRAME_SECONDS) :]
        odd = _odd_ones(slices)
        return any(
            sum(odd[at : at + _TOGETHER_FRAMES]) >= _STIRRING_FRAMES
            for at in range(max(1, len(odd) - _TOGETHER_FRAMES + 1))
        )


def _correlations(frame: Frame) -> list[float]:
    """|a-b|² = |a|² + |b|² - 2ab, and `math.dist` works in C."""
    samples, energy = frame.samples, frame.loudness**2
    found = []
    for lag in _LAGS:
        ends = sum(each * each for each in (*samples[:lag], *samples[-lag:]))
        found.append((2.0 * energy - ends - math.dist(samples[lag:], samples[:-lag]) ** 2) / 2.0 / energy)
    return found


def _odd_ones(slices: Sequence[tuple[float, ...]]) -> list[bool]:
    odd: list[bool] = []
    for start in range(0, len(slices), _BLOCK_FRAMES):
        middle = start + _BLOCK_FRAMES // 2
        first = max(0, min(middle - _AROUND_FRAMES, len(slices) - 2 * _AROUND_FRAMES))
        around = list(zip(*slices[first : first + 2 * _AROUND_FRAMES], strict=True))
        usual = [median(each) for each in around]
        spread = [
            _SPREAD_OF_MEDIAN_DEVIATION * median(abs(one - middling) for one in each)
            for each, middling in zip(around, usual, strict=True)
        ]
        for level, *correlations in slices[start : start + _BLOCK_FRAMES]:
            louder = level - usual[0] > _LOUDER_BY * max(spread[0], _LEAST_SPREAD_DB)
            other = level > usual[0] - 1.0 and any(
                abs(one - middling) > _OTHERWISE_BY * max(width, _LEAST_SPREAD_CORRELATION)
                for one, middling, width in zip(correlations, usual[1:], spread[1:], strict=True)
            )
            odd.append(louder or other)
    return odd
