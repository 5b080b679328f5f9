"""One INVITE at a time: closes PJSIP's eyes for the rest of a turn, so that bursts queue in the kernel.

PJSIP reads up to ten datagrams in one go, opens two media sockets for each INVITE and frees them half
a second late; 64 sockets are all its wheel has, and four calls.  Beyond the first it aborts, beyond
the second it says 486, which may silence a phone.  While the shutter is closed PJSIP's descriptor
points at an empty socket; the real one keeps its queue.
"""

import contextlib
import os
import socket
from collections.abc import Iterable

from agent.sip.source_lock import attach, sources_filter

QUEUE_BYTES = 4 << 20
MAX_DATAGRAM_BYTES = 65535
SO_PEEK_OFF = 42


class Shutter:
    """Guards one UDP socket of PJSIP's: who may reach it, and when PJSIP may look."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._real = socket.socket(fileno=os.dup(descriptor))
        # The kernel may grant less; a household's line never needs it, a burst does.
        self._real.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, QUEUE_BYTES)
        self._empty = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._empty.setblocking(False)
        self._sources: tuple[str, ...] = ()
        self._closed = False
        self._full_house = False

    def lock(self, sources: Iterable[str]) -> None:
        """Let only these IPv4 addresses reach the socket; replaces the list before."""
        self._sources = tuple(sources)
        attach(self._real, sources_filter(self._sources, refuse_invites=self._full_house))

    def close(self) -> None:
        """PJSIP sees nothing more in this turn."""
        if not self._closed:
            os.dup2(self._empty.fileno(), self._descriptor, inheritable=False)
            self._closed = True

    def open(self) -> None:
        if self._closed:
            os.dup2(self._real.fileno(), self._descriptor, inheritable=False)
            self._closed = False

    def refuse_invites(self) -> None:
        """No call slot is free: let the kernel drop INVITEs, unanswered, until `admit_invites`.

        The box repeats them (RFC 3261 §17.1.1.2) and its other phones ring on.  Those that already wait
        are thrown away, with what came before them: over UDP every message is repeated until answered.
        """
        if self._full_house:
            return
        self._full_house = True
        self.lock(self._sources)
        with contextlib.suppress(BlockingIOError):
            for _ in range(self._waiting_up_to_the_last_invite()):
                self._real.recv(1, socket.MSG_DONTWAIT)

    def _waiting_up_to_the_last_invite(self) -> int:
        """How many datagrams wait, counted to the last INVITE: what follows are words of calls in hand."""
        looked_at = last_invite = 0
        # Each look then begins where the one before ended (socket(7)), and takes nothing out.
        self._real.setsockopt(socket.SOL_SOCKET, SO_PEEK_OFF, 0)
        try:
            while True:
                datagram = self._real.recv(MAX_DATAGRAM_BYTES, socket.MSG_DONTWAIT | socket.MSG_PEEK)
                looked_at += 1
                if datagram.startswith(b"INVI"):
                    last_invite = looked_at
        except BlockingIOError:
            return last_invite
        finally:
            self._real.setsockopt(socket.SOL_SOCKET, SO_PEEK_OFF, -1)

    def admit_invites(self) -> None:
        if self._full_house:
            self._full_house = False
            self.lock(self._sources)

    def send(self, datagram: bytes, address: tuple[str, int]) -> None:
        """Send from the line's own port, past PJSIP (for the BYE of a call it has forgotten)."""
        self._real.sendto(datagram, address)

    def release(self) -> None:
        self.open()
        self._real.close()
        self._empty.close()
