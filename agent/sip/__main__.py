"""Starts the engine: `python -m agent.sip DESCRIPTOR`, where DESCRIPTOR is its end of the socket pair."""

import contextlib
import logging
import os
import signal
import socket
import sys

import pjsua2 as pj

from agent import __version__
from agent.sip.house_link import HouseLink
from agent.sip.pjsip.endpoint import leave_process, reason_of, start_endpoint
from agent.sip.pjsip.engine import Engine

NICENESS = -10
"""People talk here: a frame that waits for another program's work is a gap in what they hear."""


def main() -> None:
    """Serve one house until it is gone; exit 0, or 1 when the stack would not start."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(message)s")
    # Ctrl-C reaches the whole process group; only the house decides when the engine stops.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    # Without the right to (root, or `LimitNICE=` in the unit) the engine runs as everybody else does.
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, min(NICENESS, os.getpriority(os.PRIO_PROCESS, 0)))
    link = HouseLink(socket.socket(fileno=int(sys.argv[1])))
    exit_code = 0
    try:
        Engine(start_endpoint(f"Tranquille/{__version__}"), link).run()
    except pj.Error as error:
        logging.error("the SIP stack did not start: %s", reason_of(error))
        exit_code = 1
    leave_process(exit_code)


if __name__ == "__main__":
    main()
