"""Reading and replacing a small file that people also edit, so that nobody ever sees half of it."""

import contextlib
import fcntl
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from agent.call.sentence import say

MAX_FILE_BYTES = 32 * 1024 * 1024
"""A million entries with notes; more is not a list that somebody wrote."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Tells one state of a file from the next without reading it."""

    modified_ns: int
    size_bytes: int
    inode: int


def fingerprint_of(path: Path) -> Fingerprint | None:
    """The file's present state, or None when there is no file.

    Raises:
        OSError: the file may be there, but cannot be looked at.
    """
    try:
        return _fingerprint(os.stat(path))
    except FileNotFoundError:
        return None


def read_whole(path: Path) -> tuple[bytes, Fingerprint] | None:
    """The file's content and the state it was read in, or None when there is no file.

    Raises:
        OSError: it cannot be read, is no ordinary file, or has more than `MAX_FILE_BYTES`.
    """
    try:
        # Not blocking, so that a pipe in the place of the list cannot hold the house up.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise OSError(say("it is not an ordinary file"))
        if found.st_size > MAX_FILE_BYTES:
            raise OSError(say("it has more than {most} MB", most=MAX_FILE_BYTES // 1024 // 1024))
        with open(descriptor, "rb", closefd=False) as file:
            return file.read(MAX_FILE_BYTES), _fingerprint(found)
    finally:
        os.close(descriptor)


def replace_whole(path: Path, content: bytes) -> None:
    """Put `content` in the file's place in one step, on the disk when this returns.

    A link stays a link, and the file keeps its mode and, where we may, its owner.

    Raises:
        OSError: nothing was changed.
    """
    real = Path(os.path.realpath(path))
    beside = real.with_name(f".{real.name}.{os.urandom(6).hex()}.new")
    before = os.stat(real) if real.exists() else None
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
    try:
        with open(descriptor, "wb") as file:
            if before is not None:
                with contextlib.suppress(PermissionError):
                    os.fchown(descriptor, before.st_uid, before.st_gid)
                os.fchmod(descriptor, stat.S_IMODE(before.st_mode))
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        os.replace(beside, real)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(beside)
        raise
    _sync_folder(real.parent)


@contextlib.contextmanager
def editing(path: Path) -> Iterator[None]:
    """Only one process at a time changes the lists of a folder; readers never wait.

    Raises:
        OSError: the folder is not there or may not be opened.
    """
    folder = os.open(os.path.realpath(path.parent), os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        # Some network disks cannot lock; there the last writer wins, as with any editor.
        with contextlib.suppress(OSError):
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _fingerprint(found: os.stat_result) -> Fingerprint:
    return Fingerprint(found.st_mtime_ns, found.st_size, found.st_ino)


def _sync_folder(folder: Path) -> None:
    """The new name is on the disk too; not every file system can promise that."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
