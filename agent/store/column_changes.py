"""Changes of columns that are there already, which are made for the command line and never by the daemon.

SQLite adds a column in place, and that is what `migrations.py` does wherever a file is opened.  To drop one or
to declare it anew a table is copied, which sqlite-utils knows how to do without losing what hangs on it; the
daemon holds no such library, and works on a file before a change and after it.  So a column is dropped one
version after the last that reads or writes it.  Nothing has to be changed so far: the command that is to make
the first change calls `change_columns` with the log open for writing.
"""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field

from agent.store.database import Database

_DECLARED = {int: "INTEGER", float: "REAL", str: "TEXT"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnChange:
    """What becomes of some columns of one table."""

    because: str
    table: str
    drop: frozenset[str] = frozenset()
    types: Mapping[str, type[int] | type[float] | type[str]] = field(default_factory=dict)
    """By column, what it is to hold."""


COLUMN_CHANGES: tuple[ColumnChange, ...] = ()
"""In their order, each left out where a file has it already."""


def change_columns(database: Database, changes: tuple[ColumnChange, ...] = COLUMN_CHANGES) -> list[str]:
    """Make the changes that the file does not have yet, all or none; returns why each was made.

    Rows, indexes, constraints and views stay, and a running house goes on with the same file.
    Raises StoreUnusable.
    """
    if not changes:
        return []

    return database.write(lambda connection: [each.because for each in changes if _changed(connection, each)])


def _changed(connection: sqlite3.Connection, change: ColumnChange) -> bool:
    rows = connection.execute("SELECT name, type FROM pragma_table_info(?)", (change.table,))
    declared = dict(rows.fetchall())
    drop = change.drop & declared.keys()
    types = {
        name: kind
        for name, kind in change.types.items()
        if name in declared.keys() - drop and declared[name] != _DECLARED[kind]
    }
    if not (drop or types):
        return False
    # Here, for those alone who have something to change.
    from sqlite_utils import Database as Tables
    from sqlite_utils.db import TransformError

    tables = Tables(connection, recursive_triggers=False, execute_plugins=False)
    try:
        tables.table(change.table).transform(drop=drop, types=types)
    except TransformError as error:
        raise ValueError(str(error)) from error
    return True
