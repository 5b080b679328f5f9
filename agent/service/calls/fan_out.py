"""Tells whoever wants to know of calls, lines, engine, lists and messages, and never waits for any of them.

What must know before the next call is judged is told at once; everybody else has a queue and a thread of their
own, so that a slow one keeps neither a call nor another listener waiting.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import ParamSpec

from agent.call.news import News

log = logging.getLogger(__name__)

P = ParamSpec("P")

Tell = Callable[[News], None]
Wants = Callable[[News], bool]

MOST_WAITING = 1000
"""News; a listener that keeps up never has more than a few."""


def everything(news: News) -> bool:
    """For listeners that want to know it all."""
    return True


def nobody_listens(news: News) -> None:
    """For whoever has nobody to tell."""


class FanOut:
    """Call `tell` from any thread; add listeners before `start`."""

    def __init__(self, at_once: Sequence[Tell] = ()) -> None:
        """`at_once` are told in this order, on the thread that tells, and so must never wait."""
        self._at_once = tuple(at_once)
        self._listeners: list[_Listener] = []

    def listen(
        self,
        name: str,
        listener: Tell,
        *,
        wants: Wants = everything,
        first: Callable[[], None] | None = None,
        most_waiting: int = MOST_WAITING,
    ) -> None:
        """Tell this listener too, on a thread of its own.

        `wants` picks, on the thread that tells, what takes a place among the `most_waiting`; when there is
        none left the oldest is dropped.  `first` is done on the listener's thread before any news.
        """
        self._listeners.append(_Listener(name, listener, wants, first, most_waiting))

    @property
    def dropped(self) -> dict[str, int]:
        """How much each listener was never told because too much waited, by the listener's name."""
        return {listener.name: listener.dropped for listener in self._listeners}

    def start(self) -> None:
        """From now on the queues are emptied; what was told before has waited in them."""
        for listener in self._listeners:
            listener.thread.start()

    def tell(self, news: News) -> None:
        """Pass it on.  Never waits, never raises: who is told must not change what becomes of a call."""
        for tell in self._at_once:
            _survive("the house's own books", tell, news)
        for listener in self._listeners:
            _survive(listener.name, listener.take, news)

    def close(self, limit_seconds: float = 3.0) -> None:
        """Let every listener hear what waits for it, within the limit for all of them together."""
        deadline = time.monotonic() + limit_seconds
        for listener in self._listeners:
            listener.close()
        for listener in self._listeners:
            listener.wait_closed(max(0.0, deadline - time.monotonic()))


class _Listener:
    """One listener with its queue and its thread."""

    def __init__(
        self, name: str, listener: Tell, wants: Wants, first: Callable[[], None] | None, most_waiting: int
    ) -> None:
        self.name = name
        self.dropped = 0
        self._listener = listener
        self._wants = wants
        self._first = first
        self._waiting: deque[News] = deque(maxlen=most_waiting)
        self._changed = threading.Condition()
        self._closing = False
        self.thread = threading.Thread(target=self._run, name=name, daemon=True)

    def take(self, news: News) -> None:
        if not self._wants(news):
            return
        with self._changed:
            if len(self._waiting) == self._waiting.maxlen:
                self.dropped += 1
                if self.dropped & (self.dropped - 1) == 0:  # said at 1, 2, 4, 8 …
                    log.error("%s does not keep up: %d news are lost to it", self.name, self.dropped)
            # A full deque lets go of its other end: the oldest.
            self._waiting.append(news)
            self._changed.notify()

    def close(self) -> None:
        with self._changed:
            self._closing = True
            self._changed.notify()

    def wait_closed(self, limit_seconds: float) -> None:
        if self.thread.ident is not None:
            self.thread.join(limit_seconds)
        if self._waiting or self.thread.is_alive():
            log.warning("%s did not end in time: %d news are not told", self.name, len(self._waiting))

    def _run(self) -> None:
        if self._first is not None:
            _survive(self.name, self._first)
        while (news := self._next()) is not None:
            _survive(self.name, self._listener, news)

    def _next(self) -> News | None:
        """The oldest that waits, once something does; None at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closing)
            return self._waiting.popleft() if self._waiting else None


def _survive(name: str, work: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
    try:
        work(*args, **kwargs)
    except Exception:
        log.exception("%s failed; calls go on", name)
