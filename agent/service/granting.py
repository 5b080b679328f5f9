"""Does what somebody in the house asked for by a key, on a thread of its own: files are slow, calls not."""

import logging
import queue
import threading
from typing import Protocol

from agent.call.caller import Caller
from agent.call.wishes import AllowCaller, DenyCaller, Wish
from agent.settings.user_error import UserError

log = logging.getLogger(__name__)

MOST_WISHES = 100


class EditsLists(Protocol):
    """The household's own lists."""

    def allow(self, typed: str, note: str = "") -> object:
        """Always let this caller ring."""

    def deny(self, typed: str, note: str = "") -> object:
        """Never let this caller ring."""


class Granting:
    """Call it with a wish; it is done soon after, or said in the log why it cannot be."""

    def __init__(self, numbers: EditsLists) -> None:
        self._numbers = numbers
        self._wishes: queue.Queue[tuple[Wish, str] | None] = queue.Queue(MOST_WISHES)
        self._thread = threading.Thread(target=self._run, name="granting", daemon=True)
        self._thread.start()

    def __call__(self, wish: Wish, caller: Caller) -> None:
        """From the switchboard's thread; never waits."""
        number = caller.number_e164 or caller.short_number
        if not number:
            log.warning("%s: who hides the number cannot be put on a list", wish.call_id)
            return
        try:
            self._wishes.put_nowait((wish, number))
        except queue.Full:
            log.error("%s: too many wishes at once; %s is not put on a list", wish.call_id, number[:5])

    def close(self, limit_seconds: float = 2.0) -> None:
        """Do what is left, then end."""
        self._wishes.put(None)
        self._thread.join(limit_seconds)

    def _run(self) -> None:
        while (asked := self._wishes.get()) is not None:
            wish, number = asked
            try:
                if isinstance(wish, DenyCaller):
                    self._numbers.deny(number, "denied from the telephone")
                elif isinstance(wish, AllowCaller):
                    self._numbers.allow(number, "allowed from the telephone")
            except (UserError, OSError) as error:
                log.error("%s: %s", wish.call_id, error)
