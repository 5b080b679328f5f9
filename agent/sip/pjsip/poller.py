"""Waits for whatever comes first: a word of the house, a message of the box, a new caller, or a moment.

PJSIP could wait by itself, but not for the house, and it cannot leave one socket out.  So the engine sleeps
here and lets PJSIP look without waiting.
"""

import select
import socket
from collections.abc import Collection, Sequence

import msgspec

from agent.sip.packet_filter import own_sockets
from agent.sip.pjsip.invite_gate import InviteGate

STREAMS_EVERY_SECONDS = 1.0


class Seen(msgspec.Struct, frozen=True):
    """What woke us; neither, when the house said something or the moment came."""

    words: bool
    """PJSIP has something to read that is no INVITE, or an INVITE over TCP."""
    callers: tuple[InviteGate, ...]
    """Gates before which an INVITE waits."""


class Poller:
    """One poll(2) over everything the engine's thread answers to."""

    def __init__(self, house: Collection[int]) -> None:
        self._house = frozenset(house)
        self._streams: list[int] = []
        self._look_for_streams_at_seconds = 0.0

    def wait(
        self,
        seconds: float,
        gates: Sequence[InviteGate],
        *,
        with_callers: bool,
        with_streams: bool,
        now_seconds: float,
    ) -> Seen:
        """Sleep at most that long.  Callers and TCP connections are left out unless asked for."""
        words = {gate.words.fileno() for gate in gates}
        if with_streams:
            words |= set(self._tcp_sockets(now_seconds))
        callers = {gate.invites.fileno(): gate for gate in gates} if with_callers else {}
        waited_for = select.poll()
        for descriptor in (*self._house, *words, *callers):
            waited_for.register(descriptor, select.POLLIN)
        # A connection that was closed meanwhile is found as well, and looked for no more.
        found = {descriptor for descriptor, _ in waited_for.poll(seconds * 1000)}
        if with_streams and found & set(self._streams):
            # Perhaps a new connection, perhaps the end of one.
            self._look_for_streams_at_seconds = 0.0
        return Seen(
            bool(found & words),
            tuple(gate for descriptor, gate in callers.items() if descriptor in found),
        )

    def _tcp_sockets(self, now_seconds: float) -> list[int]:
        """PJSIP's own: it tells nobody which connections it has."""
        if now_seconds >= self._look_for_streams_at_seconds:
            self._look_for_streams_at_seconds = now_seconds + STREAMS_EVERY_SECONDS
            self._streams = [descriptor for descriptor, _ in own_sockets(socket.SOCK_STREAM)]
        return self._streams
