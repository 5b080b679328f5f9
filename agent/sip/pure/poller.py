"""What the engine's thread waits with: any number of descriptors, and whoever reads each of them."""

import contextlib
import selectors
from collections.abc import Callable

from agent.sip.boundary import reports_failures

Act = Callable[[], None]
READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE


class Poller:
    """One epoll(7).  Whatever a reader raises is logged, and the others are served."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()

    def add(self, descriptor: int, act: Act, events: int = READ) -> None:
        """Call `act` whenever there is something to read, or an error to fetch."""
        self._selector.register(descriptor, events, reports_failures(act))

    def change(self, descriptor: int, events: int) -> None:
        """Wait for other things from now on."""
        key = self._selector.get_key(descriptor)
        if key.events != events:
            self._selector.modify(descriptor, events, key.data)

    def remove(self, descriptor: int) -> None:
        """Before the descriptor is closed; twice does no harm."""
        with contextlib.suppress(KeyError, ValueError):
            self._selector.unregister(descriptor)

    def wait(self, seconds: float) -> None:
        """Sleep at most that long, then let everybody read for whom there is something."""
        for key, _ in self._selector.select(max(seconds, 0.0)):
            # A reader before may have closed this one.
            if self._selector.get_map().get(key.fd) is key:
                key.data()

    def close(self) -> None:
        self._selector.close()
