"""A file is replaced whole or not at all, and stays what it was for everybody else."""

import fcntl
import os
import resource
import stat
import threading
from pathlib import Path

import pytest

from agent.disk.safe_file import MAX_FILE_BYTES, editing, fingerprint_of, read_whole, replace_whole


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


def test_a_replaced_file_keeps_its_mode_and_its_link(tmp_path: Path) -> None:
    real = tmp_path / "real.txt"
    real.write_bytes(b"old")
    real.chmod(0o640)
    link = tmp_path / "deny.txt"
    link.symlink_to("real.txt")
    replace_whole(link, b"new")
    assert link.is_symlink() and real.read_bytes() == b"new"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert sorted(os.listdir(tmp_path)) == ["deny.txt", "real.txt"]


def test_a_link_to_nowhere_gets_its_file(tmp_path: Path) -> None:
    link = tmp_path / "deny.txt"
    link.symlink_to("real.txt")
    replace_whole(link, b"new")
    assert link.is_symlink() and (tmp_path / "real.txt").read_bytes() == b"new"


def test_a_new_file_can_be_read_by_the_daemons_user(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        replace_whole(tmp_path / "deny.txt", b"new")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "deny.txt").stat().st_mode) == 0o644


def test_a_disk_without_room_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "deny.txt"
    path.write_bytes(b"old")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(OSError):
            replace_whole(path, b"x" * 100_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["deny.txt"]


def test_readers_never_see_half_a_file(tmp_path: Path) -> None:
    path = tmp_path / "deny.txt"
    versions = [bytes([65 + number]) * 200_000 for number in range(20)]
    path.write_bytes(versions[0])
    seen: set[bytes] = set()
    stop = threading.Event()

    def read_on() -> None:
        while not stop.is_set():
            found = read_whole(path)
            assert found is not None
            seen.add(found[0])

    reader = threading.Thread(target=read_on)
    reader.start()
    try:
        for version in versions:
            replace_whole(path, version)
    finally:
        stop.set()
        reader.join(10)
    assert seen and seen <= set(versions)


def test_only_one_editor_at_a_time_changes_the_lists_of_a_folder(tmp_path: Path) -> None:
    folder = os.open(tmp_path, os.O_RDONLY)
    try:
        with editing(tmp_path / "deny.txt"), pytest.raises(BlockingIOError):
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    finally:
        os.close(folder)
