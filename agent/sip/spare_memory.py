"""Gives back to the system what a busy hour has left behind, once the line has been quiet for a while.

PJSIP remembers a call up to 32 s after its end (timers H and J, RFC 3261 §17.2), and the C library keeps
what PJSIP frees.  Python's own rubbish is collected here too, on the engine's thread and between calls: a
collection on another thread would free PJSIP objects there, and PJSIP aborts.
"""

import ctypes
import gc
import math
from collections.abc import Callable

REST_SECONDS = 12.0


class SpareMemory:
    """Belongs to the engine's thread."""

    def __init__(self) -> None:
        # The C library of small distributions (musl) has no such thing, and keeps less.
        self._trim: Callable[[int], int] | None = getattr(ctypes.CDLL(None), "malloc_trim", None)
        self._due_seconds = math.inf

    def call_ended(self, now_seconds: float) -> None:
        """The quiet begins anew."""
        self._due_seconds = now_seconds + REST_SECONDS

    def tick(self, now_seconds: float, calls_in_hand: int) -> bool:
        """Give back when it is time; True when it was."""
        if now_seconds < self._due_seconds or calls_in_hand:
            return False
        self._due_seconds = math.inf
        gc.collect()
        if self._trim is not None:
            self._trim(0)
        return True
