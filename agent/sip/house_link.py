"""The engine's end of the socket pair: words in, words out, and a nudge that ends PJSIP's wait.

PJSIP sleeps in select().  A datagram to a loopback socket of its own ends that sleep at once, so a
command is obeyed in a fraction of a millisecond instead of at the end of a poll.
"""

import logging
import os
import queue
import socket
import threading

import pjsua2 as pj

from agent.call.commands import Command, StopEngine
from agent.call.events import Event
from agent.sip.endpoint import local_port_of
from agent.sip.resolver import Resolved
from agent.sip.source_lock import descriptor_of, lock
from agent.sip.wire import WireBroken, commands_reader, pack, receive

log = logging.getLogger(__name__)

SEND_WITHIN_SECONDS = 1
# PJSIP drops white space between messages, as a keep-alive (RFC 5626 §3.5.1).
_NUDGE = b"\r\n\r\n"

InboxWord = Command | Resolved


class HouseLink:
    """Safe to `say` and `leave` from any thread; everything else belongs to the engine's."""

    def __init__(self, link: socket.socket) -> None:
        self._link = link
        self._inbox: queue.SimpleQueue[InboxWord] = queue.SimpleQueue()
        self._sending = threading.Lock()
        self._arrived = threading.Event()
        self._nudger = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._nudger.bind(("127.0.0.1", 0))
        self._nudge_address: tuple[str, int] | None = None
        self._nudge_transport: int | None = None
        self._wake_tried = False
        self.house_is_gone = False
        self.pid = os.getpid()
        # A house that no longer reads must not hold the stack up for ever.
        link.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, _seconds(SEND_WITHIN_SECONDS))

    def start(self) -> None:
        threading.Thread(target=self._read, name="link", daemon=True).start()

    def wakes_through(self, endpoint: pj.Endpoint) -> None:
        """Open the loopback socket that nudges arrive on, once, if the stack has one to spare.

        Only our own socket reaches it.  Without it commands wait for the end of a 10 ms poll.
        """
        if self._wake_tried:
            return
        self._wake_tried = True
        config = pj.TransportConfig()
        config.boundAddress = "127.0.0.1"
        try:
            self._nudge_transport = endpoint.transportCreate(pj.PJSIP_TRANSPORT_UDP, config)
            port = local_port_of(endpoint, self._nudge_transport)
            own_port = self._nudger.getsockname()[1]
            lock(descriptor_of(port, socket.SOCK_DGRAM, "127.0.0.1"), ["127.0.0.1"], own_port)
        except (pj.Error, OSError, LookupError) as error:
            log.warning("commands wait for a poll of 10 ms: %s", error)
            return
        self._nudge_address = ("127.0.0.1", port)

    def gives_way(self, endpoint: pj.Endpoint) -> None:
        """Close that socket: the stack's eighth one is needed for an eighth line."""
        self._wake_tried = True
        if self._nudge_transport is not None:
            self._nudge_address = None
            endpoint.transportClose(self._nudge_transport)
            self._nudge_transport = None

    @property
    def can_wake(self) -> bool:
        return self._nudge_address is not None

    def say(self, event: Event) -> None:
        """Tell the house.  A house that cannot be told counts as gone."""
        frame = pack(event)
        with self._sending:
            try:
                self._link.sendall(frame)
            except OSError:
                self.house_is_gone = True

    def leave(self, word: InboxWord | None) -> None:
        """Leave a word for the engine's thread; None means stop."""
        self._inbox.put(StopEngine() if word is None else word)
        self._nudge()

    def next_word(self) -> InboxWord | None:
        try:
            return self._inbox.get_nowait()
        except queue.Empty:
            return None

    def wait(self, seconds: float) -> None:
        """Sleep until a word arrives, for the times when the stack must not look at its sockets."""
        self._arrived.wait(seconds)
        self._arrived.clear()

    def _read(self) -> None:
        reader = commands_reader()
        try:
            while (words := receive(self._link, reader)) is not None:
                for word in words:
                    self._inbox.put(word)
                self._nudge()
        except WireBroken as error:
            log.error("the house is not understood: %s", error)
        self.house_is_gone = True
        self._nudge()

    def _nudge(self) -> None:
        self._arrived.set()
        if self._nudge_address is not None:
            try:
                self._nudger.sendto(_NUDGE, self._nudge_address)
            except OSError:
                # The poll ends by itself soon enough.
                return


def _seconds(seconds: int) -> bytes:
    """A `struct timeval`, as SO_SNDTIMEO takes it (socket(7))."""
    return seconds.to_bytes(8, "little") + bytes(8)
