"""Twenty milliseconds of what one leg says, decoded once for everybody who listens."""

from agent.sip.media.g711_frames import SILENT_PCM, Law


class HeardFrame:
    """One frame out of a jitter buffer."""

    __slots__ = ("_law", "_pcm", "coded")

    def __init__(self, law: Law, coded: bytes | None) -> None:
        """`coded`: None when nothing came."""
        self._law = law
        self.coded = coded
        self._pcm = SILENT_PCM if coded is None else None

    @property
    def pcm(self) -> bytes:
        """The same object for each who asks."""
        if self._pcm is None:
            self._pcm = self._law.decode(self.coded or b"")
        return self._pcm
