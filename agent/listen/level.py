"""How loud the line is when nobody speaks, learned while listening."""

from agent.listen.frame import FRAME_SECONDS, QUIETEST_DBOV, Frame

_START_DBOV = -60.0


class NoiseFloor:
    """Falls quickly with the quietest sound, rises slowly, so that speech does not lift it."""

    def __init__(self) -> None:
        self.level_dbov = _START_DBOV

    def feed(self, frame: Frame) -> None:
        """Take one frame; digital silence says nothing about the line and is left out."""
        level = frame.level_dbov
        if level <= QUIETEST_DBOV + 1:
            return
        if level < self.level_dbov:
            self.level_dbov += 0.3 * (level - self.level_dbov)
        else:
            self.level_dbov += min(level - self.level_dbov, 3.0 * FRAME_SECONDS)
