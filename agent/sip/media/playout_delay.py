"""How long sound waits before it is heard: as short as the network lets it be, between about 20 and 120 ms.

RFC 3550 leaves this to us.  All positions are in samples of the sender's clock (8 kHz).  The fastest packet of the
last seconds says where the sender is now; how much later than that others come says how long to wait.
"""

from agent.sip.media.g711_frames import FRAME_SAMPLES
from agent.sound.rates import SAMPLE_RATE_HZ

SHORTEST_SAMPLES = FRAME_SAMPLES
LONGEST_SAMPLES = 6 * FRAME_SAMPLES
ROUNDING_SAMPLES = FRAME_SAMPLES // 2
"""Sound starts on the grid of frames, up to half a frame before or after its time."""
MARGIN_SAMPLES = ROUNDING_SAMPLES + 20
"""So much longer than the latest packet needs is waited."""
FAR_OFF_SAMPLES = LONGEST_SAMPLES + 2 * FRAME_SAMPLES
FAR_OFF_PACKETS = 5
"""So many in a row come far too late: the way has become longer, or the sender counts anew."""
WINDOW_SECONDS = 2.0
FORGET_EACH_PACKET = 0.995
"""A packet that was late is forgotten by half in about three seconds."""


class PlayoutDelay:
    """Belongs to one stream."""

    def __init__(self) -> None:
        self._fastest = self._fastest_before = 0.0
        """Smallest transit (arrival less timestamp) of this window and of the one before."""
        self._window_ends_at_seconds = 0.0
        self._late_samples = 0.0
        self._far_off = 0
        self._is_known = False

    def arrived(self, timestamp: int, now_seconds: float, idle: bool) -> bool:
        """A packet came; `idle`: nothing plays.  False when with it the stream began anew, as far as time goes."""
        transit = now_seconds * SAMPLE_RATE_HZ - timestamp
        if not self._is_known:
            self._begin(transit, now_seconds)
            return True
        late = transit - min(self._fastest, self._fastest_before)
        if late > FAR_OFF_SAMPLES or late < -SAMPLE_RATE_HZ:
            self._far_off += 1
            if idle or late < 0 or self._far_off >= FAR_OFF_PACKETS:
                self._begin(transit, now_seconds)
                return False
            return True
        self._far_off = 0
        if now_seconds >= self._window_ends_at_seconds:
            stale = now_seconds >= self._window_ends_at_seconds + WINDOW_SECONDS
            self._fastest_before = transit if stale else self._fastest
            self._fastest = transit
            self._window_ends_at_seconds = now_seconds + WINDOW_SECONDS
        elif transit < self._fastest:
            self._fastest = transit
        self._late_samples = max(late, self._late_samples * FORGET_EACH_PACKET)
        return True

    def _begin(self, transit: float, now_seconds: float) -> None:
        self._fastest = self._fastest_before = transit
        self._window_ends_at_seconds = now_seconds + WINDOW_SECONDS
        self._far_off = 0
        self._is_known = True

    @property
    def target_samples(self) -> float:
        """How long sound should wait after the fastest packet would have brought it."""
        return min(max(self._late_samples + MARGIN_SAMPLES, SHORTEST_SAMPLES), LONGEST_SAMPLES)

    def position(self, now_seconds: float) -> float:
        """The sender's sample that should be heard now."""
        fastest = min(self._fastest, self._fastest_before)
        return now_seconds * SAMPLE_RATE_HZ - fastest - self.target_samples
