"""The engine's one thread in Python: SIP, sound and the house's words, each served when there is something to do.

What happens is noted while a packet is looked at (`Serving`) and worked off in the turn.  When the house is gone
the engine answers nothing more, ends what it had answered and leaves; the rest goes on ringing at the box.
"""

import errno
import gc
import sys
import time
from collections.abc import Sequence

from agent import __version__
from agent.call import events
from agent.call.commands import OpenLine
from agent.call.incoming_call import IncomingCall
from agent.sip.boundary import reports_failures
from agent.sip.engine_error import EngineError
from agent.sip.house_link import HouseLink
from agent.sip.leg import Leg
from agent.sip.outgoing_legs import ShownCaller
from agent.sip.pure.dialling import dial
from agent.sip.pure.limits import CALLS_LIMIT, LINES_LIMIT
from agent.sip.pure.line import PureLine
from agent.sip.pure.line_call import LineCall
from agent.sip.pure.line_calls import CallParts
from agent.sip.pure.media_room import MediaRoom
from agent.sip.pure.names import Names
from agent.sip.pure.poller import Poller
from agent.sip.serving import Serving, Stack

LONGEST_TURN_SECONDS = 0.5
BETWEEN_LOOKS_SECONDS = 0.02
"""How often the calls in hand are looked after, whatever comes: the same as between two packets of sound."""


def run(link: HouseLink) -> None:
    """Serve one house until it is gone."""
    Engine(link).run()


class Engine:
    """Owns the sockets, the lines and the calls; everything here runs on the thread that made it."""

    def __init__(self, link: HouseLink) -> None:
        self._link = link
        self._poller = Poller()
        self._room = MediaRoom(self._poller)
        stack = Stack("Tranquille", __version__, CALLS_LIMIT, LINES_LIMIT)
        self._serving = Serving(link, stack, self._open_line, self._dial)
        self._lines, self._calls = self._serving.lines, self._serving.calls
        self._names = Names(lambda: None)
        self._parts = CallParts(self, self._room, self._serving.ear.frames)
        self._has_news = True
        self._look_at_seconds = 0.0
        for descriptor in link.descriptors:
            self._poller.add(descriptor, self._news)

    def run(self) -> None:
        """Serve until the house says stop or is gone."""
        self._serving.begin()
        # The ear works on another thread; a command waits 1 ms for it at most, not 5.
        sys.setswitchinterval(0.001)
        gc.collect()
        gc.freeze()
        while not self._serving.is_leaving:
            self._wait(LONGEST_TURN_SECONDS)
            self._serve()
        self._serving.end_everything(self._leave_a_moment)

    def _wait(self, longest_seconds: float) -> None:
        now_seconds = time.monotonic()
        until_look = max(0.0, self._look_at_seconds - now_seconds)
        self._poller.wait(min(longest_seconds, until_look, self._room.seconds_until_due(now_seconds)))
        # Sound first: nothing that follows may make it late.
        self._room.tick(time.monotonic())

    def _serve(self) -> None:
        now_seconds = time.monotonic()
        if not self._has_news and now_seconds < self._look_at_seconds:
            return
        self._has_news = False
        self._serving.take_words()
        self._turn_lines(now_seconds)
        for leg in self._calls.in_hand:
            if isinstance(leg.handle, LineCall):
                reports_failures(leg.handle.tick)(now_seconds)
        for ended in self._serving.tick(now_seconds):
            if isinstance(ended.handle, LineCall):
                ended.handle.release(now_seconds)
            ended.let_go()
        self._turn_lines(now_seconds)
        now_seconds = time.monotonic()
        longest = BETWEEN_LOOKS_SECONDS if self._calls.in_hand else LONGEST_TURN_SECONDS
        due = self._serving.seconds_until_due(now_seconds)
        self._look_at_seconds = now_seconds + min(max(due, 0.001), longest)

    def _turn_lines(self, now_seconds: float) -> None:
        for line in self._lines.are_open:
            line.turn(now_seconds)

    def _leave_a_moment(self) -> None:
        self._poller.wait(0.01)
        now_seconds = time.monotonic()
        self._room.tick(now_seconds)
        self._turn_lines(now_seconds)

    def _news(self) -> None:
        self._has_news = True

    # What `Serving` has done by this stack.

    def _open_line(self, settings: OpenLine, addresses: Sequence[str]) -> PureLine:
        try:
            return PureLine(settings, addresses, self._poller, self._names, self._parts)
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.EACCES):
                raise
            # Not before a person writes something else.
            raise EngineError(error.strerror) from error

    def _dial(self, line: PureLine, leg_id: str, phone: str, shown: ShownCaller) -> Leg:
        return dial(line, self._names, leg_id, phone, shown)

    # Notes of lines and calls (CallsNotes).

    def tell(self, event: events.Event) -> None:
        """Tell the house."""
        self._serving.tell(event)

    def leg_changed(self, leg: Leg) -> None:
        """Something about this leg is new."""
        self._has_news = True
        self._serving.leg_changed(leg)

    def arrived(self, call: IncomingCall, leg: Leg) -> None:
        """An INVITE became a leg."""
        self._has_news = True
        self._serving.arrived(call, leg)

    def is_full(self) -> bool:
        """True when no more calls are taken."""
        return len(self._calls.in_hand) >= CALLS_LIMIT

    def line_for(self, message: str, otherwise: str) -> str:
        """The name of the line that an INVITE's text was meant for."""
        line = self._lines.named(otherwise)
        return self._lines.name_for(line, message) if line is not None else otherwise
