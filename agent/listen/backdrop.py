"""How loud the room behind the caller is: a murmur, a television, an office full of people."""

from agent.listen.frame import FRAME_SAMPLES, QUIETEST_DBOV, Frame, level_dbov

_LOUDEST_DBOV = -36.0
"""What is louder than this is no backdrop but somebody near."""
_REMEMBERED_FRAMES = 75
_SHORTEST_FRAMES = 10


class Backdrop:
    """The mean of faint sound over the last second and a half."""

    def __init__(self) -> None:
        self._energy = 0.0
        self._frames = 0

    def feed(self, frame: Frame) -> None:
        """Take one frame; a near voice is cut down to what a room may be."""
        energy = min(frame.loudness**2, _LOUDEST_ENERGY)
        self._frames = min(self._frames + 1, _REMEMBERED_FRAMES)
        self._energy += (energy - self._energy) / max(self._frames, _SHORTEST_FRAMES)

    @property
    def level_dbov(self) -> float:
        """Level of the room; quieter than everything when there is none."""
        return max(QUIETEST_DBOV, level_dbov(self._energy**0.5))


_LOUDEST_ENERGY = 10.0 ** (_LOUDEST_DBOV / 10.0) * 32768.0**2 * FRAME_SAMPLES
