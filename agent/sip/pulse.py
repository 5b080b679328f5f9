"""Notices a talk that is over although nobody said so: a box that lost its power sends no BYE, and no sound."""

from dataclasses import dataclass

DEAD_AFTER_SECONDS = 60.0
"""Long, because nothing is worse than ending a talk.  Sound that is merely quiet still comes in packets."""


@dataclass(slots=True)
class Pulse:
    """Packets of one call, and whether it is meant to send any."""

    packets: int = 0
    """Received so far."""
    felt_at_seconds: float = 0.0
    """When the last of them was noticed, on the engine's monotonic clock."""
    on_hold: bool = False
    """Put on hold by the other side, which may then send nothing for as long as it likes (RFC 3264 §8.4)."""

    def feel(self, packets: int, now_seconds: float) -> None:
        """Take a new count."""
        if packets != self.packets:
            self.packets, self.felt_at_seconds = packets, now_seconds


def is_dead(one: Pulse, other: Pulse, now_seconds: float) -> bool:
    """Nothing has come from either side of a talk for so long that nobody can be there."""
    if one.on_hold or other.on_hold:
        return False
    return now_seconds - max(one.felt_at_seconds, other.felt_at_seconds) >= DEAD_AFTER_SECONDS
