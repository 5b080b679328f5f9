"""Notices a talk that is over although nobody said so: a box that lost its power sends no BYE, and no sound.

Silence alone ends nothing, for some telephones send no packets while nobody speaks.  Whoever has been
silent is asked, by an OPTIONS inside the call (RFC 3261 §11), which every telephone answers somehow.
"""

from dataclasses import dataclass

ASK_AFTER_SECONDS = 10.0
"""Sound that is merely quiet still comes in packets."""
ASK_HELD_AFTER_SECONDS = 120.0
"""Whoever was put on hold may get nothing for as long as the other side likes (RFC 3264 §8.4)."""


@dataclass(slots=True)
class DialogKeepalive:
    """Packets of one side of a talk, and whether it is meant to send any."""

    packets: int = 0
    """Received so far."""
    felt_at_seconds: float = 0.0
    """When the last sign of life was noticed, on the engine's monotonic clock."""
    on_hold: bool = False
    asked: bool = False
    """An OPTIONS is under way."""
    gone: bool = False
    """The OPTIONS was not answered, or by somebody who knows of no such dialog."""

    def begin(self, now_seconds: float) -> None:
        """The talk begins."""
        self.felt_at_seconds = now_seconds

    def feel(self, packets: int, now_seconds: float) -> None:
        """Take a new count."""
        if packets != self.packets:
            self.packets, self.felt_at_seconds = packets, now_seconds

    def must_be_asked(self, now_seconds: float) -> bool:
        """Nothing has come for so long that somebody should ask."""
        patience_seconds = ASK_HELD_AFTER_SECONDS if self.on_hold else ASK_AFTER_SECONDS
        return not self.asked and now_seconds - self.felt_at_seconds >= patience_seconds

    def answered(self, there: bool, now_seconds: float) -> None:
        """The question was answered, in whatever words, or nobody did."""
        self.asked, self.gone = False, not there
        self.felt_at_seconds = now_seconds
