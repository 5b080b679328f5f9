"""Where everybody puts what the switchboard must know, with room for so many calls and no more.

A switchboard that hangs must not fill the memory of a small box with callers it will never look at: a call
that comes when too much waits is not taken in, and so its phone rings.
"""

import logging
import queue

from agent.call.events import CallArrived, CallEnded, EngineStopped
from agent.service.calls.call_in_hand import call_of
from agent.service.calls.ports import StopSwitchboard, Word

log = logging.getLogger(__name__)

MOST_WAITING = 2000
"""Words; a switchboard that keeps up never has more than a few, whatever the flood (64 calls a second)."""


class BoundedInbox(queue.SimpleQueue[Word | StopSwitchboard]):
    """The switchboard's inbox; any thread may put, only the engine's link puts words of calls."""

    def __init__(self, most_waiting: int = MOST_WAITING) -> None:
        super().__init__()
        self._most_waiting = most_waiting
        self._left_to_ring: set[str] = set()
        self.not_taken_in = 0
        """Calls that only rang because too much waited."""

    def put(self, item: Word | StopSwitchboard, block: bool = True, timeout: float | None = None) -> None:
        """Never waits.  What is not about a new call is always taken: there is little of it."""
        call_id = call_of(item) if not isinstance(item, StopSwitchboard) else ""
        if isinstance(item, CallArrived) and self.qsize() >= self._most_waiting:
            self._left_to_ring.add(call_id)
            self.not_taken_in += 1
            if self.not_taken_in & (self.not_taken_in - 1) == 0:  # said at 1, 2, 4, 8 … calls
                log.error("%d calls just ring: the switchboard does not keep up", self.not_taken_in)
            return
        if isinstance(item, EngineStopped):
            self._left_to_ring.clear()
        if call_id in self._left_to_ring:
            if isinstance(item, CallEnded):
                self._left_to_ring.discard(call_id)
            return
        super().put(item, block, timeout)
