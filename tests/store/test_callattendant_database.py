"""The database of a callattendant is read, never written, and a stranger's file is one sentence."""

import sqlite3
from pathlib import Path

import pytest

from agent.store.callattendant_database import KnownCaller, callers_in, is_database

TABLES = """
CREATE TABLE Whitelist (PhoneNo TEXT PRIMARY KEY, Name TEXT, Reason TEXT, SystemDateTime TEXT);
CREATE TABLE Blacklist (PhoneNo TEXT PRIMARY KEY, Name TEXT, Reason TEXT, SystemDateTime TEXT);
INSERT INTO Whitelist VALUES ('0612345678', 'AUNT JO', NULL, '2024-03-06 10:00:00');
INSERT INTO Blacklist VALUES ('0472000004', 'SOLAR', 'Telemarketer', '2024-03-06 10:00:00');
INSERT INTO Blacklist VALUES ('PRIVATE', '', '', '');
"""


def a_database(path: Path, script: str = TABLES) -> Path:
    database = sqlite3.connect(path)
    database.executescript(script)
    database.close()
    return path


def test_both_tables_are_read_and_nothing_is_written(tmp_path: Path) -> None:
    path = a_database(tmp_path / "call attendant?.db")
    before = path.read_bytes()
    assert is_database(path)
    assert list(callers_in(path)) == [
        KnownCaller(True, 1, "0612345678", "AUNT JO", ""),
        KnownCaller(False, 1, "0472000004", "SOLAR", "Telemarketer"),
        KnownCaller(False, 2, "PRIVATE", "", ""),
    ]
    assert (path.read_bytes(), [each.name for each in tmp_path.iterdir()]) == (before, [path.name])


@pytest.mark.parametrize(
    "script", ["CREATE TABLE Music (Song TEXT);", "CREATE TABLE Whitelist (PhoneNo TEXT);"]
)
def test_somebody_elses_database_is_one_sentence(tmp_path: Path, script: str) -> None:
    with pytest.raises(ValueError, match="not the database of a callattendant"):
        list(callers_in(a_database(tmp_path / "other.db", script)))


def test_a_damaged_database_is_one_sentence(tmp_path: Path) -> None:
    path = a_database(tmp_path / "callattendant.db")
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with pytest.raises(ValueError, match="damaged"):
        list(callers_in(path))


def test_a_text_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("+33162*\n")
    assert not is_database(tmp_path / "list.txt")
