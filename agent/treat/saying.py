"""Says one sentence to an answered caller and hangs up."""

from agent.call.commands import HangUp, Play
from agent.call.events import CallEnded, GreetingPlayed
from agent.call.sentence import say
from agent.treat.flow import Happening, Step


class Saying:
    """The last sentence to a caller whom nobody took, and the end of the call."""

    seconds_played = 0.0
    keys_are_secret = False

    def __init__(self, call_id: str, greeting: str, done: str = say("said that nobody is there")) -> None:
        self._call_id = call_id
        self._greeting = greeting
        self._over = False
        self.done = done

    def start(self) -> list[Step]:
        return [Play(self._call_id, self._greeting)]

    def on(self, happening: Happening) -> list[Step]:
        if self._over:
            return []
        if isinstance(happening, CallEnded):
            self._over = True
        elif isinstance(happening, GreetingPlayed) and happening.greeting == self._greeting:
            self._over = True
            return [HangUp(self._call_id)]
        return []
