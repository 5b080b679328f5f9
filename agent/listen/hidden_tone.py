"""In the noise: did a fax or a network's tone sound under the noise, too faint for any one slice to show it?

Noise spreads over all frequencies and a tone keeps to one, so what is doubtful in one slice of 20 ms is plain in
the mean of twenty: noise has an eightieth of its energy within 25 Hz of a tone, and a tone no louder than the
noise has half.
"""

from collections import deque
from dataclasses import dataclass, field

from agent.listen.frame import FRAME_SECONDS, Frame
from agent.listen.spectrum import Pair, share_at, wave_pair

_MEAN_FRAMES = 20
_PLAIN_SHARE = 0.25
_LOUD_DBOV = -45.0
_QUIET_BEFORE_FRAMES = 10


@dataclass(slots=True)
class _Pitch:
    """One frequency that machines use, and for how long at a time it was plain."""

    name: str
    hz: float
    shortest_seconds: float
    longest_seconds: float
    waves: Pair = field(init=False)
    shares: deque[float] = field(init=False)
    plain_frames: int = 0
    quiet_frames: int = 0
    heard_seconds: float = 0.0
    """The longest that fits."""

    def __post_init__(self) -> None:
        self.waves = wave_pair(self.hz)
        self.shares = deque(maxlen=_MEAN_FRAMES)

    def feed(self, its_share: float) -> None:
        """Take the share of the latest slice's energy that lies at this frequency."""
        self.shares.append(its_share)
        if sum(self.shares) >= _PLAIN_SHARE * _MEAN_FRAMES:
            self.plain_frames += 1
            return
        lasted = self.plain_frames * FRAME_SECONDS
        out_of_quiet = self.plain_frames > 0 and self.quiet_frames >= _QUIET_BEFORE_FRAMES
        if out_of_quiet and self.shortest_seconds <= lasted <= self.longest_seconds:
            self.heard_seconds = max(self.heard_seconds, lasted)
        self.quiet_frames = 1 if self.plain_frames else self.quiet_frames + 1
        self.plain_frames = 0


class HiddenTone:
    """Listens to whatever is loud; says when asked what it found."""

    def __init__(self) -> None:
        # ITU-T T.30 §4.3.1 and V.25 §2; E.180 supplement 2: ring-back is one to two seconds long.
        self._pitches = (
            _Pitch("fax-cng", 1100.0, 0.3, 0.9),
            _Pitch("fax-ced", 2100.0, 1.0, 5.0),
            *(_Pitch("ring-back", hz, 0.6, 2.4) for hz in (400.0, 425.0, 440.0, 450.0)),
        )

    def feed(self, frame: Frame) -> None:
        """Take one frame; what is soft needs no help of ours, for there a tone stands out by itself."""
        energy = frame.loudness**2
        is_loud = frame.level_dbov > _LOUD_DBOV
        for pitch in self._pitches:
            pitch.feed(share_at(frame.samples, energy, energy, pitch.waves) if is_loud else 0.0)

    def found(self) -> tuple[str, str] | None:
        """Name and detail of the tone that was plain, as `Tones` gives them, or None."""
        heard = max(self._pitches, key=lambda pitch: pitch.heard_seconds)
        if not heard.heard_seconds:
            return None
        return heard.name, f"{heard.hz:.0f} Hz, {heard.heard_seconds:.1f} s, under the noise"
