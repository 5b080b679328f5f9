"""Makes PJSIP forget what is over, and give up on who is gone, in seconds that suit a line at home.

RFC 3261 keeps a transaction for 64 × T1 = 32 s, so that copies of it may still cross an ocean.  Our peers
are the box on the shelf and one provider: each request still goes out five times (after 0, 0.5, 1.5, 3.5 and
7.5 s).  What ends earlier: waiting for the answer to a BYE of somebody who has lost power (timers B, F and
H), and the memory of calls that are over (D and J; §17.1.1.1 allows a shorter T1 on networks of one's own).
"""

import ctypes
from pathlib import Path

import pjsua2 as pj

TRANSACTION_SECONDS = 8.0


def shorten_transactions() -> bool:
    """Tell a running stack.  False when this wheel does not offer it: then all is right, only slower."""
    (library,) = Path(pj.__file__).parent.glob("_pjsua2*.so")
    set_timers = getattr(ctypes.CDLL(str(library)), "pjsip_tsx_set_timers", None)
    if set_timers is None:
        return False
    set_timers.restype = None
    set_timers.argtypes = [ctypes.c_uint] * 4
    # T1, T2, T4 and TD; 0 leaves a timer as it is.  PJSIP takes TD for every 64 × T1.
    set_timers(0, 0, 1000, int(TRANSACTION_SECONDS * 1000))
    return True
