"""A file that grows while something goes on, as a recording does: readable throughout, its head put right last."""

from pathlib import Path


class GrowingFile:
    """Begins with a head of fixed size.  Raises OSError wherever the disk does."""

    def __init__(self, path: Path, head: bytes) -> None:
        """What stood there before is gone."""
        # No buffer of ours: what was written is what somebody else may read.
        self._file = path.open("wb", buffering=0)
        self._head_bytes = len(head)
        self._file.write(head)

    def add(self, piece: bytes) -> None:
        """More of it, at the end."""
        self._file.write(piece)

    def finish(self, head: bytes) -> None:
        """Close the file, with a head of the same size that knows how long it became."""
        if len(head) != self._head_bytes:
            raise ValueError(f"a head of {len(head)} bytes where {self._head_bytes} were left for it")
        try:
            self._file.seek(0)
            self._file.write(head)
        finally:
            self._file.close()
