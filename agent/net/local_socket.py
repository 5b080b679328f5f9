"""A socket for programs of this computer and this user only: a file in a folder of the house."""

import contextlib
import os
import socket
from collections.abc import Iterator
from errno import EADDRINUSE
from pathlib import Path

from agent.call.sentence import say

LONGEST_ADDRESS_BYTES = 107
"""Of a path, by Linux (unix(7)); a longer one is reached by way of its opened folder."""
ANSWERS_WITHIN_SECONDS = 0.5
BACKLOG = 16


def listen_at(path: Path) -> socket.socket:
    """Listen there, mode 0600, instead of a program that died and left its socket behind.

    Raises OSError, with a sentence when another program listens there.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if _somebody_listens(path):
        raise OSError(EADDRINUSE, say("another Tranquille answers there already"))
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        beside.unlink(missing_ok=True)
        with _address_of(beside) as address:
            listener.bind(address)
        # Nobody can connect before `listen`, so nobody finds the door open meanwhile.
        beside.chmod(0o600)
        listener.listen(BACKLOG)
        beside.replace(path)
    except OSError:
        listener.close()
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise
    return listener


def connect_to(path: Path, limit_seconds: float) -> socket.socket:
    """A connection to whoever listens there, which waits no longer than that for anything.

    Raises FileNotFoundError or ConnectionRefusedError when nobody does, and OSError.
    """
    link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        link.settimeout(limit_seconds)
        with _address_of(path) as address:
            link.connect(address)
    except OSError:
        link.close()
        raise
    return link


def _somebody_listens(path: Path) -> bool:
    try:
        connect_to(path, ANSWERS_WITHIN_SECONDS).close()
    except (FileNotFoundError, ConnectionRefusedError):
        return False
    except (TimeoutError, BlockingIOError):
        return True  # Too busy to answer is alive.
    return True


@contextlib.contextmanager
def _address_of(path: Path) -> Iterator[str]:
    if len(os.fsencode(path)) <= LONGEST_ADDRESS_BYTES:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
