"""Sees when the number index was replaced, whoever made the new one, and hands it to the switchboard.

A thread of its own looks once a second, so that opening files never keeps a call waiting.
"""

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

from agent.disk.fingerprint import Fingerprint, fingerprint_of
from agent.lists.index.number_index import IndexUnusable, NumberIndex

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 1.0
LOOKS_A_MINUTE = 60
MEND_EVERY_SECONDS = 300.0


class IndexWatch:
    """Start it, stop it; `post` gets each new index, `renew` is asked for one when ours is of no use."""

    def __init__(
        self,
        index_path: Path,
        contacts_path: Path,
        *,
        post: Callable[[NumberIndex], None],
        is_damaged: Callable[[], bool],
        renew: Callable[[], None],
        each_look: Callable[[], None],
        each_minute: Callable[[], None],
        clock_seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """`renew` may take its time; it is asked when the index is damaged or contacts were edited.

        `each_look` is for whoever watches other files, and must not raise; `each_minute` for whoever must
        notice that a computer which slept has missed an hour.
        """
        self._index_path = index_path
        self._contacts_path = contacts_path
        self._post = post
        self._is_damaged = is_damaged
        self._renew = renew
        self._each_look = each_look
        self._each_minute = each_minute
        self._index_seen = _state_of(index_path)
        self._contacts_seen = _state_of(contacts_path)
        self._clock_seconds = clock_seconds
        self._mended_at_seconds = -MEND_EVERY_SECONDS
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="index-watch", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, limit_seconds: float = 2.0) -> None:
        self._stopping.set()
        self._thread.join(limit_seconds)

    def look(self) -> None:
        """Look once."""
        self._look_for_new_index()
        contacts = _state_of(self._contacts_path)
        if contacts != self._contacts_seen:
            self._contacts_seen = contacts
            self._renew()
        if self._is_damaged():
            self._mend("the number index is damaged: calls ring while a new one is made")

    def _run(self) -> None:
        looks = 0
        self._each_look()
        while not self._stopping.wait(LOOK_EVERY_SECONDS):
            self.look()
            self._each_look()
            looks += 1
            if looks % LOOKS_A_MINUTE == 0:
                self._each_minute()

    def _look_for_new_index(self) -> None:
        found = _state_of(self._index_path)
        if found == self._index_seen or found is None:
            return
        self._index_seen = found
        try:
            index = NumberIndex.open(self._index_path)
        except IndexUnusable as error:
            self._mend(f"{error}; the one before it goes on serving while a new one is made")
            return
        log.info("a new number index is in use, with %d entries", index.entries)
        self._post(index)

    def _mend(self, sentence: str) -> None:
        now_seconds = self._clock_seconds()
        if now_seconds - self._mended_at_seconds >= MEND_EVERY_SECONDS:
            # Not oftener: a disk that damages everything is not mended by trying again.
            self._mended_at_seconds = now_seconds
            log.error("%s", sentence)
            self._renew()


def _state_of(path: Path) -> Fingerprint | None:
    try:
        return fingerprint_of(path)
    except OSError:
        return None
