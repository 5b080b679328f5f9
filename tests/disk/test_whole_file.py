"""A file is replaced whole or not at all, and stays what it was for everybody else."""

import os
import resource
import stat
import sys
import threading
from pathlib import Path

import pytest

from agent.disk.fingerprint import read_whole
from agent.disk.whole_file import (
    PendingFile,
    clear_leftovers,
    keep_also_as,
    new_file,
    replace_whole,
    whole_file,
)


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


def test_a_file_takes_its_place_when_the_block_ends_and_not_before(tmp_path: Path) -> None:
    path = tmp_path / "one.txt"
    path.write_bytes(b"old")
    with whole_file(path) as out:
        out.write(b"new")
        out.flush()
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["one.txt"]


def test_a_block_that_fails_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "one.txt"
    path.write_bytes(b"old")
    with pytest.raises(KeyError), whole_file(path) as out:
        out.write(b"half")
        raise KeyError
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["one.txt"]


def test_a_private_file_is_private_from_its_first_byte(tmp_path: Path) -> None:
    with whole_file(tmp_path / "voice.wav", mode=0o600):
        (beside,) = tmp_path.iterdir()
        assert stat.S_IMODE(beside.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "voice.wav").stat().st_mode) == 0o600


def test_two_writers_of_one_file_do_not_write_into_each_other(tmp_path: Path) -> None:
    path = tmp_path / "one.txt"
    with whole_file(path) as slow:
        slow.write(b"slow")
        with whole_file(path) as quick:
            quick.write(b"quick")
        assert path.read_bytes() == b"quick"
    assert path.read_bytes() == b"slow"


def test_a_new_file_takes_nobodys_place(tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    new_file(path, b"secret", mode=0o600)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        new_file(path, b"another", mode=0o600)
    assert path.read_bytes() == b"secret"


def test_a_second_name_outlives_the_replacement_of_the_first(tmp_path: Path) -> None:
    path, before = tmp_path / "index", tmp_path / "index.before"
    for content in (b"first", b"second"):
        with whole_file(path) as out:
            out.write(content)
        for _ in range(2):
            keep_also_as(path, before)
    with whole_file(path) as out:
        out.write(b"third")
    assert (path.read_bytes(), before.read_bytes()) == (b"third", b"second")
    assert sorted(os.listdir(tmp_path)) == ["index", "index.before"]


def test_what_a_killed_writer_left_is_cleared_but_not_a_file_at_work(tmp_path: Path) -> None:
    for name in (".one.txt.killed.part", ".two.txt.killed.part"):
        (tmp_path / name).write_bytes(b"half")
    (tmp_path / "one.txt").write_bytes(b"whole")
    with PendingFile(tmp_path, "one.txt") as at_work:
        assert clear_leftovers(tmp_path, "one.txt") == 1
        assert clear_leftovers(tmp_path) == 1
        assert clear_leftovers(tmp_path / "none") == 0
        at_work.keep(tmp_path / "one.txt")
    assert os.listdir(tmp_path) == ["one.txt"]


@pytest.mark.parametrize("lasting", [True, False])
def test_a_lasting_file_is_on_the_disk_before_its_name_and_its_name_at_return(
    tmp_path: Path, lasting: bool
) -> None:
    asked: list[str] = []

    def note(frame: object, event: str, function: object) -> None:
        if event == "c_call" and function in (os.fsync, os.replace):
            asked.append(function.__name__)

    sys.setprofile(note)
    try:
        with whole_file(tmp_path / "one.txt", lasting=lasting) as out:
            out.write(b"new")
    finally:
        sys.setprofile(None)
    assert asked == (["fsync", "replace", "fsync"] if lasting else ["replace"])
