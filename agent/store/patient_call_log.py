"""Keeps calls in memory while the disk cannot, so that a bad disk costs no call its record or its ring."""

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from itertools import islice
from typing import TypeVar

from agent.call.call_record import CallRecord
from agent.call.sentence import said, say
from agent.store.call_log import CallLog, caller_key
from agent.store.database import StoreUnusable

log = logging.getLogger(__name__)

Answer = TypeVar("Answer")
WRITE_AT_ONCE = 100


class PatientCallLog:
    """A call log that neither raises nor waits for the disk when a record is saved.

    A thread of its own writes; what it could not write yet stays in memory, is tried again every
    `retry_seconds` and at each new call, and counts in every answer.  Over `keep_in_memory` records
    the oldest are dropped, counted, and said in the log.
    """

    def __init__(self, call_log: CallLog, keep_in_memory: int = 2000, retry_seconds: float = 15.0) -> None:
        """Starts the writing thread; `close` ends it."""
        self._call_log = call_log
        self._keep_in_memory = keep_in_memory
        self._retry_seconds = retry_seconds
        self._waiting: OrderedDict[tuple[str, datetime], CallRecord] = OrderedDict()
        self._changed = threading.Condition()
        self._wanted = True  # something new to write, or a moment to try again
        self._closing = False
        self._trouble = ""
        self.dropped = 0
        """Records lost because the memory was full too."""
        self._writer = threading.Thread(target=self._write_on, name="call-log", daemon=True)
        self._writer.start()

    @property
    def trouble(self) -> str:
        """Why nothing can be written now, as a sentence; empty when all is well."""
        return self._trouble

    @property
    def waiting(self) -> int:
        """How many records are in memory only."""
        return len(self._waiting)

    def save(self, record: CallRecord) -> None:
        """Hand a record over; a later one of the same call replaces it."""
        with self._changed:
            key = (record.call_id, record.received_at)
            self._waiting[key] = record
            while len(self._waiting) > self._keep_in_memory:
                self._waiting.popitem(last=False)
                self.dropped += 1
                if self.dropped & (self.dropped - 1) == 0:  # said at 1, 2, 4, 8 … dropped records
                    log.error("%d call records are lost: %s", self.dropped, self._trouble or "disk too slow")
            self._wanted = True
            self._changed.notify_all()

    def last(self, count: int, number: str | None = None) -> list[CallRecord]:
        """The last calls, newest first, those in memory included."""
        try:
            written = self._call_log.last(count, number)
        except StoreUnusable as error:
            log.debug("%s; showing only the calls in memory", error)
            written = []
        found = {(record.call_id, record.received_at): record for record in written}
        for record in self._in_memory():
            if number is None or caller_key(record) == number:
                found[record.call_id, record.received_at] = record
        return sorted(found.values(), key=lambda record: record.received_at, reverse=True)[:count]

    def last_call_at(self, key: str, before: datetime) -> datetime | None:
        """When this caller last called before that moment, or None.  Raises OSError as `neighbours_seen`."""
        moments = [
            record.received_at
            for record in self._in_memory()
            if record.received_at < before and caller_key(record) == key
        ]
        written = self._ask(None, lambda: self._call_log.last_call_at(key, before))
        return max([*moments, *([written] if written else [])], default=None)

    def neighbours_seen(self, number: str, since: datetime) -> int:
        """How many other numbers of this number's block of 100 called since then.

        Raises StoreUnusable when a file is there that cannot be read: what it knows is then unknown, and
        the house must not judge as if nobody had ever called.
        """
        nobody: frozenset[str] = frozenset()
        in_memory = {
            record.number_e164
            for record in self._in_memory()
            if record.received_at >= since
            and record.number_e164[:-2] == number[:-2]
            and len(record.number_e164) == len(number)
        }
        written = self._ask(nobody, lambda: self._call_log.neighbours(number, since))
        return len((in_memory | written) - {number})

    def called_them_at(self, number: str) -> datetime | None:
        """When the house last called this number, or None.  Raises OSError as `neighbours_seen`."""
        return self._ask(None, lambda: self._call_log.called_them_at(number))

    def wait_until_written(self, limit_seconds: float) -> bool:
        """Wait until nothing is in memory only; False when the limit came first."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._waiting, limit_seconds)

    def close(self, limit_seconds: float = 5.0) -> int:
        """Write what can be written, end the thread; returns how many records could not be written."""
        with self._changed:
            self._closing = self._wanted = True
            self._changed.notify_all()
        self._writer.join(limit_seconds)
        if self._waiting:
            log.error("%d call records could not be written: %s", len(self._waiting), self._trouble)
        self._call_log.close()
        return len(self._waiting)

    def _write_on(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._wanted, self._retry_seconds if self._waiting else None)
                self._wanted = False
                closing = self._closing
            self._write_waiting()
            if closing:
                return

    def _write_waiting(self) -> None:
        while True:
            with self._changed:
                if not self._waiting:
                    self._changed.notify_all()
                    return
                batch = dict(islice(self._waiting.items(), WRITE_AT_ONCE))
            try:
                self._call_log.save_all(list(batch.values()))
            except StoreUnusable as error:
                if not self._trouble:
                    told = say("{error}; calls are kept in memory and ring as ever", error=said(error))
                    log.error("%s", told)
                self._trouble = str(error)
                return
            if self._trouble:
                log.warning("%s", say("the call log can be written again"))
                self._trouble = ""
            with self._changed:
                for key, record in batch.items():
                    # A newer record of the same call may have come meanwhile: that one still waits.
                    if self._waiting.get(key) is record:
                        del self._waiting[key]

    def _in_memory(self) -> list[CallRecord]:
        with self._changed:
            return list(self._waiting.values())

    def _ask(self, of_nothing: Answer, ask: Callable[[], Answer]) -> Answer:
        try:
            return ask()
        except StoreUnusable:
            if not self._call_log.path.exists():
                return of_nothing  # nothing was ever written, so memory knows it all
            raise
