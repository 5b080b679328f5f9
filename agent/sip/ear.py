"""The ear's thread: feeds what callers say to `listen/` and reports what it heard.

It never calls into PJSIP.  Whatever goes wrong with it, the call goes on and the house is told, so
that the caller is treated as a person.
"""

import logging
import queue
import threading
from collections.abc import Callable

from agent.call.events import Trouble
from agent.call.heard import Heard
from agent.listen.listener import Listener
from agent.sip.audio_tap import Frames

log = logging.getLogger(__name__)

QUEUE_FRAMES = 500
"""Ten seconds of one call; older frames are worth less than a media clock that never waits."""

Say = Callable[[Heard | Trouble], None]


class Ear:
    """Runs one Listener for each call that is being listened to."""

    def __init__(self, say: Say) -> None:
        self.frames: Frames = queue.Queue(QUEUE_FRAMES)
        self._orders: queue.SimpleQueue[tuple[str, str, int]] = queue.SimpleQueue()
        self._say = say
        self._listeners: dict[str, Listener] = {}
        self._thread = threading.Thread(target=self._run, name="ear", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def order(self, what: str, call_id: str, count: int = 0) -> None:
        """`listen`, `stop`, `greeting-started`, `greeting-ended`, or `packets` with a count.

        Orders are taken in step with the frames: those already queued are heard first.
        """
        self._orders.put((what, call_id, count))
        try:
            self.frames.put_nowait(("", b""))
        except queue.Full:
            # The ear is behind anyway and will see the order with the next frame it takes.
            return

    def _run(self) -> None:
        while True:
            call_id, pcm = self.frames.get()
            try:
                self._take_orders()
                listener = self._listeners.get(call_id)
                if listener is not None:
                    self._report(listener.feed(pcm))
            except Exception as error:
                log.exception("%s: the ear failed", call_id)
                self._listeners.pop(call_id, None)
                failed = f"listening failed ({error}); the caller counts as a person"
                self._say(Trouble("ear", failed, call_id))

    def _take_orders(self) -> None:
        while not self._orders.empty():
            what, call_id, count = self._orders.get_nowait()
            if what == "listen":
                self._listeners.setdefault(call_id, Listener(call_id))
                continue
            listener = self._listeners.get(call_id)
            if listener is None:
                continue
            if what == "greeting-started":
                listener.greeting_started()
            elif what == "greeting-ended":
                listener.greeting_ended()
            elif what == "packets":
                listener.packets_seen(count)
            elif what == "stop":
                del self._listeners[call_id]
                self._report(listener.stop())

    def _report(self, heard: list[Heard]) -> None:
        for event in heard:
            self._say(event)
