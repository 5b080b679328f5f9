"""A greeting on its way to one leg, and the files it comes from: each is read once, however many calls play it."""

import math
import sys
import time
from functools import lru_cache
from pathlib import Path

from agent.call.user_error import UserError
from agent.sip.engine_error import EngineError
from agent.sip.media.playing import Playing, Sound
from agent.sound.wav_file import read_wav

TAIL_SECONDS = 0.06
"""What waits in the other side's jitter buffer when the last packet has left: a BYE would cut it off."""
LATEST_SECONDS = 3.0
"""A call on hold is sent nothing at all: no greeting waits longer than this for its end to be sent."""
FILES_KEPT = 8


def sound_of(path: str) -> Sound:
    """The sound of a WAV file.  Raises EngineError when it cannot be played."""
    try:
        changed = Path(path).stat()
        return _read(path, changed.st_mtime_ns, changed.st_size)
    except (OSError, UserError, ValueError) as error:
        raise EngineError(str(error)) from error


@lru_cache(FILES_KEPT)
def _read(path: str, changed_at_ns: int, size_bytes: int) -> Sound:
    samples = read_wav(Path(path))
    if sys.byteorder == "big":
        samples.byteswap()
    return Sound(samples.tobytes())


class PlayedFile:
    """`Greeting` of one leg."""

    def __init__(self, path: str, playing: Playing, now_seconds: float) -> None:
        self.path = path
        self._playing = playing
        self._sent_at_seconds: float | None = None
        self._latest_at_seconds = now_seconds + playing.seconds_left + LATEST_SECONDS

    @property
    def over_at_seconds(self) -> float:
        """As far as is known now, on the engine's clock."""
        if self._sent_at_seconds is not None:
            return self._sent_at_seconds + TAIL_SECONDS
        left = self._playing.seconds_left
        if math.isinf(left):
            return math.inf
        return min(time.monotonic() + left + TAIL_SECONDS, self._latest_at_seconds)

    def seconds_played(self, now_seconds: float) -> float:
        """How much of it was heard so far."""
        return self._playing.seconds_played

    def is_over(self, now_seconds: float) -> bool:
        """True once its last sound has left, and had time to be heard."""
        if self._playing.is_over and self._sent_at_seconds is None:
            self._sent_at_seconds = now_seconds
        if self._sent_at_seconds is not None:
            return now_seconds >= self._sent_at_seconds + TAIL_SECONDS
        return now_seconds >= self._latest_at_seconds
