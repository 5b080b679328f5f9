"""Gives back to the system what calls have left behind: now and then while they come, all of it afterwards.

PJSIP remembers a call for some seconds after its end (timers H and J, RFC 3261 §17.2), and the C library keeps
what PJSIP frees.  Python's own rubbish is collected here too, on the engine's thread and between calls: a
collection on another thread would free PJSIP objects there, and PJSIP aborts.
"""

import ctypes
import gc
import math
from collections.abc import Callable

REST_SECONDS = 12.0
"""PJSIP has forgotten the last call by then."""
BUSY_SECONDS = 5.0
"""How often something is given back while calls come and go."""


class SpareMemory:
    """Belongs to the engine's thread."""

    def __init__(self) -> None:
        # The C library of small distributions (musl) has no such thing, and keeps less.
        self._trim: Callable[[int], int] = getattr(ctypes.CDLL(None), "malloc_trim", lambda spare: 0)
        self._rests_at_seconds = self._trims_at_seconds = math.inf

    def call_ended(self, now_seconds: float) -> None:
        """The quiet begins anew."""
        self._rests_at_seconds = now_seconds + REST_SECONDS
        self._trims_at_seconds = min(self._trims_at_seconds, now_seconds + BUSY_SECONDS)

    def tick(self, now_seconds: float, calls_in_hand: int) -> bool:
        """Give back when it is time; True when it was."""
        is_quiet = now_seconds >= self._rests_at_seconds and not calls_in_hand
        if now_seconds < self._trims_at_seconds and not is_quiet:
            return False
        self._trims_at_seconds = math.inf
        if is_quiet:
            self._rests_at_seconds = math.inf
            gc.collect()
        self._trim(0)
        return True
