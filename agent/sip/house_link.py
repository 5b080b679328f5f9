"""The engine's end of the socket pair: words in, words out, all waited for by the engine's one thread."""

import logging
import os
import queue
import socket
import threading
from collections import deque
from typing import TypeVar

from msgspec.structs import replace

from agent.call.commands import Command, StopEngine
from agent.call.events import EngineWord, FromEitherSide
from agent.sip.mended_word import pack_what_can_travel
from agent.sip.resolver import Resolved
from agent.sip.wire import WireBroken, commands_reader, timeval

log = logging.getLogger(__name__)

SEND_WITHIN_SECONDS = 1
MOST_BYTES_AT_ONCE = 65536

InboxWord = Command | Resolved

Of = TypeVar("Of", bound=EngineWord)


class HouseLink:
    """Safe to `tell` and `leave` from any thread; everything else belongs to the engine's."""

    def __init__(self, link: socket.socket) -> None:
        self._link = link
        self._reader = commands_reader()
        self._words: deque[InboxWord] = deque()
        self._left: queue.SimpleQueue[InboxWord] = queue.SimpleQueue()
        self._bell = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._sending = threading.Lock()
        self._callers_of_legs: dict[str, str] = {}
        self.house_is_gone = False
        self.pid = os.getpid()
        # A house that no longer reads must not hold the stack up for ever.
        link.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, timeval(SEND_WITHIN_SECONDS))

    @property
    def descriptors(self) -> tuple[int, int]:
        """Readable when there may be a word."""
        return self._link.fileno(), self._bell

    def tell(self, event: EngineWord) -> None:
        """Tell the house; never raises.  A house that cannot be told counts as gone.

        What cannot travel is left out: a callback that failed here would cost the family a call.
        """
        event = self.as_told(event)
        frame = pack_what_can_travel(event)
        if frame is None:
            log.error("a %s cannot be told to the house", type(event).__name__)
            return
        with self._sending:
            try:
                self._link.sendall(frame)
            except OSError:
                self.house_is_gone = True

    def as_told(self, event: Of) -> Of:
        """The event as the house is told: with the caller's call, where a leg to a phone of the house said it."""
        if isinstance(event, FromEitherSide):
            caller = self._callers_of_legs.get(event.call_id)
            if caller is not None:
                return replace(event, call_id=caller, leg_id=event.call_id)
        return event

    def leg_began(self, leg_id: str, call_id: str) -> None:
        """The stack now knows a leg to a phone of the house by `leg_id`: what it says of it is told as what
        comes of the caller's call, with the leg named beside it."""
        self._callers_of_legs[leg_id] = call_id

    def leg_ended(self, leg_id: str) -> None:
        """A leg is over; also called for calls that are none."""
        self._callers_of_legs.pop(leg_id, None)

    def leave(self, word: InboxWord | None) -> None:
        """Leave a word for the engine's thread; None means stop."""
        self._left.put(StopEngine() if word is None else word)
        os.eventfd_write(self._bell, 1)

    def take_words(self) -> deque[InboxWord]:
        """Everything said or left so far; whoever takes a word removes it from the left."""
        try:
            os.eventfd_read(self._bell)
        except BlockingIOError:
            pass
        else:
            while not self._left.empty():
                self._words.append(self._left.get())
        self._hear()
        return self._words

    def _hear(self) -> None:
        try:
            received = self._link.recv(MOST_BYTES_AT_ONCE, socket.MSG_DONTWAIT)
            if received:
                self._words.extend(self._reader.feed(received))
            else:
                self.house_is_gone = True
        except BlockingIOError:
            return
        except OSError:
            self.house_is_gone = True
        except WireBroken as error:
            log.error("the house is not understood: %s", error)
            self.house_is_gone = True
