"""Makes PJSIP forget what is over, and give up on who is gone, in seconds that suit a line at home.

RFC 3261 keeps a transaction for 64 × T1 = 32 s, so that copies of it may still cross an ocean.  Our peers
are the box on the shelf and one provider: each request still goes out five times (after 0, 0.5, 1.5, 3.5 and
7.5 s).  What ends earlier: waiting for somebody who has lost power (timers B, F and H), and the memory of
calls that are over (D and J, and with T4 also I and K; §17.1.1.1 allows this on networks of one's own).
"""

from ctypes import c_uint

from agent.sip.pjsip.native import native

TRANSACTION_SECONDS = 8.0
STRAY_SECONDS = 1.0
"""How long a copy of an ACK or of a response may still come after the first (T4)."""


def shorten_transactions() -> bool:
    """Tell a running stack.  False when this wheel does not offer it: then all is right, only slower."""
    set_timers = native("pjsip_tsx_set_timers", None, [c_uint] * 4)
    if set_timers is None:
        return False
    # T1, T2, T4 and TD; 0 leaves a timer as it is.  PJSIP takes TD for every 64 × T1.
    set_timers(0, 0, int(STRAY_SECONDS * 1000), int(TRANSACTION_SECONDS * 1000))
    return True
