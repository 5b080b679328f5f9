"""The engine's one thread over PJSIP: looks at the wire, lets PJSIP work, does what the house said.

Nothing is answered, rejected or dropped inside a PJSIP callback: callbacks leave notes (`Serving`), and each turn
of the loop works them off.  When the house is gone the engine answers nothing more, ends what it had answered and
leaves; the rest goes on ringing at the box.
"""

import contextlib
import gc
import logging
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime

import pjsua2 as pj

from agent import __version__
from agent.call import commands, events
from agent.call.commands import OpenLine
from agent.sip.arrival import read_arrival
from agent.sip.bad_request import bad_request, is_request
from agent.sip.edge_text import bytes_of
from agent.sip.house_link import HouseLink
from agent.sip.leg import Leg
from agent.sip.messages import caller_shown
from agent.sip.outgoing_legs import ShownCaller
from agent.sip.pjsip.audio_tap import TapPool
from agent.sip.pjsip.deferred_release import DeferredRelease
from agent.sip.pjsip.direct_account import WaysToPhones
from agent.sip.pjsip.endpoint import leave_process, start_endpoint
from agent.sip.pjsip.intake import Intake
from agent.sip.pjsip.invite_gate import InviteGate
from agent.sip.pjsip.limits import CALLS_LIMIT, LINES_LIMIT
from agent.sip.pjsip.line_account import LineAccount
from agent.sip.pjsip.line_call import CallParts, LineCall
from agent.sip.pjsip.no_busy_here import NoBusyHere
from agent.sip.pjsip.poller import Poller, Seen
from agent.sip.pjsip.refusal import engine_error, reason_of, tells_refusal
from agent.sip.pjsip.second_reading import AsItCame, SecondReading
from agent.sip.pjsip.spare_memory import SpareMemory
from agent.sip.serving import Serving, Stack

log = logging.getLogger(__name__)

LONGEST_TURN_SECONDS = 0.1
LOOK_EVERY_SECONDS = 0.02
"""How late PJSIP's own timers may be while there is a call; its shortest is half a second."""
TURN_AWAY_EVERY_SECONDS = 0.05
TAPS_PER_CALL = 3
"""A tap rests before it is lent again."""


def run(link: HouseLink) -> None:
    """Serve one house until it is gone, then leave the process; exit code 1 when the stack would not start."""
    exit_code = 0
    try:
        Engine(start_endpoint(f"Tranquille/{__version__}"), link).run()
    except pj.Error as error:
        log.error("the SIP stack did not start: %s", reason_of(error))
        exit_code = 1
    leave_process(exit_code)


