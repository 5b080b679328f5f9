"""When a treatment fails after we have answered, the call is ended: no other phone can take it any more."""

from agent.call.commands import HangUp
from agent.call.events import GreetingPlayed
from agent.treat.flow import Happening, Step


class BreakingOff:
    """Hang up, and go on counting what the caller had heard: it stays part of the proof."""

    def __init__(self, call_id: str, *, seconds_played: float = 0.0) -> None:
        self._call_id = call_id
        self.seconds_played = seconds_played
        self.done = "answered, then hung up because the treatment failed"

    def start(self) -> list[Step]:
        return [HangUp(self._call_id)]

    def on(self, happening: Happening) -> list[Step]:
        if isinstance(happening, GreetingPlayed):
            self.seconds_played = round(self.seconds_played + happening.seconds_played, 2)
        return []
