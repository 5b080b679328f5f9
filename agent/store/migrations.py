"""How the database file grew to its present shape, step by step, each with its reason.

Steps are plain SQL that adds, so that the daemon takes them wherever it opens a file.  Columns that are there
already are changed by the command line, as `column_changes.py` says.
"""

import sqlite3

from agent.store.views import MAKE_VIEWS

MIGRATIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "every call with enough to explain it a year later, found by caller and by time",
        (
            """CREATE TABLE calls (
                id INTEGER PRIMARY KEY,
                call_id TEXT NOT NULL,
                line TEXT NOT NULL,
                received_at TEXT NOT NULL,
                caller_key TEXT NOT NULL,
                number_e164 TEXT NOT NULL,
                shown_as TEXT NOT NULL,
                display_name TEXT NOT NULL,
                withheld INTEGER NOT NULL,
                region TEXT NOT NULL,
                line_type TEXT NOT NULL,
                carrier TEXT NOT NULL,
                attestation TEXT NOT NULL,
                believed_because TEXT NOT NULL,
                called_party TEXT NOT NULL,
                source_address TEXT NOT NULL,
                user_agent TEXT NOT NULL,
                treatment TEXT NOT NULL,
                rule TEXT NOT NULL,
                because TEXT NOT NULL,
                evidence TEXT NOT NULL,
                passed TEXT NOT NULL,
                done TEXT NOT NULL,
                steps TEXT NOT NULL,
                ended_at TEXT,
                ended_by TEXT NOT NULL,
                sip_status INTEGER NOT NULL,
                message_version TEXT NOT NULL,
                seconds_played REAL NOT NULL,
                heard TEXT NOT NULL,
                not_judged_because TEXT NOT NULL,
                UNIQUE (call_id, received_at)
            )""",
            "CREATE INDEX calls_by_time ON calls (received_at)",
            "CREATE INDEX calls_by_caller ON calls (caller_key, received_at)",
            "CREATE INDEX calls_by_number ON calls (number_e164, received_at)",
        ),
    ),
    (
        "the numbers the house called itself, so that whoever calls back is let through",
        (
            "CREATE TABLE calls_made (number_e164 TEXT NOT NULL, called_at TEXT NOT NULL)",
            "CREATE INDEX calls_made_by_number ON calls_made (number_e164, called_at)",
        ),
    ),
    (
        "what the household asked for a while (let a call through, pause), so that it outlives a restart",
        (
            """CREATE TABLE permits (
                kind TEXT NOT NULL,
                number TEXT NOT NULL,
                asked_at TEXT NOT NULL,
                until TEXT NOT NULL,
                because TEXT NOT NULL,
                PRIMARY KEY (kind, number)
            )""",
        ),
    ),
    (
        "how each call's sentences were made, so that they can be read in another language later",
        ("ALTER TABLE calls ADD COLUMN sentences TEXT NOT NULL DEFAULT ''",),
    ),
    ("views that other programs may rely on, as `views.py` says", ()),
)
"""Reason and statements; a file's `user_version` counts how many it has been through.  After the last one
its views are made anew."""


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a file to the present shape; each step whole or not at all, safe against a second process.

    Raises sqlite3.Error, and ValueError when a newer program wrote the file.
    """
    if _version(connection) == len(MIGRATIONS):
        return
    # The lock first, then the version again: another process may have migrated meanwhile.
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = _version(connection)
        if version > len(MIGRATIONS):
            raise ValueError("a newer Tranquille wrote it: use that one, or move the file away")
        for _reason, statements in MIGRATIONS[version:]:
            for statement in statements:
                connection.execute(statement)
        for statement in MAKE_VIEWS:
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
