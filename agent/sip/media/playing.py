"""Sound that is played to the other side: a greeting, a ring-back tone, music, a whisper."""

from agent.sip.media.g711_frames import FRAME_BYTES, FRAME_SAMPLES, FRAME_SECONDS, Law


class Sound:
    """PCM of any length, as frames; coded once however many calls play it, when they share this object."""

    def __init__(self, pcm: bytes) -> None:
        """`pcm`: 16 bit little-endian mono at 8 kHz."""
        self._pcm = pcm
        self.frames = -(-len(pcm) // FRAME_BYTES)
        """Begun ones too: the last is filled with silence."""
        self.whole_frames = len(pcm) // FRAME_BYTES
        self._coded: dict[Law, bytearray] = {}
        """As far as anybody has played it."""

    def pcm(self, number: int) -> bytes:
        """The PCM of a frame."""
        return self._pcm[number * FRAME_BYTES : (number + 1) * FRAME_BYTES].ljust(FRAME_BYTES, b"\0")

    def coded(self, law: Law, number: int) -> bytes:
        """A frame as it is sent."""
        coded = self._coded.setdefault(law, bytearray())
        place = number * FRAME_SAMPLES
        while len(coded) <= place:
            coded += law.encode(self.pcm(len(coded) // FRAME_SAMPLES))
        return bytes(coded[place : place + FRAME_SAMPLES])


class Playing:
    """A sound on its way to one leg."""

    def __init__(self, sound: Sound, over_and_over: bool = False) -> None:
        """`over_and_over`: until it is stopped, without a pause between."""
        self._sound = sound
        # A begun frame at the end would be heard as a click each time.
        self._frames = (sound.whole_frames or sound.frames) if over_and_over else sound.frames
        self._over_and_over = over_and_over
        self.frames_played = 0

    @property
    def is_over(self) -> bool:
        """True once its last frame has gone."""
        return not self._frames or (not self._over_and_over and self.frames_played >= self._frames)

    @property
    def seconds_played(self) -> float:
        """How much of it has gone out; while the other side has us on hold this stands still."""
        return self.frames_played * FRAME_SECONDS

    @property
    def seconds_left(self) -> float:
        """Until its last frame, as far as is known; infinite for one played over and over."""
        if self._over_and_over:
            return float("inf") if self._frames else 0.0
        return (self._frames - self.frames_played) * FRAME_SECONDS

    def next_frame(self) -> "PlayedFrame | None":
        """The frame that goes now; None when it is over."""
        if self.is_over:
            return None
        number = self.frames_played % self._frames
        self.frames_played += 1
        return PlayedFrame(self._sound, number)


class PlayedFrame:
    """One frame in the form that is asked for."""

    __slots__ = ("_number", "_sound")

    def __init__(self, sound: Sound, number: int) -> None:
        self._sound = sound
        self._number = number

    def pcm(self) -> bytes:
        """As it is mixed."""
        return self._sound.pcm(self._number)

    def coded(self, law: Law) -> bytes:
        """As it is sent."""
        return self._sound.coded(law, self._number)
