"""Keeps what PJSIP may still be using for a moment longer, before Python lets go of it.

A `pj.Call` that Python drops hangs up whatever call now has its number; a player, recorder or port that is
dropped may still be in the bridge's hands, on another thread.  So each is kept for a while after its use.
"""

from collections import deque
from collections.abc import Callable, Collection
from typing import Protocol

KEPT_SECONDS = 1.0


class EndedCall(Protocol):
    """A call of PJSIP's that is over."""

    def getId(self) -> int:
        """PJSIP's number of the call, which another call may have by now."""

    def let_go(self) -> None:
        """Drop what refers back to it, so that it goes when it is released and not later."""


class DeferredRelease:
    """Things past their use, oldest first; belongs to the engine's thread."""

    def __init__(self) -> None:
        self._kept: deque[tuple[float, object, Callable[[], None]]] = deque()
        self._calls: deque[tuple[float, EndedCall]] = deque()

    def keep(self, thing: object, now_seconds: float, then: Callable[[], None] = lambda: None) -> None:
        """Hold it for a while; `then` is done when it is released."""
        self._kept.append((now_seconds + KEPT_SECONDS, thing, then))

    def keep_call(self, call: EndedCall, now_seconds: float) -> None:
        """Hold a call for a while, and for as long as another call has its number."""
        self._calls.append((now_seconds + KEPT_SECONDS, call))

    def release(self, now_seconds: float, numbers_in_use: Callable[[], Collection[int]]) -> None:
        """Let go of what has been kept long enough."""
        while self._kept and self._kept[0][0] <= now_seconds:
            self._kept.popleft()[2]()
        if not self._calls or self._calls[0][0] > now_seconds:
            return
        in_use = numbers_in_use()
        for _ in range(len(self._calls)):
            until_seconds, call = self._calls[0]
            if until_seconds > now_seconds:
                return
            self._calls.popleft()
            if call.getId() in in_use:
                self.keep_call(call, now_seconds)
            else:
                call.let_go()
