"""How long the stack waits, in seconds that suit a line at home (as RFC 3261 §17.1.1.1 allows).

The RFC keeps a transaction for 64 × T1 = 32 s, so that copies of it may still cross an ocean.  Our peers are the
box on the shelf and one provider: each request still goes out five times (after 0, 0.5, 1.5, 3.5 and 7.5 s).  What
ends earlier is waiting for somebody who has lost power, and the memory of calls that are over.
"""

from dataclasses import dataclass

from agent.sip.stack.timers import Timing

TRANSACTION_SECONDS = 8.0
STRAY_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class HomeTiming(Timing):
    """T1 and T2 are the RFC's."""

    t4_seconds: float = STRAY_SECONDS

    @property
    def lifetime_seconds(self) -> float:
        """Instead of 64*T1."""
        return TRANSACTION_SECONDS
