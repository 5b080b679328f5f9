"""Starts an engine: `python -m agent.sip STACK DESCRIPTOR`, where DESCRIPTOR is its end of the socket pair.

STACK is `pjsua2`, whose folder is the only one to load it, or `python`, which loads nothing but our own.
"""

import contextlib
import logging
import os
import signal
import socket
import sys

from agent.sip.house_link import HouseLink

NICENESS = -10
"""People talk here: a frame that waits for another program's work is a gap in what they hear."""


def main() -> None:
    """Serve one house until it is gone; exit 0, or 1 when the stack would not start."""
    stack, descriptor = sys.argv[1:3]
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(message)s")
    # Ctrl-C reaches the whole process group; only the house decides when the engine stops.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    # Without the right to (root, or `LimitNICE=` in the unit) the engine runs as everybody else does.
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, min(NICENESS, os.getpriority(os.PRIO_PROCESS, 0)))
    link = HouseLink(socket.socket(fileno=int(descriptor)))
    if stack == "pjsua2":
        from agent.sip.pjsip.engine import run
    elif stack == "python":
        from agent.sip.pure.engine import run
    else:
        sys.exit(f"there is no engine called {stack!r} here")
    run(link)


if __name__ == "__main__":
    main()
