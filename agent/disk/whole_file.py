"""Files that are always whole: written aside, made sure of, then put in place in one step."""

import contextlib
import fcntl
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

_PART = ".part"
_ANYBODY = 0o666
"""Rights of a new file before the umask takes its part, as with `open`."""
_ONLY_I_WRITE = 0o644


class PendingFile:
    """A file being written aside; it vanishes at the end of the block unless it was kept."""

    def __init__(self, folder: Path, name: str, *, mode: int = _ANYBODY, lasting: bool = True) -> None:
        """Begin a file for `folder`; `name` only tells whose it is.

        Not `lasting` is what can be made anew after a power cut, and has no time to wait for the disk.
        """
        self._part = folder / f".{name}.{os.urandom(6).hex()}{_PART}"
        self._lasting = lasting
        self._kept = False
        descriptor = os.open(self._part, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
        self.out: BinaryIO = open(descriptor, "w+b")  # noqa: SIM115 (closed at the end of the block)
        # Says to `clear_leftovers` that somebody is at work.  Some network disks cannot lock.
        with contextlib.suppress(OSError):
            fcntl.flock(self.out, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def take_rights_of(self, before: os.stat_result) -> None:
        """Have the mode of the file that this one replaces and, where we may, its owner."""
        with contextlib.suppress(PermissionError):
            os.fchown(self.out.fileno(), before.st_uid, before.st_gid)
        os.fchmod(self.out.fileno(), stat.S_IMODE(before.st_mode))

    def keep(self, path: Path) -> None:
        """Put the file in the place of `path`, which must be in the same folder."""
        self.out.flush()
        if self._lasting:
            os.fsync(self.out.fileno())
        os.replace(self._part, path)
        self._kept = True
        if self._lasting:
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
            with contextlib.suppress(OSError):
                self._part.unlink()


@contextlib.contextmanager
def whole_file(path: Path, *, mode: int = _ANYBODY, lasting: bool = True) -> Iterator[BinaryIO]:
    """Open a file that takes the place of `path` when the block ends well, and vanishes otherwise.

    Whoever reads `path` meanwhile, or after a power cut, finds the old file or the new one whole.  `mode` is what
    the umask is taken from; a file that is not `lasting` may be lost in a power cut.
    """
    with PendingFile(path.parent, path.name, mode=mode, lasting=lasting) as pending:
        yield pending.out
        pending.keep(path)


def replace_whole(path: Path, content: bytes) -> None:
    """Put `content` in the place of a file that people also edit.

    A link stays a link, and the file keeps its mode and, where we may, its owner.

    Raises OSError (nothing was changed).
    """
    real = Path(os.path.realpath(path))
    with PendingFile(real.parent, real.name, mode=_ONLY_I_WRITE) as pending:
        with contextlib.suppress(FileNotFoundError):
            pending.take_rights_of(os.stat(real))
        pending.out.write(content)
        pending.keep(real)


def new_file(path: Path, content: bytes, *, mode: int) -> None:
    """Write a file where there is none; nobody can have opened it before it had its `mode`.

    Raises FileExistsError (there is one, and it stays as it is), OSError (it cannot be written).
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        with open(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(descriptor)
    except OSError:
        path.unlink()
        raise
    _settle(path.parent)


def move_whole(path: Path, to: Path) -> None:
    """Give a file another name in its folder, in place of whatever has it.  Raises OSError."""
    os.replace(path, to)
    _settle(to.parent)


def keep_also_as(path: Path, other: Path) -> None:
    """Give a file a second name in its folder, in place of whatever has it.  Raises OSError."""
    beside = other.with_name(f".{other.name}.{os.urandom(6).hex()}{_PART}")
    os.link(path, beside)
    try:
        move_whole(beside, other)
    finally:
        # Two names of one file are left as they are by a renaming (rename(2)).
        beside.unlink(missing_ok=True)


def clear_leftovers(folder: Path, name: str = "") -> int:
    """Remove what killed writers left behind, of the file `name` or of all; return how many files.

    A writer that is still at work holds a lock.  Raises OSError when the folder cannot be read; one that is not
    there holds nothing.
    """
    cleared = 0
    for left in folder.iterdir() if folder.exists() else ():
        if not (left.name.startswith(f".{name}.") if name else left.match(f".*{_PART}")):
            continue
        with contextlib.suppress(OSError), left.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            left.unlink()
            cleared += 1
    return cleared


def _settle(folder: Path) -> None:
    """Make the renaming itself survive a power cut; not every file system can promise that."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
