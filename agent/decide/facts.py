"""The snapshot a rule may look at; it can reach nothing else."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from agent.call.caller import Caller
from agent.call.list_entry import Match
from agent.call.sentence import say

Source = Literal["lists", "permits", "last call", "calls made", "neighbours"]
"""Where facts come from that the call itself does not bring: every list, what the household asked for a
while, the caller's last call, whom the house called, the numbers of the caller's block that called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """What the house says of itself and of the present hour."""

    line_kind: str = "beside"
    """`beside` the box, among the family's phones, or in `front` of them."""
    can_put_through: bool = False
    """True when `[house] ring` is set, so an answered caller can still reach the family."""
    knows_calls_made: bool = False
    """True when something tells the house whom it calls from this line: the box's call list, for example."""
    own_numbers: tuple[str, ...] = ()
    """E.164 numbers of this house."""
    emergency_call_at: datetime | None = None
    """When the house last called an emergency number, or None."""
    expecting_until: datetime | None = None
    """Until when any call is expected (`permit --for`), or None."""
    expecting_next: bool = False
    """True when the next call is to be let through whoever it is."""
    expecting_because: str = ""
    """What the expected call is about, in the household's words, or empty."""
    paused_until: datetime | None = None
    """Until when nothing is screened (`tranquille pause`), or None."""
    quiet_until: datetime | None = None
    """End of the quiet hours we are in, or None outside them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFacts:
    """All that is known about one call when the house decides."""

    caller: Caller
    now: datetime
    """Aware; its time zone is the one in which sentences name the hour."""
    matches: tuple[Match, ...] = ()
    """Every list entry that matches the caller, all roles, most specific first."""
    priority: str = ""
    """Priority header of the INVITE (RFC 7090)."""
    last_call_at: datetime | None = None
    """The same caller's last call before this one, or None."""
    called_them_at: datetime | None = None
    """When the house last called this number, or None."""
    neighbours_seen: int = 0
    """Distinct numbers of the caller's /100 block that called in the last 24 h, this one excluded."""
    household: Household = field(default_factory=Household)
    could_not_ask: tuple[tuple[Source, str], ...] = ()
    """Sources that failed, each with why: `("calls made", "the call log cannot be read")`.  A rule that
    needs one of them is passed over, and what it might have let ring still rings."""

    @property
    def nobody_tells(self) -> dict[Source, str]:
        """Sources that nobody feeds on this line, each with why: its rules look, see nothing, and say so."""
        if self.household.knows_calls_made:
            return {}
        return {"calls made": say("nothing tells this house whom it called")}