class Engine:
    """Owns the stack, the lines and the calls; everything here runs on the thread that made it."""

    def __init__(self, endpoint: pj.Endpoint, link: HouseLink) -> None:
        self._endpoint = endpoint
        self._intake = Intake()
        self._second_reading = SecondReading(self._unreadable)
        self._second_reading.begin()
        self._no_busy_here = NoBusyHere(
            lambda: not self._intake.has_slot(), self._second_reading.explain_offer
        )
        self._no_busy_here.never()
        self._invites_accounted_for = 0
        stack = Stack("PJSIP", endpoint.libVersion().full, CALLS_LIMIT, LINES_LIMIT)
        self._serving = Serving(link, stack, self._open_line, self._dial)
        self._lines, self._calls = self._serving.lines, self._serving.calls
        self._release = DeferredRelease()
        taps = TapPool(self._serving.ear.frames, CALLS_LIMIT * TAPS_PER_CALL)
        self._parts = CallParts(self._serving, taps, self._release)
        self._ways = WaysToPhones(lambda more: self._lines.count + more < LINES_LIMIT)
        self._spare_memory = SpareMemory()
        self._poller = Poller(link.descriptors)
        self._look_at_seconds = self._turn_away_at_seconds = 0.0

    def run(self) -> None:
        """Serve until the house says stop or is gone."""
        self._serving.begin()
        # Only `SpareMemory` collects garbage, on this thread: on another, PJSIP aborts.
        gc.disable()
        # The ear works on another thread; a command waits 1 ms for it at most, not 5.
        sys.setswitchinterval(0.001)
        gc.freeze()
        # The start leaves as much behind as calls do.
        self._spare_memory.call_ended(time.monotonic())
        while not self._serving.is_leaving:
            self._turn(time.monotonic())
        self._serving.end_everything(lambda: self._endpoint.libHandleEvents(10))

    def _turn(self, now_seconds: float) -> None:
        seen = self._look_out(now_seconds)
        # Callers first: somebody may have sent a CANCEL right behind the INVITE that it is for.
        for gate in seen.callers:
            self._let_in(gate)
        # Over TCP there is no gate: then the stack may only look while there is room for a call, unless the
        # house has been full for a while.
        may_look = not self._has_streams() or self._intake.may_read_streams(now_seconds)
        if may_look and (seen.words or now_seconds >= self._look_at_seconds):
            self._endpoint.libHandleEvents(0)
            self._look_at_seconds = now_seconds + LOOK_EVERY_SECONDS
        self._serving.take_words()
        now_seconds = time.monotonic()
        if self._intake.is_full(now_seconds) and now_seconds >= self._turn_away_at_seconds:
            self._turn_callers_away(now_seconds)
        for ended in self._serving.tick(now_seconds):
            self._leg_ended(ended, now_seconds)
        self._release.release(now_seconds, self._numbers_in_use)
        self._spare_memory.tick(now_seconds, self._intake.in_hand)

    def _look_out(self, now_seconds: float) -> Seen:
        until_sockets = self._intake.seconds_until_sockets(now_seconds)
        seconds = min(
            LOOK_EVERY_SECONDS if self._intake.in_hand else LONGEST_TURN_SECONDS,
            self._serving.seconds_until_due(now_seconds),
            until_sockets or LONGEST_TURN_SECONDS,
        )
        return self._poller.wait(
            seconds,
            self._gates(),
            with_callers=not until_sockets and self._intake.has_slot(),
            with_streams=not until_sockets and self._has_streams(),
            now_seconds=now_seconds,
        )

    def _gates(self) -> list[InviteGate]:
        """Of every open line over UDP, the place where its callers wait."""
        return [line.gate for line in self._lines.are_open if line.gate is not None]

    def _has_streams(self) -> bool:
        """True when a line is open over TCP or TLS, where callers cannot be made to wait one by one."""
        return any(line.gate is None for line in self._lines.are_open)

    def _let_in(self, gate: InviteGate) -> None:
        """One new caller; `call_arrives` shuts the gate behind the first, and the rest wait in the kernel."""
        if not self._intake.has_room(time.monotonic()):
            return
        if gate.invite_waits(time.time_ns()):
            before = self._accounted_for
            self._read_from(gate)
            if self._accounted_for == before and gate.waited_new_call:
                self._refused_unheard(gate)
        while gate.repeated:
            # Our 180 was lost on the way.
            if self._calls.rings(call_id := gate.repeated.pop()):
                self._serving.carry_out(commands.Ring(call_id))

    @property
    def _accounted_for(self) -> int:
        """INVITEs of which is known what became of them."""
        return self._invites_accounted_for + self._no_busy_here.left_unanswered

    def _refused_unheard(self, gate: InviteGate) -> None:
        """PJSIP read an INVITE and took no call from it: it has answered 400 or 488 for what that offers."""
        shown = caller_shown(gate.waited)
        gate.taken(gate.waited, "", time.time_ns())
        trouble = f"the SIP stack refused a call by itself, for the sound or picture it offers: {shown}"
        self._serving.tell(events.Trouble("sip", trouble))

    def _unreadable(self, message: bytes, source: tuple[str, int]) -> None:
        """Not even mended is this a message: whoever waits for an answer gets 400, and the journal a line."""
        self._invites_accounted_for += 1
        if not is_request(message):
            return
        answer = bad_request(message, source)
        trouble = f"a request from {source[0] or 'the box'} cannot be read: {caller_shown(message)}"
        self._serving.tell(events.Trouble("sip", trouble))
        gates = self._gates()
        if answer is not None and gates:
            with contextlib.suppress(OSError):
                self._gate_of(message, gates).send(*answer)

    def _gate_of(self, message: bytes, gates: list[InviteGate]) -> InviteGate:
        """The line it came in on, as far as its Request-URI tells."""
        line = next(iter(self._lines.are_open))
        named = self._lines.named(self._lines.name_for(line, message.decode("utf-8", "surrogateescape")))
        return (named and named.gate) or gates[0]

    def _turn_callers_away(self, now_seconds: float) -> None:
        """All slots stay taken: the box rings on, and only who is in hand already (a re-INVITE) is heard."""
        self._turn_away_at_seconds = now_seconds + TURN_AWAY_EVERY_SECONDS
        for gate in self._gates():
            if gate.turn_away_callers():
                self._read_from(gate)

    def _read_from(self, gate: InviteGate) -> None:
        gate.let_in()
        self._endpoint.libHandleEvents(0)
        gate.shut()

    def _leg_ended(self, leg: Leg, now_seconds: float) -> None:
        if isinstance(leg.handle, LineCall):
            self._release.keep_call(leg.handle, now_seconds)
        if self._intake.is_full(now_seconds):
            # Whoever asked while nobody could be taken may be talking with the family by now.
            self._turn_callers_away(now_seconds)
        self._intake.call_ended(now_seconds)
        self._spare_memory.call_ended(now_seconds)

    def _numbers_in_use(self) -> set[int]:
        return {leg.handle.getId() for leg in self._calls.in_hand if isinstance(leg.handle, LineCall)}

    # What `Serving` has done by PJSIP.

    def _open_line(self, settings: OpenLine, addresses: Sequence[str]) -> LineAccount:
        try:
            return LineAccount(settings, addresses, self._endpoint, self)
        except pj.Error as error:
            raise engine_error(error) from error

    @tells_refusal
    def _dial(self, line: LineAccount, leg_id: str, phone: str, shown: ShownCaller) -> Leg:
        account = self._ways.account_for(line, phone)
        call = LineCall(account, pj.PJSUA_INVALID_ID, leg_id, line.name, self._parts)
        try:
            call.call(phone, shown)
        except pj.Error:
            call.let_go()
            raise
        self._intake.call_began(time.monotonic())
        return call.leg

    # Notes from PJSIP's callbacks (LineNotes): no call into PJSIP that answers or ends.

    def tell(self, event: events.Event) -> None:
        self._serving.tell(event)

    def call_arrives(self, line: LineAccount, prm: pj.OnIncomingCallParam) -> None:
        self._invites_accounted_for += 1
        received = AsItCame(prm.rdata, self._second_reading)
        arrival = read_arrival(
            received, lambda message: self._lines.name_for(line, message), line.name, datetime.now(UTC)
        )
        call = LineCall(line, prm.callId, arrival.call.call_id, arrival.call.line, self._parts)
        call.leg.invite, call.leg.source = arrival.message, arrival.source
        self._intake.call_began(time.monotonic())
        self._serving.arrived(arrival.call, call.leg)
        # The rest of a burst waits in the kernel until this call has been worked off.
        for gate in self._gates():
            gate.shut()
        if line.gate is not None:
            line.gate.taken(bytes_of(arrival.message), call.leg.call_id, time.time_ns())
