"""Gives back the pages of programs and libraries that only the start has needed.

The system puts sixteen pages in memory around each that is touched, and keeps them there as long as nobody
else wants the room: of what a process holds after its start, a quarter is code that will never run again.  What
is needed after all comes back by itself, from the system's own cache of files.
"""

import contextlib
import ctypes
import re
from collections.abc import Iterator
from pathlib import Path

MADV_DONTNEED = 4
"""madvise(2): a private mapping of a file that nobody has written to is read from its file again."""
_MAPPING = re.compile(r"([0-9a-f]+)-([0-9a-f]+) r-[-x]p \S+ \S+ [1-9]")
"""Of proc_pid_smaps(5): first address, address behind the last; read-only, private, with an inode."""
_NEXT = re.compile("[0-9a-f]+-")


def give_back_program_pages() -> None:
    """For the end of the start, before other threads work: it takes some milliseconds, once.

    A thread that let go of a file between our look and our word could have put something of its own in that
    place.  A system that does not tell what is mapped keeps what it has.
    """
    with contextlib.suppress(OSError, AttributeError):
        advise = ctypes.CDLL(None).madvise
        advise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
        for first, end in list(_unwritten_mappings()):
            advise(first, end - first, MADV_DONTNEED)


def _unwritten_mappings() -> Iterator[tuple[int, int]]:
    """Whoever was written to holds anonymous pages, even when it is read-only by now (relocated tables)."""
    found: re.Match[str] | None = None
    with Path("/proc/self/smaps").open(errors="replace") as mappings:
        for line in mappings:
            if _NEXT.match(line):
                found = _MAPPING.match(line)
            elif found and line.startswith("Anonymous:") and line.split()[1] == "0":
                yield int(found[1], 16), int(found[2], 16)
