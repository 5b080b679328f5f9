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
_CALLERS = (
    "SELECT ifnull(PhoneNo, '') AS number, ifnull(Name, '') AS name, ifnull(Reason, '') AS reason "
    "FROM {} LIMIT {}"
)


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
    # Here, so that no other command waits for the library.
    from sqlite_utils import Database

    uri = f"{path.absolute().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            # The file may be anybody's: nothing that is written in it may do more than hold rows.
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
            database = Database(connection, execute_plugins=False)
            for table, wanted in _TABLES.items():
                for row, cells in enumerate(database.query(_CALLERS.format(table, MOST_ROWS)), start=1):
                    yield KnownCaller(wanted, row, **{name: str(cell) for name, cell in cells.items()})
    except sqlite3.Error as error:
        raise ValueError(
            say("it is not the database of a callattendant, or it is damaged: {error}", error=error)
        ) from error
