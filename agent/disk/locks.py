"""Locks of folders: who writes there writes alone, whatever process it is."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def only_writer(folder: Path) -> Iterator[bool]:
    """Hold the folder's lock during the block; False when another process holds it."""
    with (folder / ".lock").open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


@contextlib.contextmanager
def editing(path: Path) -> Iterator[None]:
    """Only one process at a time changes the lists of a folder; readers never wait.

    Raises OSError (the folder is not there or may not be opened).
    """
    folder = os.open(os.path.realpath(path.parent), os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        # Some network disks cannot lock; there the last writer wins, as with any editor.
        with contextlib.suppress(OSError):
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)
