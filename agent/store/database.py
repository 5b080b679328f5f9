"""Opens the database file, one connection for each thread, and turns disk trouble into a sentence."""

import logging
import os
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from agent.call.sentence import say
from agent.disk.whole_file import move_whole
from agent.store.migrations import migrate

log = logging.getLogger(__name__)

Answer = TypeVar("Answer")
BUSY_MILLISECONDS = 2000
SIDECARS = ("", "-wal", "-shm")

PRAGMAS = (
    # Takes effect on a new file only, hence first: erased rows give their pages back.
    "PRAGMA auto_vacuum = INCREMENTAL",
    "PRAGMA journal_mode = WAL",
    # A committed call outlives a power cut.
    "PRAGMA synchronous = FULL",
    # What is erased is overwritten, not only unlinked.
    "PRAGMA secure_delete = ON",
    "PRAGMA journal_size_limit = 1048576",
    # The default of 2 MB for each connection is much for a small box.
    "PRAGMA cache_size = -256",
)


class StoreUnusable(OSError):
    """The database cannot be read or written now (disk full, read-only, no rights …); later it may."""


class Database:
    """A SQLite file that begins anew when it is damaged; the damaged one is kept beside it."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Opens nothing yet; with `read_only` the file and its folder are never touched."""
        self.path = path
        self.damaged_path = path.with_name(f"{path.name}.damaged")
        self._read_only = read_only
        self._mine = threading.local()
        self._lock = threading.Lock()
        self._opened: list[sqlite3.Connection] = []
        self._generation = 0

    @property
    def is_missing(self) -> bool:
        """True when there is no file and none will be made: whoever reads only finds nothing."""
        return self._read_only and not self.path.exists()

    @property
    def is_open_somewhere(self) -> bool:
        """True when some process has the file open, which a running daemon always has."""
        return os.path.exists(f"{self.path}-wal")

    def run(self, work: Callable[[sqlite3.Connection], Answer]) -> Answer:
        """Do work on this thread's connection; a damaged file is moved aside and the work done on a new one.

        Raises StoreUnusable.
        """
        generation = self._generation
        try:
            return work(self._connection())
        except (sqlite3.Error, OSError, ValueError) as error:
            if not _is_damage(error) or self._read_only:
                raise self._unusable(error) from error
            self._begin_anew(generation, error)
        try:
            return work(self._connection())
        except (sqlite3.Error, OSError, ValueError) as error:
            raise self._unusable(error) from error

    def write(self, work: Callable[[sqlite3.Connection], Answer]) -> Answer:
        """Like `run`, in one transaction: wholly committed and on disk at return, or not at all."""

        def in_transaction(connection: sqlite3.Connection) -> Answer:
            connection.execute("BEGIN IMMEDIATE")
            try:
                answer = work(connection)
                connection.execute("COMMIT")
                return answer
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

        return self.run(in_transaction)

    def close(self) -> None:
        """Close every thread's connection; the next question opens a new one."""
        with self._lock:
            self._generation += 1
            for connection in self._opened:
                connection.close()
            self._opened.clear()

    def _connection(self) -> sqlite3.Connection:
        if getattr(self._mine, "generation", None) != self._generation:
            with self._lock:
                connection = self._open_read_only() if self._read_only else self._open()
                self._opened.append(connection)
                self._mine.connection, self._mine.generation = connection, self._generation
        connection = self._mine.connection
        assert isinstance(connection, sqlite3.Connection)
        return connection

    def _open(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not self.path.exists():
            # Who called a house is nobody else's business.
            self.path.touch(mode=0o600)
        connection = sqlite3.connect(
            self.path, isolation_level=None, timeout=BUSY_MILLISECONDS / 1000, check_same_thread=False
        )
        try:
            for pragma in PRAGMAS:
                connection.execute(pragma)
            migrate(connection)
        except (sqlite3.Error, ValueError):
            connection.close()
            raise
        return connection

    def _open_read_only(self) -> sqlite3.Connection:
        # Without a write-ahead log nobody has the file open, and reading it need not leave one behind.
        alone = not self.path.with_name(f"{self.path.name}-wal").exists()
        how = "immutable=1" if alone else "mode=ro"
        return sqlite3.connect(
            f"{self.path.absolute().as_uri()}?{how}", uri=True, isolation_level=None, check_same_thread=False
        )

    def _begin_anew(self, generation: int, error: Exception) -> None:
        with self._lock:
            if self._generation != generation:
                return  # another thread has just done it
            for connection in self._opened:
                connection.close()
            self._opened.clear()
            self._generation += 1
            for sidecar in SIDECARS:
                damaged = self.path.with_name(self.path.name + sidecar)
                aside = self.damaged_path.with_name(self.damaged_path.name + sidecar)
                try:
                    move_whole(damaged, aside)
                except FileNotFoundError:
                    aside.unlink(missing_ok=True)
                except OSError as moving:
                    raise self._unusable(moving) from error
        log.error(
            "%s is damaged (%s): it is kept as %s and a new one begins; no call is lost for it",
            self.path, error, self.damaged_path.name,
        )  # fmt: skip

    def _unusable(self, error: Exception) -> StoreUnusable:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return StoreUnusable(say("the call log {path} cannot be used: {why}", path=self.path, why=why))


def _is_damage(error: Exception) -> bool:
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
