"""A file that people also edit is read whole or refused, and its state is known again."""

import os
from pathlib import Path

import pytest

from agent.disk.fingerprint import MAX_FILE_BYTES, fingerprint_of, read_whole


def test_a_missing_file_is_no_error(tmp_path: Path) -> None:
    assert read_whole(tmp_path / "none") is None
    assert fingerprint_of(tmp_path / "none") is None


def test_what_was_read_carries_its_fingerprint(tmp_path: Path) -> None:
    path = tmp_path / "deny.txt"
    path.write_bytes(b"a")
    assert read_whole(path) == (b"a", fingerprint_of(path))


@pytest.mark.parametrize("kind", ["folder", "pipe", "device", "huge"])
def test_what_is_no_ordinary_file_is_refused_at_once(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "deny.txt"
    match kind:
        case "folder":
            path.mkdir()
        case "pipe":
            os.mkfifo(path)
        case "device":
            path.symlink_to("/dev/zero")
        case _:
            path.touch()
            os.truncate(path, MAX_FILE_BYTES + 1)
    with pytest.raises(OSError, match=r"ordinary file|more than 32 MB"):
        read_whole(path)
