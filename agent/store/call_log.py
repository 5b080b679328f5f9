"""Every call with its whole explanation, and what the rules ask about earlier calls."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from agent.call.call_record import CallRecord
from agent.store.database import Database
from agent.store.kept_sentences import sentences_of, with_sentences

MAX_TEXT = 2000
"""Characters kept of any one text: a stranger writes some of them."""
ERASE_EVERY = 64
ERASE_AT_ONCE = 500

_TIMES = ("received_at", "ended_at")
_PAIRS = ("evidence",)
_TEXTS = ("passed", "steps")
_NAMES = tuple(field.name for field in fields(CallRecord))
_COLUMNS = (*_NAMES, "caller_key", "sentences")
_SAVE = (
    f"INSERT INTO calls ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))}) "
    "ON CONFLICT (call_id, received_at) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS)
)


class CallLog:
    """The calls of the last `keep_days` days, `keep_rows` at most.  Any thread may ask.

    Every method raises `StoreUnusable` (an OSError) when the disk fails; asking again later may work.
    """

    def __init__(
        self, path: Path, keep_days: int = 90, keep_rows: int = 100_000, *, read_only: bool = False
    ) -> None:
        """Opens nothing yet; `read_only` leaves no trace, and a missing file is an empty log."""
        self._database = Database(path, read_only=read_only)
        self._read_only = read_only
        self._empty = read_only and not path.exists()
        self._keep_days = keep_days
        self._keep_rows = keep_rows
        self._saves_until_erasing = 0

    @property
    def path(self) -> Path:
        """The database file."""
        return self._database.path

    @property
    def database(self) -> Database:
        """The database of the call log, for what else is kept in it."""
        return self._database

    def save(self, record: CallRecord) -> None:
        """Keep a call, or what has become of it since: one row for a Call-ID and its arrival."""
        self.save_all([record])

    def save_all(self, records: Sequence[CallRecord]) -> None:
        """Keep several calls at the cost of one: all are on disk when this returns, or none.

        Now and then the oldest calls are erased on the way.
        """
        rows = [
            [
                *(_to_column(name, getattr(record, name)) for name in _NAMES),
                caller_key(record),
                sentences_of(record),
            ]
            for record in records
        ]
        self._database.write(lambda connection: connection.executemany(_SAVE, rows))
        if self._saves_until_erasing <= 0 and records:
            self._saves_until_erasing = ERASE_EVERY
            self.erase_old(records[-1].received_at)
        self._saves_until_erasing -= len(records)

    def last(self, count: int, number: str | None = None) -> list[CallRecord]:
        """The last calls, newest first; `number` (E.164, or what a caller without one showed) narrows it."""
        where = "WHERE caller_key = ? " if number is not None else ""
        rows = self._ask(
            f"SELECT * FROM calls {where}ORDER BY received_at DESC, id DESC LIMIT ?",
            *([clean_text(number)] if number is not None else []),
            count,
        )
        return [record_of(row) for row in rows]

    def last_call_at(self, key: str, before: datetime) -> datetime | None:
        """When this caller (E.164 number, short number or internal user) last called before that moment."""
        rows = self._ask(
            "SELECT max(received_at) FROM calls WHERE caller_key = ? AND received_at < ?",
            key,
            time_text(before),
        )
        return _moment(rows[0][0] if rows else None)

    def neighbours_seen(self, number: str, since: datetime) -> int:
        """How many other numbers of this number's block of 100 called since then."""
        return len(self.neighbours(number, since))

    def neighbours(self, number: str, since: datetime) -> frozenset[str]:
        """Which other numbers of this number's block of 100 called since then."""
        block = number[:-2]
        rows = self._ask(
            "SELECT DISTINCT number_e164 FROM calls WHERE number_e164 BETWEEN ? AND ? "
            "AND length(number_e164) = ? AND number_e164 <> ? AND received_at >= ?",
            f"{block}00", f"{block}99", len(number), number, time_text(since),
        )  # fmt: skip
        return frozenset(number for (number,) in rows)

    def called_them_at(self, number: str) -> datetime | None:
        """When the house last called this number, as far as it was told."""
        rows = self._ask("SELECT max(called_at) FROM calls_made WHERE number_e164 = ?", number)
        return _moment(rows[0][0] if rows else None)

    def add_call_made(self, number: str, called_at: datetime) -> None:
        """Remember that the house called this number."""
        row = (number, time_text(called_at))
        self._database.write(
            lambda connection: connection.execute("INSERT INTO calls_made VALUES (?, ?)", row)
        )

    def erase_old(self, now: datetime) -> int:
        """Erase calls over the age and the count set, a few hundred at most; returns how many went."""
        before = time_text(now - timedelta(days=self._keep_days))

        def erase(connection: sqlite3.Connection) -> int:
            # Rows by their order of arrival: a clock that jumped must not make the newest the oldest.
            by_age = "DELETE FROM calls WHERE id IN (SELECT id FROM calls WHERE received_at < ? LIMIT ?)"
            by_count = (
                "DELETE FROM calls WHERE id IN (SELECT id FROM calls ORDER BY id LIMIT "
                "min(?, max(0, (SELECT count(*) FROM calls) - ?)))"
            )
            erased = connection.execute(by_age, (before, ERASE_AT_ONCE)).rowcount
            erased += connection.execute(by_count, (ERASE_AT_ONCE, self._keep_rows)).rowcount
            connection.execute("DELETE FROM calls_made WHERE called_at < ?", (before,))
            connection.execute("DELETE FROM permits WHERE until < ?", (before,))
            return erased

        erased = self._database.write(erase)
        if erased:
            self._database.run(
                lambda connection: connection.execute("PRAGMA incremental_vacuum(64)").fetchall()
            )
        return erased

    def forget(self, number: str, also_written: tuple[str, ...] = ()) -> int:
        """Erase every call of this number, and blank it out where other calls mention it.

        `also_written` are its other forms (`0162000001`).  Returns how many calls were erased.
        A damaged log that was kept aside cannot be searched, so it is erased too.
        """
        forms = sorted({number, *also_written} - {""}, key=len, reverse=True)
        mentions = (
            "shown_as",
            "display_name",
            "believed_because",
            "because",
            "evidence",
            "done",
            "steps",
            "heard",
            "sentences",
        )

        def erase(connection: sqlite3.Connection) -> int:
            erased = 0
            for form in forms:
                erased += connection.execute("DELETE FROM calls WHERE caller_key = ?", (form,)).rowcount
                connection.execute("DELETE FROM calls_made WHERE number_e164 = ?", (form,))
                connection.execute("DELETE FROM permits WHERE number = ?", (form,))
                connection.execute("UPDATE permits SET because = replace(because, ?, '…')", (form,))
                for column in mentions:
                    connection.execute(
                        f"UPDATE calls SET {column} = replace({column}, ?, '…') WHERE instr({column}, ?)",
                        (form, form),
                    )
            return erased

        erased = self._database.write(erase)
        # What was overwritten in the file still stands in the write-ahead log until that is emptied.
        self._database.run(
            lambda connection: connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        )
        for sidecar in ("", "-wal", "-shm"):
            damaged = self._database.damaged_path
            damaged.with_name(damaged.name + sidecar).unlink(missing_ok=True)
        return erased

    def close(self) -> None:
        """Close the file; asking again opens it again."""
        self._database.close()

    def _ask(self, sql: str, *values: str | int) -> list[Any]:
        if self._empty:
            return []
        return self._database.run(lambda connection: self._rows(connection, sql, values))

    def _rows(self, connection: sqlite3.Connection, sql: str, values: tuple[str | int, ...]) -> list[Any]:
        # Whoever only reads may meet a file that the daemon is just making.
        if self._read_only and not connection.execute("PRAGMA user_version").fetchone()[0]:
            return []
        cursor = connection.cursor()
        cursor.row_factory = sqlite3.Row
        return cursor.execute(sql, values).fetchall()


