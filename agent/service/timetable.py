"""What the house does by the clock: it looks which shared lists are due, and asks their sources.

APScheduler keeps the time and is read in only when there is something to do by it.
"""

import logging
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

log = logging.getLogger(__name__)

JITTER = timedelta(minutes=5)
AFTER_A_MISHAP = timedelta(hours=1)
_JOB = "shared-lists"


class Timetable:
    """One job on one worker; `look` does the work at a moment it is given, and says when to look again."""

    def __init__(self, look: Callable[[datetime], datetime]) -> None:
        """Starts nothing yet."""
        self._look = look
        self._scheduler: Any = None

    def start(self) -> None:
        """Look at once, for what fell due while nobody looked, then whenever something is due."""
        # Six megabytes that a house without shared lists does not need.
        from apscheduler.executors.pool import ThreadPoolExecutor
        from apscheduler.schedulers.background import BackgroundScheduler

        # Every job says itself what came of it; the library's own lines would say it twice.
        logging.getLogger("apscheduler").setLevel(logging.WARNING)
        self._scheduler = BackgroundScheduler(
            executors={"default": ThreadPoolExecutor(1)},
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
            timezone=UTC,
        )
        self._scheduler.start()
        self._plan(datetime.now(UTC))

    def look_now(self) -> None:
        """Look as soon as the worker is free."""
        self._plan(datetime.now(UTC))

    def notice_the_hour(self) -> None:
        """Start what is overdue by the clock on the wall, which a sleeping computer's timers do not see."""
        if (scheduler := self._scheduler) is not None:
            scheduler.wakeup()

    def stop(self) -> None:
        """Start nothing more; what is under way is not waited for."""
        if (scheduler := self._scheduler) is not None:
            self._scheduler = None
            scheduler.shutdown(wait=False)

    def _plan(self, run_at: datetime) -> None:
        if (scheduler := self._scheduler) is not None:
            scheduler.add_job(
                self._run, "date", run_date=run_at, id=_JOB, replace_existing=True, misfire_grace_time=None
            )

    def _run(self) -> None:
        now = datetime.now(UTC)
        next_at = now + AFTER_A_MISHAP
        try:
            next_at = self._look(now)
        except Exception:
            log.exception("the shared lists could not be looked at; trying again in an hour")
        self._plan(next_at + random.random() * JITTER)
