"""How a flow, which has no clock, asks for time: a deadline to set, and the news that it passed."""

import msgspec


class SetDeadline(msgspec.Struct, frozen=True):
    """Tell me after so many seconds; setting the same name again replaces it."""

    call_id: str
    name: str
    seconds: float


class DeadlinePassed(msgspec.Struct, frozen=True):
    """The time that a flow asked for is over; no word comes when the call ended before."""

    call_id: str
    name: str