def caller_key(record: CallRecord) -> str:
    """By what the same caller is known again; empty for those who hide, who are never the same."""
    return clean_text(record.number_e164 or ("" if record.withheld else record.shown_as))


def _to_column(name: str, value: Any) -> str | int | float | None:
    if isinstance(value, datetime):
        return time_text(value)
    if isinstance(value, tuple):
        return json.dumps(value)
    if value is None:
        return None if name in _TIMES else ""
    return clean_text(value) if isinstance(value, str) else value


def record_of(row: sqlite3.Row) -> CallRecord:
    """The call that a whole row of `calls` keeps."""
    values: dict[str, Any] = {name: row[name] for name in _NAMES}
    for name in _TIMES:
        values[name] = _moment(values[name])
    for name in _PAIRS:
        values[name] = tuple((str(key), str(value)) for key, value in json.loads(values[name]))
    for name in _TEXTS:
        values[name] = tuple(map(str, json.loads(values[name])))
    values["withheld"] = bool(values["withheld"])
    # Whoever only reads may meet a file that no newer Tranquille has opened yet.
    kept = row["sentences"] if "sentences" in row.keys() else ""  # noqa: SIM118
    return CallRecord(**with_sentences(values, kept))


def clean_text(text: str) -> str:
    """As much of a text as a column takes."""
    # A lone surrogate from a mangled header must not keep a call out of the log.
    return text[:MAX_TEXT].encode("utf-8", "replace").decode("utf-8")


def time_text(moment: datetime) -> str:
    """UTC, always as many characters, so that text order is time order."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _moment(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None
