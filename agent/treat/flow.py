"""What every conversation with a caller promises, whatever its treatment."""

from collections.abc import Mapping
from typing import Protocol

from agent.call.commands import Command
from agent.call.events import Event
from agent.call.timing import DeadlinePassed, SetDeadline
from agent.call.wishes import Told, Wish

Step = Command | SetDeadline | Wish
Happening = Event | DeadlinePassed | Told
Sign = type[Happening] | str
"""What a table knows a happening by: an event by its type, a deadline by its name, what the flow itself made
of an event (`right digit`) by a word of its own."""
Table = Mapping[tuple[str, Sign], str]
"""(Where we are, what happened) -> where we go; whatever stands in no row changes nothing."""


class Flow(Protocol):
    """One call's treatment.  It has no clock and touches nothing; late and repeated events are normal."""

    @property
    def done(self) -> str:
        """What was done so far, as a sentence for the call record."""
        ...

    @property
    def seconds_played(self) -> float:
        """Seconds of the removal message that reached the line, over all tries: part of the proof; else 0."""
        ...

    @property
    def keys_are_secret(self) -> bool:
        """True while a code is typed, which no record may show."""
        ...

    def start(self) -> list[Step]:
        """What to do first."""
        ...

    def on(self, happening: Happening) -> list[Step]:
        """Take one event or passed deadline; return what must be done now, often nothing."""
        ...
