"""What every engine does for its house, whatever its stack: lines, calls and the ear, told and obeyed.

A stack's own engine owns the loop and the sockets.  In each turn it lets `Serving` take the house's words and do
what is due; from the stack's callbacks it leaves notes here, and nothing is answered or ended inside one.
"""

import logging
import time
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

import msgspec
from msgspec.structs import replace

from agent.call import commands, events
from agent.call.commands import Command, OpenLine
from agent.call.incoming_call import IncomingCall
from agent.sip.call_sound import CallSound
from agent.sip.calls import Calls
from agent.sip.ear import Ear
from agent.sip.engine_error import EngineError
from agent.sip.house_link import HouseLink
from agent.sip.leg import Leg
from agent.sip.lines import Line, Lines
from agent.sip.outgoing_legs import Dial, OutgoingLegs
from agent.sip.resolver import Resolved
from agent.sip.unattended import Unattended

log = logging.getLogger(__name__)

ALIVE_EVERY_SECONDS = 2.0
LEAVE_WITHIN_SECONDS = 1.5

L = TypeVar("L", bound=Line)


class Stack(msgspec.Struct, frozen=True):
    """The SIP stack below, as the house is told of it."""

    name: str
    version: str
    calls_limit: int
    """Legs it can hold at once."""
    lines_limit: int


class Serving(Generic[L]):
    """Belongs to the engine's thread."""

    def __init__(
        self,
        link: HouseLink,
        stack: Stack,
        open_line: Callable[[OpenLine, Sequence[str]], L],
        dial: Dial[L],
    ) -> None:
        """`open_line` as `Lines` wants it, `dial` as `OutgoingLegs` does."""
        self._link = link
        self._stack = stack
        self.ear = Ear(link.tell)
        self.lines = Lines(open_line, link.tell, stack.lines_limit)
        outgoing = OutgoingLegs(self.tell, self.lines.named, dial, stack.calls_limit)
        self.calls = Calls(
            CallSound(self.ear, self.tell),
            outgoing,
            self.tell,
            leg_began=lambda leg: link.leg_began(leg.call_id, leg.parent_id),
        )
        self._unattended = Unattended(link.tell, self.carry_out, self._phones_for, self.calls)
        self._tell_alive_at_seconds = 0.0
        self.is_leaving = False
        """The house said stop, or is gone."""
        self._do: dict[type[Command], Callable[..., None]] = {
            commands.OpenLine: self.lines.open,
            commands.TuneEar: lambda command: self.ear.tune(command.settings),
            commands.ByeAfterCrash: self.lines.bye_after_crash,
            commands.StopEngine: lambda command: self._leave(),
        }

    def begin(self) -> None:
        """The stack is up: start the ear and await lines."""
        self.ear.start()
        self.lines.attach(self._link)
        self._link.tell(
            events.EngineStarted(
                pid=self._link.pid,
                stack_name=self._stack.name,
                stack_version=self._stack.version,
                calls_limit=self._stack.calls_limit,
                lines_limit=self._stack.lines_limit,
            )
        )

    def take_words(self) -> None:
        """Do what the house has said since."""
        words = self._link.take_words()
        while words:
            word = words.popleft()
            if isinstance(word, Resolved):
                self.lines.resolved(word, self._link)
            elif self._unattended.lets_house(word):
                self._obey(word)
        if self._link.house_is_gone:
            self._leave()

    def tick(self, now_seconds: float) -> list[Leg]:
        """Do what is due; the legs that ended, of which the stack may let go."""
        self.calls.tick(now_seconds)
        ended = self.calls.take_ended(now_seconds)
        for leg in ended:
            self._link.leg_ended(leg.call_id)
            log.debug("%s: ended", leg.call_id)
        self._unattended.tick(now_seconds)
        self.lines.tick(now_seconds)
        if now_seconds >= self._tell_alive_at_seconds:
            self._tell_alive_at_seconds = now_seconds + ALIVE_EVERY_SECONDS
            self._link.tell(events.EngineAlive())
        return ended

    def seconds_until_due(self, now_seconds: float) -> float:
        """How long the engine may wait when nothing comes from outside."""
        return min(self.calls.seconds_until_due(now_seconds), self.lines.seconds_until_due(now_seconds))

    def carry_out(self, command: Command) -> None:
        """Do it; what the stack refuses is told to the house."""
        action = self._do.get(type(command), self.calls.obey)
        try:
            action(command)
        except EngineError as error:
            call_id, leg_id = getattr(command, "call_id", ""), getattr(command, "leg_id", "")
            sentence = f"{type(command).__name__} did not work: {error}"
            self._link.tell(events.Trouble("sip", sentence, call_id, leg_id))

    def end_everything(self, pump: Callable[[], None]) -> None:
        """BYE to what was answered, unregister, and not a word to calls that still ring.

        `pump` lets the stack work for a moment.
        """
        ending = self.calls.hang_up_answered()
        unregistering = self.lines.unregister()
        deadline = time.monotonic() + LEAVE_WITHIN_SECONDS
        while time.monotonic() < deadline:
            pump()
            if all(leg.is_over for leg in ending) and not any(line.is_registered for line in unregistering):
                break
        self._link.tell(events.EngineStopped("told to"))

    # Notes from the stack's callbacks: nothing here calls into a stack.

    def tell(self, event: events.Event) -> None:
        """Tell the house."""
        self._unattended.tell(self._link.as_told(event))

    def leg_changed(self, leg: Leg) -> None:
        """Something about this leg is new; the next `tick` looks."""
        self.calls.changed.append(leg)

    def arrived(self, call: IncomingCall, leg: Leg) -> None:
        """An INVITE became a leg: the house hears of it, and its silence is watched."""
        leg.arrived_at_seconds = time.monotonic()
        self.calls.take(leg)
        self._unattended.arrived(leg)
        self._link.tell(events.CallArrived(replace(call, call_id=leg.call_id)))

    def _obey(self, command: Command) -> None:
        if isinstance(command, commands.Ring) and command.unattended:
            self._unattended.serve(command.call_id)
        else:
            self.carry_out(command)

    def _phones_for(self, leg: Leg) -> tuple[str, ...]:
        """The phones that only we ring, for a caller who still waits; none beside the box."""
        line = self.lines.named(leg.line)
        return line.settings.house_phones if line and line.settings.in_front and leg.is_unanswered else ()

    def _leave(self) -> None:
        self.is_leaving = True
