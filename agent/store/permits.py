"""What the household asked for a while: kept over restarts, seen at once by command and daemon alike."""

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from agent.store.database import Database, StoreUnusable

PermitKind = Literal["next", "everybody", "number", "pause", "emergency"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """One wish; there is one of a kind at most, and of the kind `number` one for each number."""

    kind: PermitKind
    """`next` and `everybody`: an unknown call is expected; `number`: this one rings; `pause`: nothing
    is screened; `emergency`: the house called an emergency number at `asked_at`."""
    asked_at: datetime
    """Aware."""
    until: datetime
    """Aware; over when this comes."""
    number: str = ""
    """E.164 or a short number; empty for the other kinds."""
    because: str = ""
    """The household's own note, or empty."""


class PermitTable:
    """The permits in the database of the call log.  Every method may raise OSError (`StoreUnusable`)."""

    def __init__(self, database: Database) -> None:
        """Opens nothing yet; one that reads only finds nothing in a missing file."""
        self._database = database

    @property
    def is_watched(self) -> bool:
        """True when a daemon has the file open now; asked before anything else of this table."""
        return self._database.is_open_somewhere

    def in_force(self, now: datetime) -> tuple[Permit, ...]:
        """Everything that is not over yet."""
        if self._database.is_missing:
            return ()
        try:
            rows = self._database.run(lambda connection: _rows(connection, now))
        except StoreUnusable:
            if not self._database.path.exists():
                return ()  # no file can be made, so nothing was ever asked for
            raise
        return tuple(
            Permit(
                kind=kind,
                number=number,
                asked_at=datetime.fromisoformat(asked_at),
                until=datetime.fromisoformat(until),
                because=because,
            )
            for kind, number, asked_at, until, because in rows
        )

    def put(self, permit: Permit) -> None:
        """On the disk when this returns, in the place of an earlier one of its kind; what is over goes."""
        row = (
            permit.kind,
            permit.number,
            _time(permit.asked_at),
            _time(permit.until),
            _clean(permit.because),
        )

        def write(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM permits WHERE until <= ?", (_time(permit.asked_at),))
            connection.execute("INSERT OR REPLACE INTO permits VALUES (?, ?, ?, ?, ?)", row)

        self._database.write(write)

    def take(self, permit: Permit) -> bool:
        """Take this very permit out; True for one asker only, however many ask, today or after a restart."""
        sql = "DELETE FROM permits WHERE kind = ? AND number = ? AND asked_at = ?"
        values = (permit.kind, permit.number, _time(permit.asked_at))
        return self._database.write(lambda connection: connection.execute(sql, values).rowcount) == 1


def _rows(connection: sqlite3.Connection, now: datetime) -> list[tuple[PermitKind, str, str, str, str]]:
    # A file of an older program, opened to read only, has no such table yet.
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'permits'").fetchone():
        return []
    sql = "SELECT kind, number, asked_at, until, because FROM permits WHERE until > ? ORDER BY kind, number"
    return connection.execute(sql, (_time(now),)).fetchall()


def _time(moment: datetime) -> str:
    """UTC, always as many characters, so that text order is time order."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
