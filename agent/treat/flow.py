"""What every conversation with a caller promises, whatever its treatment."""

from typing import Protocol

from agent.call.commands import Command
from agent.call.events import Event
from agent.call.timing import DeadlinePassed, SetDeadline
from agent.call.wishes import Told, Wish

Step = Command | SetDeadline | Wish
Happening = Event | DeadlinePassed | Told


class Flow(Protocol):
    """One call's treatment.  It has no clock and touches nothing; late and repeated events are normal."""

    @property
    def done(self) -> str:
        """What was done so far, as a sentence for the call record."""
        ...

    def start(self) -> list[Step]:
        """What to do first."""
        ...

    def on(self, happening: Happening) -> list[Step]:
        """Take one event or passed deadline; return what must be done now, often nothing."""
        ...
