"""What the house does by the clock: it looks which shared lists are due, and asks their sources.

APScheduler keeps the time and is read in only when there is something to do by it.
"""

import logging
import random
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

log = logging.getLogger(__name__)

JITTER = timedelta(minutes=5)
AFTER_A_MISHAP = timedelta(hours=1)
_BY_THE_CLOCK, _ASKED_FOR = "by the clock", "asked for"


class Timetable:
    """One job on one worker; `look` does the work at a moment it is given, and says when to look again."""

    def __init__(self, look: Callable[[datetime], datetime]) -> None:
        """Starts nothing yet."""
        self._look = look
        self._scheduler: Any = None
        self._lock = threading.Lock()

    def start(self) -> None:
        """Look at once, for what fell due while nobody looked, then whenever something is due.

        Never raises: without a timetable the lists grow old, and calls go on.
        """
        try:
            self._start()
        except Exception:
            log.exception("the shared lists are not kept up to date; tranquille lists sync does it by hand")

    def look_now(self) -> None:
        """Look as soon as the worker is free."""
        # A job of its own: the look under way, if any, is about to set the hour of the next one.
        self._plan(_ASKED_FOR, datetime.now(UTC))

    def notice_the_hour(self) -> None:
        """Start what is overdue by the clock on the wall, which a sleeping computer's timers do not see."""
        if (scheduler := self._scheduler) is not None:
            scheduler.wakeup()

    def stop(self) -> None:
        """Start nothing more; what is under way is not waited for."""
        with self._lock:
            scheduler, self._scheduler = self._scheduler, None
            if scheduler is not None:
                # A job that falls due while the library closes its workers would fail in its thread.
                scheduler.remove_all_jobs()
        if scheduler is not None:
            scheduler.shutdown(wait=False)

    def _start(self) -> None:
        # Six megabytes that a house without shared lists does not need.
        from apscheduler.executors.pool import ThreadPoolExecutor
        from apscheduler.schedulers.background import BackgroundScheduler

        # Every job says itself what came of it; the library's own lines would say it twice.
        logging.getLogger("apscheduler").setLevel(logging.WARNING)
        self._scheduler = BackgroundScheduler(
            executors={"default": ThreadPoolExecutor(1)},
            # Two: one at work, one that waits for the one worker because somebody asked meanwhile.
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 2},
            timezone=UTC,
        )
        self._scheduler.start()
        self._plan(_BY_THE_CLOCK, datetime.now(UTC))

    def _plan(self, job: str, run_at: datetime) -> None:
        with self._lock:
            if self._scheduler is not None:
                self._scheduler.add_job(
                    self._run,
                    "date",
                    run_date=run_at,
                    id=job,
                    replace_existing=True,
                    misfire_grace_time=None,
                )

    def _run(self) -> None:
        now = datetime.now(UTC)
        next_at = now + AFTER_A_MISHAP
        try:
            next_at = self._look(now)
        except Exception:
            log.exception("the shared lists could not be looked at; trying again in an hour")
        self._plan(_BY_THE_CLOCK, next_at + random.random() * JITTER)
