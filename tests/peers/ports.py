"""Hands out ports nobody else has, also when several test runs share one machine."""

import fcntl
import os
import socket
import tempfile
from pathlib import Path
from typing import IO

# Below the range from which Linux picks ports by itself, above the well-known SIP and RTP ports.
_FIRST, _LAST = 20000, 32000
_claims: list[IO[bytes]] = []
_next = _FIRST + (os.getpid() * 64) % (_LAST - _FIRST) // 2 * 2


def free_port(count: int = 1, host: str = "127.0.0.1") -> int:
    """The first of `count` consecutive ports, even, free for UDP and TCP and ours until this process ends.

    A claim is a lock on a file named after the port, so that a run beside us takes another one even while
    neither has bound it yet. Raises OSError when every port is taken.
    """
    global _next
    for _ in range(_LAST - _FIRST):
        first = _next
        _next += count + count % 2
        if _next + 64 > _LAST:
            _next = _FIRST
        if all([_claim(port) and _is_free(port, host) for port in range(first, first + count)]):
            return first
    raise OSError(f"no {count} free ports between {_FIRST} and {_LAST}")


def _claim(port: int) -> bool:
    folder = Path(tempfile.gettempdir()) / f"test-ports-{os.getuid()}"
    folder.mkdir(exist_ok=True)
    claim = (folder / str(port)).open("ab")
    try:
        fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        claim.close()
        return False
    _claims.append(claim)
    return True


def _is_free(port: int, host: str) -> bool:
    for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
        with socket.socket(socket.AF_INET, kind) as probe:
            if kind == socket.SOCK_STREAM:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                return False
    return True
