"""One writer at a time in a folder, whatever process it is."""

import fcntl
import os
from pathlib import Path

import pytest

from agent.disk.locks import editing, only_writer


def test_only_one_editor_at_a_time_changes_the_lists_of_a_folder(tmp_path: Path) -> None:
    folder = os.open(tmp_path, os.O_RDONLY)
    try:
        with editing(tmp_path / "deny.txt"), pytest.raises(BlockingIOError):
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    finally:
        os.close(folder)


def test_a_second_writer_is_told_that_there_is_one(tmp_path: Path) -> None:
    with only_writer(tmp_path) as first, only_writer(tmp_path) as second:
        assert (first, second) == (True, False)
    with only_writer(tmp_path) as again:
        assert again
