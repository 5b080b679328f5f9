"""Callers wait in the kernel until there is room for them, while the words of calls in hand come straight in.

PJSIP opens two media sockets for each INVITE and frees them half a second late; 64 sockets are all its
wheel has, and four calls.  Beyond the first it aborts, beyond the second it says 486, which may silence a
phone.  So the line's port has two sockets: INVITEs go to one, everything else to the other, and PJSIP's
descriptor is pointed at the first only when a call can be taken.
"""

import contextlib
import os
import re
import socket
import struct
from collections.abc import Iterable

from agent.sip.packet_filter import attach, attach_reuseport, invites_second, sources_filter

QUEUE_BYTES = 4 << 20
MAX_DATAGRAM_BYTES = 65535
STALE_AFTER_NS = 2_000_000_000
"""Whoever asked before that has asked again since, or has given up: callers repeat what is not answered after
0.5, 1.5, 3.5, 7.5 … seconds (timer A of RFC 3261 §17.1.1.2)."""
KNOWN_FOR_NS = 64_000_000_000
"""Copies of an INVITE come for 32 s (timer B); twice that is ample."""

_SO_TIMESTAMPNS = 35
_TIMESPEC = struct.Struct("@ll")
_IN_A_DIALOG = re.compile(rb"\r\n(?:to|t)[ \t]*:[^\r\n]*;[ \t]*tag=", re.IGNORECASE)


class InviteGate:
    """Guards one UDP port of PJSIP's: who may reach it, and when PJSIP may read an INVITE.

    Raises OSError when the kernel will not have two sockets on the port.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        with socket.socket(fileno=os.dup(descriptor)) as original:
            address = original.getsockname()
        with _unbound() as nowhere:
            # PJSIP's own socket is closed by this, because the port is free for two only when none is on it.
            os.dup2(nowhere.fileno(), descriptor, inheritable=False)
        self.words, self.invites = _unbound(), _unbound()
        try:
            # Nobody gets in before the first `lock` that says who may.
            self.lock(())
            self.words.bind(address)
            attach_reuseport(self.words, invites_second())
            self.invites.bind(address)
            self.invites.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
        except OSError:
            self.words.close()
            self.invites.close()
            raise
        self._taken: dict[int, tuple[int, str]] = {}
        self.repeated: list[str] = []
        """Calls whose INVITE was sent again: our answer was lost, or is slow; whoever looks empties it."""
        self.waited = b""
        """The INVITE that `invite_waits` saw last."""
        self._is_open = True
        self.shut()

    @property
    def waited_new_call(self) -> bool:
        """True when the INVITE seen last belongs to no call in hand (RFC 3261 §12.2)."""
        return not _is_talk(self.waited)

    def lock(self, sources: Iterable[str]) -> None:
        """Let only these IPv4 addresses reach the port; replaces the list before."""
        program = sources_filter(sources)
        attach(self.words, program)
        attach(self.invites, program)

    def let_in(self) -> None:
        """PJSIP reads INVITEs from now on, and nothing else."""
        if not self._is_open:
            os.dup2(self.invites.fileno(), self._descriptor, inheritable=False)
            self._is_open = True

    def shut(self) -> None:
        """PJSIP reads everything but INVITEs."""
        if self._is_open:
            os.dup2(self.words.fileno(), self._descriptor, inheritable=False)
            self._is_open = False

    def invite_waits(self, now_ns: int) -> bool:
        """True when a caller waits who may still be there; `now_ns` is the time of day, as `time.time_ns`.

        Copies of calls that came in before are taken out and go to `repeated`: PJSIP reads several INVITEs
        in one go, and one that it has forgotten would become a second call, which nobody cancels.
        """
        with contextlib.suppress(BlockingIOError):
            while True:
                datagram, extras, _, _ = self.invites.recvmsg(MAX_DATAGRAM_BYTES, 64, socket.MSG_PEEK)
                known = self._taken.get(hash(datagram))
                if known is None and now_ns - _stamp_ns(extras, now_ns) < STALE_AFTER_NS:
                    self.waited = datagram
                    return True
                self.invites.recv(1)
                if known is not None:
                    self.repeated.append(known[1])
        return False

    def taken(self, invite: bytes, call_id: str, now_ns: int) -> None:
        """These bytes have become a call."""
        # In the order they were taken: the oldest come first.
        for old, (at_ns, _) in list(self._taken.items()):
            if now_ns - at_ns < KNOWN_FOR_NS:
                break
            del self._taken[old]
        self._taken[hash(invite)] = (now_ns, call_id)

    def turn_away_callers(self) -> bool:
        """Take new callers out unanswered, up to the first INVITE within a call in hand (RFC 3261 §14).

        They repeat what is not answered (RFC 3261 §17.1.1.2), and their box rings its phones meanwhile; one
        that stopped asking must not be answered later.  True when somebody in hand wants to say something.
        """
        with contextlib.suppress(BlockingIOError):
            while not _is_talk(self.invites.recv(MAX_DATAGRAM_BYTES, socket.MSG_PEEK)):
                self.invites.recv(1)
            return True
        return False

    def send(self, datagram: bytes, address: tuple[str, int]) -> None:
        """Send from the line's own port, past PJSIP (for the BYE of a call it has forgotten)."""
        self.words.sendto(datagram, address)

    def release(self) -> None:
        """PJSIP keeps the socket of words; ours are closed."""
        self.shut()
        self.words.close()
        self.invites.close()


def _unbound() -> socket.socket:
    unbound = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    unbound.setblocking(False)
    unbound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    # The kernel may grant less; a household's line never needs it, a burst does.
    unbound.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, QUEUE_BYTES)
    return unbound


def _stamp_ns(extras: Iterable[tuple[int, int, bytes]], otherwise_ns: int) -> int:
    """When the kernel took the datagram in."""
    for level, kind, value in extras:
        if level == socket.SOL_SOCKET and kind == _SO_TIMESTAMPNS:
            seconds, nanoseconds = _TIMESPEC.unpack_from(value)
            return int(seconds) * 1_000_000_000 + int(nanoseconds)
    return otherwise_ns


def _is_talk(datagram: bytes) -> bool:
    head, _, _ = datagram.partition(b"\r\n\r\n")
    return _IN_A_DIALOG.search(head) is not None
