"""How a flow, which has no clock, asks for time: a deadline to set, and the news that it passed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SetDeadline:
    """Tell me after so many seconds; setting the same name again replaces it."""

    call_id: str
    name: str
    seconds: float


@dataclass(frozen=True, slots=True)
class DeadlinePassed:
    """The time that a flow asked for is over; no word comes when the call ended before."""

    call_id: str
    name: str
