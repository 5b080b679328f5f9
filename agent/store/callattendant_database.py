"""Reads the callers that a callattendant permitted and blocked, out of the database it left behind.

Its tables `Whitelist` and `Blacklist` both have the columns PhoneNo, Name, Reason and SystemDateTime.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from agent.call.sentence import say

MOST_ROWS = 1_000_000
_MAGIC = b"SQLite format 3\0"
_TABLES = {"Whitelist": True, "Blacklist": False}


@dataclass(frozen=True, slots=True)
class KnownCaller:
    """One row of either table."""

    wanted: bool
    """True for those it permitted."""
    row: int
    """Counted from 1 in its own table."""
    number: str
    """As callattendant keeps it: national, no sign in it."""
    name: str
    reason: str


def is_database(path: Path) -> bool:
    """Tell a SQLite file by its first bytes.  Raises OSError."""
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def callers_in(path: Path) -> Iterator[KnownCaller]:
    """Yield all callers of both tables, those it permitted first; the file is only read.

    Raises ValueError when the database is damaged or none of callattendant's.
    """
    uri = f"{path.absolute().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as database:
            # The file may be anybody's: nothing that is written in it may do more than hold rows.
            database.execute("PRAGMA trusted_schema = OFF")
            database.text_factory = lambda raw: raw.decode("utf-8", "replace")
            for table, wanted in _TABLES.items():
                rows = database.execute(f"SELECT PhoneNo, Name, Reason FROM {table} LIMIT {MOST_ROWS}")
                for row, cells in enumerate(rows, start=1):
                    number, name, reason = ("" if cell is None else str(cell) for cell in cells)
                    yield KnownCaller(wanted, row, number, name, reason)
    except sqlite3.Error as error:
        raise ValueError(
            say("it is not the database of a callattendant, or it is damaged: {error}", error=error)
        ) from error
