"""Does what somebody in the house asked for by a key, on a thread of its own: files are slow, calls not."""

import logging
import queue
import threading
from collections.abc import Callable
from typing import Protocol

from agent.call.caller import Caller
from agent.call.user_error import UserError
from agent.call.wishes import AllowCaller, CountWrongCode, DenyCaller, MenuWish, Told, Wish
from agent.service.calls.menu_lock import MenuLock

log = logging.getLogger(__name__)

MOST_WISHES = 100


class EditsLists(Protocol):
    """The household's own lists."""

    def allow(self, typed: str, note: str = "") -> object:
        """Always let this caller ring."""

    def deny(self, typed: str, note: str = "") -> object:
        """Never let this caller ring."""


class ServesTheMenu(Protocol):
    """Grants the menu's wishes; may raise UserError or OSError."""

    def grant(self, wish: MenuWish) -> Told:
        """Do what is wished, and say that it is done."""
        ...

    def sorry(self, wish: MenuWish) -> Told:
        """Say that what was wished could not be done; never raises."""
        ...


class WishWorker:
    """Call it with a wish; it is done soon after, or said in the log why it cannot be.

    `tell` gets the answers to the menu's wishes, from another thread.
    """

    def __init__(
        self, numbers: EditsLists, menu: ServesTheMenu, lock: MenuLock, tell: Callable[[Told], None]
    ) -> None:
        self._numbers = numbers
        self._menu = menu
        self._lock = lock
        self._tell = tell
        self._wishes: queue.Queue[tuple[Wish, str] | None] = queue.Queue(MOST_WISHES)
        self._thread = threading.Thread(target=self._run, name="granting", daemon=True)
        self._thread.start()

    def __call__(self, wish: Wish, caller: Caller) -> None:
        """Take a wish from the switchboard's thread; never waits."""
        if isinstance(wish, CountWrongCode):
            log.warning("%s: a wrong code was typed in the menu", wish.call_id)
            self._lock.count_wrong_code()
            return
        number = caller.number_e164 or caller.short_number
        if isinstance(wish, DenyCaller | AllowCaller) and not number:
            log.warning("%s: who hides the number cannot be put on a list", wish.call_id)
            return
        try:
            self._wishes.put_nowait((wish, number))
        except queue.Full:
            log.error("%s: too many wishes at once; one is not granted", wish.call_id)

    def close(self, limit_seconds: float = 2.0) -> None:
        """Grant the wishes that are left, then end the thread."""
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
                else:
                    self._tell(self._menu.grant(wish))
            except (UserError, OSError, LookupError, ValueError) as error:
                log.error("%s: %s", wish.call_id, error)
                if not isinstance(wish, DenyCaller | AllowCaller):
                    self._tell(self._menu.sorry(wish))
