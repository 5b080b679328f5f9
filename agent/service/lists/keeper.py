"""Keeps the lists of a running house in step: with their sources by the clock, with the index on the disk."""

import contextlib
import logging
from collections.abc import Callable
from datetime import UTC, datetime

from agent.call.news import ListsChanged
from agent.call.user_error import UserError
from agent.disk.fingerprint import Fingerprint, fingerprint_of
from agent.lists.index.number_index import NumberIndex
from agent.service.lists.child_sync import ChildSync
from agent.service.lists.index import is_index_current, is_quick_to_index, not_indexed, rebuild_index
from agent.service.lists.index_watch import IndexWatch
from agent.service.lists.mistakes import switch_off_the_wrong
from agent.service.lists.standings import Standings
from agent.service.lists.timetable import Timetable
from agent.settings.settings import Settings

log = logging.getLogger(__name__)


class ListKeeper:
    """Start it when calls are already taken; `post` gets each new index."""

    def __init__(
        self,
        settings: Settings,
        *,
        post: Callable[[NumberIndex], None],
        is_damaged: Callable[[], bool],
        tell: Callable[[ListsChanged], None],
    ) -> None:
        """`is_damaged` tells whether the index in use has proved to be of no use; `tell` gets how lists stand."""
        self._settings = settings
        self._is_damaged = is_damaged
        self._child = ChildSync(settings)
        has_sources = any(each.on for each in settings.shared_lists)
        self._timetable = Timetable(self._child.run) if has_sources else None
        self._allow_seen: Fingerprint | None = None
        self._watch = IndexWatch(
            settings.index_path,
            settings.contacts_path,
            post=post,
            is_damaged=is_damaged,
            renew=self._renew,
            each_look=Standings(settings, tell).look,
            each_minute=self._each_minute,
        )

    def start(self) -> None:
        """Never raises: what cannot be kept in step is said in the log, and calls go on."""
        self._watch.start()
        if self._timetable is not None:
            # Its first look also indexes what is not indexed yet.
            self._timetable.start()

    def stop(self) -> None:
        """A sync under way is ended; lists and index are whole at every moment."""
        if self._timetable is not None:
            self._timetable.stop()
        self._child.stop()
        self._watch.stop()

    def _each_minute(self) -> None:
        if self._timetable is not None:
            self._timetable.notice_the_hour()
        self._notice_mistakes()

    def _notice_mistakes(self) -> None:
        """Somebody was allowed: a list that was wrong about too many by now is switched off."""
        try:
            allow = fingerprint_of(self._settings.allow_path)
            if allow == self._allow_seen:
                return
            self._allow_seen = allow
            if switch_off_the_wrong(self._settings, datetime.now(UTC)):
                self._renew()
        except (UserError, OSError) as error:
            log.error("whether a list was wrong too often cannot be told: %s", error)

    def _renew(self) -> None:
        if self._is_damaged():
            # What is damaged may look whole at its head, and would be taken for good.
            with contextlib.suppress(OSError):
                self._settings.index_path.unlink(missing_ok=True)
        today = datetime.now(UTC).date()
        try:
            if self._timetable is not None and not is_quick_to_index(self._settings):
                self._timetable.look_now()
            elif not is_index_current(self._settings, today):
                rebuild_index(self._settings, today)
        except (UserError, OSError) as error:
            log.error("%s", not_indexed(error))
