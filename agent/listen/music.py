"""Music on hold: sound that never pauses and never hisses like an `s`."""

from agent.listen.frame import Frame
from agent.listen.level import NoiseFloor
from agent.listen.spectrum import Purity


class Music:
    """Stub until tuned."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def feed(self, frame: Frame, sound: Purity, detected: bool, floor: NoiseFloor) -> bool:
        """Take a frame."""
        return False
