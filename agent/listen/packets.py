"""Tells silence that was sent from silence because nothing was sent."""

from agent.call.heard import SilenceKind
from agent.call.sentence import word

_PACKETS_A_SECOND = 50.0
_SPARSE_SHARE = 0.35


class Packets:
    """RTP packets counted by whoever receives them."""

    def __init__(self) -> None:
        self._count: int | None = None
        self._last_rise_at = 0.0
        self._rate = _PACKETS_A_SECOND
        self._told_at = 0.0

    def seen(self, count: int, now: float) -> None:
        """Take the number of packets received since the call began."""
        before = self._count or 0
        if self._count is not None and now > self._told_at:
            rate = (count - before) / (now - self._told_at)
            self._rate += min(1.0, 2.0 * (now - self._told_at)) * (rate - self._rate)
        if count > before:
            self._last_rise_at = now
        self._count, self._told_at = count, now

    def kind(self, now: float) -> SilenceKind | None:
        """What kind of silence the packets make it; None when they come as usual or nobody counts."""
        if self._count is None:
            return None
        if now - self._last_rise_at > 1.0:
            return "no-rtp"
        return "comfort-noise" if self._rate < _SPARSE_SHARE * _PACKETS_A_SECOND else None

    @property
    def words(self) -> str:
        """How many packets came, for the evidence of a conclusion."""
        return word("not counted") if self._count is None else str(self._count)
