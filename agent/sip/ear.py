"""The ear's thread: feeds what callers say to `listen/` and reports what it heard.

It never calls into a SIP stack.  Whatever goes wrong with it, the call goes on and the house is told, so
that the caller is treated as a person.
"""

import logging
import queue
import threading
from collections.abc import Callable, Sequence

import msgspec

from agent.call.events import Trouble
from agent.call.heard import Heard
from agent.listen.listener import Listener
from agent.settings.listening import ListeningSettings

log = logging.getLogger(__name__)

QUEUE_FRAMES = 500
"""Ten seconds of one call; older frames are worth less than a media clock that never waits."""

Frames = queue.Queue[tuple[str, bytes]]
"""Call-ID and PCM of one frame; an empty Call-ID only wakes the ear."""

Tell = Callable[[Heard | Trouble], None]


class Ear:
    """Runs one Listener for each call that is being listened to."""

    def __init__(self, tell: Tell, listener_for: Callable[[str], Listener] = Listener) -> None:
        """`tell` is called from the ear's thread; `listener_for` makes the listener of a call."""
        self._listener_for = listener_for
        self._behind = False
        self.frames: Frames = queue.Queue(QUEUE_FRAMES)
        self._orders: queue.SimpleQueue[tuple[str, str, int]] = queue.SimpleQueue()
        self._tell = tell
        self._listeners: dict[str, Listener] = {}
        self._thread = threading.Thread(target=self._run, name="ear", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def tune(self, settings: Sequence[tuple[str, str]]) -> None:
        """Listen to later calls with these settings of `[listening]`; wrong ones are told and change nothing."""
        try:
            tuned = msgspec.convert(dict(settings), ListeningSettings, strict=False)
        except msgspec.ValidationError as error:
            self._tell(Trouble("ear", f"[listening] {error}; the ear listens as before"))
            return
        self._listener_for = lambda call_id: Listener(call_id, tuned)

    def order(self, what: str, call_id: str, count: int = 0) -> None:
        """`listen`, `stop`, `greeting-started`, `greeting-ended`, or `packets` with a count.

        Orders are taken in step with the frames: those already queued are heard first.
        """
        self._orders.put((what, call_id, count))
        try:
            self.frames.put_nowait(("", b""))
        except queue.Full:
            # No place for the marker: the ear takes the order with the next frame it hears.
            self._behind = True

    def _run(self) -> None:
        while True:
            call_id, pcm = self.frames.get()
            try:
                if self._behind:
                    self._behind = False
                    while self._take_order():
                        pass
                elif not call_id:
                    self._take_order()
                listener = self._listeners.get(call_id)
                if listener is not None:
                    self._report(listener.feed(pcm))
            except Exception as error:
                log.exception("%s: the ear failed", call_id)
                self._listeners.pop(call_id, None)
                failed = f"listening failed ({error}); the caller counts as a person"
                self._tell(Trouble("ear", failed, call_id))

    def _take_order(self) -> bool:
        """Do what was ordered next; False when nothing was."""
        try:
            what, call_id, count = self._orders.get_nowait()
        except queue.Empty:
            return False
        if what == "listen":
            self._listeners.setdefault(call_id, self._listener_for(call_id))
            return True
        listener = self._listeners.get(call_id)
        if listener is None:
            return True
        if what == "greeting-started":
            listener.greeting_started()
        elif what == "greeting-ended":
            listener.greeting_ended()
        elif what == "packets":
            listener.packets_seen(count)
        elif what == "stop":
            del self._listeners[call_id]
            self._report(listener.stop())
        return True

    def _report(self, heard: list[Heard]) -> None:
        for event in heard:
            self._tell(event)
