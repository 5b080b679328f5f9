"""A file that grows can be read at any time, and its head is right when it is finished."""

from pathlib import Path

import pytest

from agent.disk.growing_file import GrowingFile


def test_what_was_added_can_be_read_at_once_and_the_head_is_put_right_last(tmp_path: Path) -> None:
    path = tmp_path / "growing"
    path.write_bytes(b"something longer that stood here before")
    file = GrowingFile(path, b"head0")
    file.add(b"one")
    assert path.read_bytes() == b"head0one"
    file.add(b"two")
    file.finish(b"head6")
    assert path.read_bytes() == b"head6onetwo"


def test_a_head_of_another_size_would_overwrite_what_follows(tmp_path: Path) -> None:
    file = GrowingFile(tmp_path / "growing", b"head")
    with pytest.raises(ValueError, match="a head of 5 bytes where 4 were left for it"):
        file.finish(b"head5")


def test_a_folder_that_is_not_there_is_an_oserror(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        GrowingFile(tmp_path / "nowhere" / "file", b"")
