"""Sound that is kept, as PCM for whoever writes the file: one side of a call, or both mixed."""

from agent.sip.media.g711_frames import FRAME_BYTES, FRAME_SECONDS
from agent.sip.media.mixer import mix

LONGEST_UNFETCHED_SECONDS = 30.0


class Recording:
    """Belongs to one leg; another may be mixed in."""

    def __init__(self, longest_seconds: float) -> None:
        self._frames_left = max(int(longest_seconds / FRAME_SECONDS), 0)
        self._pcm = bytearray()
        self._frames = 0
        self.frames_dropped = 0
        """Nobody fetched what was there for half a minute."""

    def add(self, own: bytes, other: bytes | None) -> None:
        """Twenty milliseconds went by; `other`: of the second leg, if there is one."""
        if self.is_full:
            return
        self._frames_left -= 1
        if len(self._pcm) >= LONGEST_UNFETCHED_SECONDS / FRAME_SECONDS * FRAME_BYTES:
            self.frames_dropped += 1
            return
        self._frames += 1
        self._pcm += own if other is None else mix(own, other)

    def take(self) -> bytes:
        """PCM since it was last asked for."""
        pcm = bytes(self._pcm)
        self._pcm.clear()
        return pcm

    @property
    def seconds(self) -> float:
        """How long it is so far."""
        return self._frames * FRAME_SECONDS

    @property
    def seconds_left(self) -> float:
        """Until it has the length that was asked for."""
        return self._frames_left * FRAME_SECONDS

    @property
    def is_full(self) -> bool:
        """True once it has that length."""
        return self._frames_left == 0
