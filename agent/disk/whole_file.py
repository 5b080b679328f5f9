"""Files that are always whole: written aside, made sure of, then put in place in one step."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

_PART = ".part"


class PendingFile:
    """A file being written aside; it vanishes at the end of the block unless it was kept."""

    def __init__(self, folder: Path, name: str) -> None:
        """Begin a file for `folder`; `name` only tells it from others being written."""
        self._part = folder / f".{name}.{os.getpid()}{_PART}"
        self.out: BinaryIO = self._part.open("w+b")
        self._kept = False

    def keep(self, path: Path) -> None:
        """Put the file in the place of `path`, which must be in the same folder."""
        self.out.flush()
        os.fsync(self.out.fileno())
        self._part.replace(path)
        self._kept = True
        _settle(path.parent)

    def __enter__(self) -> "PendingFile":
        """Begin the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file and, unless it was kept, remove it."""
        with contextlib.suppress(OSError):
            self.out.close()
        if not self._kept:
            self._part.unlink(missing_ok=True)


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file that takes the place of `path` when the block ends well, and vanishes otherwise.

    Whoever reads `path` meanwhile, or after a power cut, finds the old file or the new one whole.
    """
    with PendingFile(path.parent, path.name) as pending:
        yield pending.out
        pending.keep(path)


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


def clear_leftovers(folder: Path) -> int:
    """Remove what an interrupted writer left behind; return how many files.

    Call it only as the folder's only writer.
    """
    leftovers = list(folder.glob(f".*{_PART}"))
    for leftover in leftovers:
        leftover.unlink(missing_ok=True)
    return len(leftovers)


def _settle(folder: Path) -> None:
    """Make the renaming itself survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
