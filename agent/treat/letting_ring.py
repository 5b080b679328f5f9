"""Beside the box: ring along with the other phones and never be the one that ends the ringing.

The box has forked the INVITE to all of them; we are one UAS among several, and only our own branch is ours to end.
"""

from agent.call.commands import Reject, Ring
from agent.call.events import CallEnded
from agent.call.sentence import say
from agent.call.timing import DeadlinePassed, SetDeadline
from agent.treat.flow import Happening, Step

STEP_ASIDE = 480
"""Temporarily Unavailable: ends our branch only (RFC 3261 §16.7).  A 486 silences some app phones, and
a 6xx every phone of the house."""


LONGEST_RINGING_SECONDS = 200.0
"""Nobody rings this long: a proxy gives up after three minutes (RFC 3261 §16.6, timer C).  A box that lost
power while it rang never cancels, and four such calls would take every slot there is."""


class LettingRing:
    """180, then wait for the box's CANCEL, or step aside once the hold is over."""

    seconds_played = 0.0
    keys_are_secret = False

    def __init__(
        self, call_id: str, *, hold_seconds: float = 3.0, release: str = "wait", unattended: bool = False
    ) -> None:
        """`unattended`: in front, the engine rings the house's phones, because we could do no better."""
        self._call_id = call_id
        self._unattended = unattended
        self._hold_seconds = hold_seconds
        self._release = release
        self.done = say("let ring")

    def start(self) -> list[Step]:
        ring: list[Step] = [Ring(self._call_id, self._unattended)]
        if self._release == "480":
            return [*ring, SetDeadline(self._call_id, "hold", self._hold_seconds)]
        return [*ring, SetDeadline(self._call_id, "forgotten", LONGEST_RINGING_SECONDS)]

    def on(self, happening: Happening) -> list[Step]:
        if isinstance(happening, DeadlinePassed) and happening.name == "hold":
            self.done = say("let ring, stepped aside after {seconds:g} s", seconds=self._hold_seconds)
            return [Reject(self._call_id, STEP_ASIDE)]
        if isinstance(happening, DeadlinePassed) and happening.name == "forgotten":
            self.done = say(
                "let ring for {seconds:g} s without hearing from the box again",
                seconds=LONGEST_RINGING_SECONDS,
            )
            return [Reject(self._call_id, STEP_ASIDE)]
        if isinstance(happening, CallEnded) and happening.by == "caller":
            self.done = say("let ring until it was answered elsewhere or given up")
        return []
