"""When a treatment fails after we have answered, the call is ended: no other phone can take it any more.

Only a caller who already talks with the family is left alone, until one of them hangs up.
"""

from agent.call.commands import HangUp
from agent.call.events import CallEnded, GreetingPlayed, PhoneLost
from agent.call.sentence import say
from agent.treat.flow import Happening, Step


class BreakingOff:
    """Hang up, and go on counting what the caller had heard: it stays part of the proof."""

    keys_are_secret = False

    def __init__(self, call_id: str, *, seconds_played: float = 0.0, talking: bool = False) -> None:
        self._call_id = call_id
        self._talking = talking
        self.seconds_played = seconds_played
        failed = say("answered, then hung up because the treatment failed")
        self.done = say("talked with the family") if talking else failed

    def start(self) -> list[Step]:
        return [] if self._talking else [HangUp(self._call_id)]

    def on(self, happening: Happening) -> list[Step]:
        if isinstance(happening, GreetingPlayed) and not happening.leg_id:
            self.seconds_played = round(self.seconds_played + happening.seconds_played, 2)
        if isinstance(happening, CallEnded):
            self._talking = False
        if isinstance(happening, PhoneLost) and self._talking and not happening.legs_left:
            self._talking = False
            return [HangUp(self._call_id)]
        return []
