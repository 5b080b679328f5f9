"""Long columns of numbers on their way into the index, kept on disk so that memory stays small."""

import mmap
import os
import tempfile
from array import array
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

CHUNK = 65_536


class Column:
    """A column that grows at its end and is read in pieces; on disk but for its last piece."""

    def __init__(self, typecode: str, folder: Path) -> None:
        """Use `typecode` of the `array` module, and a nameless file in `folder`."""
        self._tail: array[int] = array(typecode)
        self.width = self._tail.itemsize
        """Bytes of one number."""
        self._typecode = typecode
        self._file = tempfile.TemporaryFile(buffering=0, dir=folder)  # noqa: SIM115
        self._on_disk = 0
        self.append = self._tail.append
        """Add one number; call `settle` now and then, it is what keeps memory small."""

    def __len__(self) -> int:
        """Count of numbers."""
        return self._on_disk + len(self._tail)

    def extend(self, numbers: Iterable[int]) -> None:
        """Add many numbers."""
        self._tail.extend(numbers)
        self.settle()

    def settle(self) -> None:
        """Move a long tail to disk."""
        if len(self._tail) >= CHUNK:
            self._write_tail()

    def read(self, first: int, count: int) -> "array[int]":
        """Some numbers of the column, fewer at its end."""
        self._write_tail()
        numbers: array[int] = array(self._typecode)
        numbers.frombytes(os.pread(self._file.fileno(), count * self.width, first * self.width))
        return numbers

    def pieces(self) -> Iterator["array[int]"]:
        """The whole column, piece by piece."""
        for first in range(0, len(self), CHUNK):
            yield self.read(first, CHUNK)

    def mapped(self) -> "memoryview[int] | array[int]":
        """A column of 4 or 8 bytes, for reading here and there; the system may take its memory back."""
        self._write_tail()
        if not self._on_disk:
            return array(self._typecode)
        content = memoryview(mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ))
        return content.cast("I" if self.width == 4 else "Q")

    def close(self) -> None:
        """Give the disk space back."""
        self._file.close()

    def _write_tail(self) -> None:
        if self._tail:
            self._file.seek(0, os.SEEK_END)
            write_whole(self._file.write, self._tail.tobytes())
            self._on_disk += len(self._tail)
            del self._tail[:]


def write_whole(write: Callable[[bytes], int | None], content: bytes) -> None:
    """Write all of it; the system may take less at a time.  Raises OSError when the disk is full."""
    view = memoryview(content)
    while view:
        written = write(view)  # type: ignore[arg-type]
        view = view[written or 0 :]
