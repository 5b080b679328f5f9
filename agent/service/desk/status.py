"""Asks the running house how it stands: its lines, the calls in hand, its lists and its engine."""

import os
import socket
import time
from errno import ECONNRESET

from agent.call.sentence import say
from agent.call.user_error import UserError
from agent.net.local_socket import connect_to
from agent.service.calls.live import CallNow as CallNow
from agent.service.calls.live import LineNow as LineNow
from agent.service.calls.status_answer import QUESTION_LINE, NotUnderstood, read_status
from agent.service.calls.status_answer import Status as Status
from agent.settings.settings import Settings

LIMIT_SECONDS = 5.0
LONGEST_ANSWER_BYTES = 8_000_000


def running_status(settings: Settings, limit_seconds: float = LIMIT_SECONDS) -> Status | None:
    """How the house of these settings stands; None when it does not run.

    Raises UserError when it runs and cannot be asked.
    """
    path = settings.status_path
    try:
        with connect_to(path, limit_seconds) as link:
            return read_status(_answer_of(link, time.monotonic() + limit_seconds))
    except (FileNotFoundError, ConnectionRefusedError):
        return None
    except NotUnderstood:
        told = say("what runs with {path} is another version of Tranquille: restart it", path=path)
    except PermissionError:
        told = say("{path} may not be asked: are you the user that Tranquille runs as?", path=path)
    except TimeoutError:
        told = say("what runs with {path} does not answer", path=path)
    except OSError as error:
        told = say("{path} cannot be asked: {why}", path=path, why=error.strerror or error)
    raise UserError(told)


def _answer_of(link: socket.socket, until_seconds: float) -> bytes:
    """One line.  Raises OSError."""
    link.sendall(QUESTION_LINE)
    received = bytearray()
    while not received.endswith(b"\n") and len(received) < LONGEST_ANSWER_BYTES:
        left_seconds = until_seconds - time.monotonic()
        if left_seconds <= 0:
            raise TimeoutError
        link.settimeout(left_seconds)
        if not (piece := link.recv(65536)):
            raise ConnectionResetError(ECONNRESET, os.strerror(ECONNRESET))
        received += piece
    return bytes(received)
