"""Reading a small file that people also edit, and telling one state of a file from the next."""

import os
import stat
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

    Raises OSError (the file may be there, but cannot be looked at).
    """
    try:
        return _fingerprint(os.stat(path))
    except FileNotFoundError:
        return None


def read_whole(path: Path) -> tuple[bytes, Fingerprint] | None:
    """The file's content and the state it was read in, or None when there is no file.

    Raises OSError (it cannot be read, is no ordinary file, or has more than `MAX_FILE_BYTES`).
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


def _fingerprint(found: os.stat_result) -> Fingerprint:
    return Fingerprint(found.st_mtime_ns, found.st_size, found.st_ino)
