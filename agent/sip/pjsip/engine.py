"""The engine's one thread: looks at the wire, does what the house said, tells what happened.

Nothing is answered, rejected or dropped inside a PJSIP callback: callbacks leave notes, and each turn of
the loop works them off.  When the house is gone the engine answers nothing more, ends what it had
answered and leaves; the rest goes on ringing at the box.
"""

import gc
import logging
import sys
import time
from collections import deque
from datetime import UTC, datetime

import pjsua2 as pj

from agent.call import commands, events
from agent.call.commands import Command
from agent.sip.calls import CallDesk
from agent.sip.ear import Ear
from agent.sip.house_link import HouseLink
from agent.sip.lines import LineDesk
from agent.sip.messages import incoming_call, read_headers
from agent.sip.outgoing_legs import HouseLegs
from agent.sip.pjsip.direct_account import WaysToPhones
from agent.sip.pjsip.endpoint import CALLS_LIMIT, LINES_LIMIT, reason_of
from agent.sip.pjsip.intake import Intake
from agent.sip.pjsip.invite_gate import FrontDoor
from agent.sip.pjsip.line_account import LineAccount
from agent.sip.pjsip.line_call import LineCall
from agent.sip.pjsip.no_busy_here import BusyTone
from agent.sip.pjsip.poller import Lookout, Seen
from agent.sip.pjsip.spare_memory import SpareMemory
from agent.sip.program_pages import give_back_program_pages
from agent.sip.resolver import Resolved

log = logging.getLogger(__name__)

LONGEST_TURN_SECONDS = 0.1
LOOK_EVERY_SECONDS = 0.02
"""How late PJSIP's own timers may be while there is a call; its shortest is half a second."""
TURN_AWAY_EVERY_SECONDS = 0.05
ALIVE_EVERY_SECONDS = 2.0
RING_UNASKED_SECONDS = 0.3
"""A house that has said nothing about a call for this long is in trouble: the phone rings."""
LEAVE_WITHIN_SECONDS = 1.5


class Engine:
    """Owns the stack, the lines and the calls; everything here runs on the thread that made it."""

    def __init__(self, endpoint: pj.Endpoint, link: HouseLink) -> None:
        self._endpoint = endpoint
        self._link = link
        self._intake = Intake()
        self._busy_tone = BusyTone(lambda: not self._intake.has_slot())
        self._busy_tone.never()
        self._ear = Ear(link.say)
        self._lines = LineDesk(endpoint, self, link.say)
        ways = WaysToPhones(self._lines.has_room_for_accounts)
        legs = HouseLegs(self, link.say, self._lines.named, ways, self._leg_began)
        self._calls = CallDesk(self._ear, legs, link.say)
        self._arrivals: deque[LineCall] = deque()
        self._spare_memory = SpareMemory()
        self._lookout = Lookout(link.descriptors)
        self._look_at_seconds = self._turn_away_at_seconds = self._say_alive_at_seconds = 0.0
        self._leaving = False
        self._do = {
            commands.OpenLine: lambda c: self._lines.open(c),
            commands.TuneEar: lambda c: self._ear.tune(c.settings),
            commands.EndOrphan: lambda c: self._lines.end_orphan(c),
            commands.StopEngine: lambda c: self._leave(),
        }

    def run(self) -> None:
        """Serve until the house says stop or is gone."""
        give_back_program_pages()
        self._ear.start()
        self._lines.attach(self._link)
        self._link.say(
            events.EngineStarted(
                pid=self._link.pid,
                stack_version=self._endpoint.libVersion().full,
                calls_limit=CALLS_LIMIT,
                lines_limit=LINES_LIMIT,
            )
        )
        # Only `SpareMemory` collects garbage, on this thread: on another, PJSIP aborts.
        gc.disable()
        # The ear works on another thread; a command waits 1 ms for it at most, not 5.
        sys.setswitchinterval(0.001)
        gc.freeze()
        while not self._leaving:
            self._turn(time.monotonic())
        self._end_everything()

    def _turn(self, now_seconds: float) -> None:
        seen = self._look_out(now_seconds)
        # Callers first: somebody may have sent a CANCEL right behind the INVITE that it is for.
        for door in seen.callers:
            self._let_in(door)
        # Over TCP there is no door: then the stack may only look while there is room for a call, unless the
        # house has been full for a while.
        may_look = not self._lines.has_streams() or self._intake.may_read_streams(now_seconds)
        if may_look and (seen.words or now_seconds >= self._look_at_seconds):
            self._endpoint.libHandleEvents(0)
            self._look_at_seconds = now_seconds + LOOK_EVERY_SECONDS
        self._take_words()
        now_seconds = time.monotonic()
        if self._intake.is_full(now_seconds) and now_seconds >= self._turn_away_at_seconds:
            self._turn_callers_away(now_seconds)
        self._ring_when_house_is_mute(now_seconds)
        self._calls.tick(now_seconds)
        for ended in self._calls.take_ended(now_seconds):
            self._link.leg_ended(ended.call_id)
            if self._intake.is_full(now_seconds):
                # Whoever asked while nobody could be taken may be talking with the family by now.
                self._turn_callers_away(now_seconds)
            self._intake.call_ended(now_seconds)
            self._spare_memory.call_ended(now_seconds)
            log.debug("%s: ended", ended.call_id)
        self._lines.tick(now_seconds)
        self._spare_memory.tick(now_seconds, self._intake.in_hand)
        if now_seconds >= self._say_alive_at_seconds:
            self._say_alive_at_seconds = now_seconds + ALIVE_EVERY_SECONDS
            self._link.say(events.EngineAlive())

    def _look_out(self, now_seconds: float) -> Seen:
        until_sockets = self._intake.seconds_until_sockets(now_seconds)
        seconds = min(
            LOOK_EVERY_SECONDS if self._intake.in_hand else LONGEST_TURN_SECONDS,
            self._calls.seconds_until_due(now_seconds),
            self._lines.seconds_until_due(now_seconds),
            until_sockets or LONGEST_TURN_SECONDS,
        )
        return self._lookout.wait(
            seconds,
            self._lines.doors(),
            with_callers=not until_sockets and self._intake.has_slot(),
            with_streams=not until_sockets and self._lines.has_streams(),
            now_seconds=now_seconds,
        )

    def _let_in(self, door: FrontDoor) -> None:
        """One new caller; `call_arrives` shuts the door behind the first, and the rest wait in the kernel."""
        if not self._intake.has_room(time.monotonic()):
            return
        if door.invite_waits(time.time_ns()):
            self._read_from(door)
        while door.repeated:
            # Our 180 was lost on the way.
            if self._calls.rings(call_id := door.repeated.pop()):
                self._obey(commands.Ring(call_id))

    def _turn_callers_away(self, now_seconds: float) -> None:
        """All slots stay taken: the box rings on, and only who is in hand already (a re-INVITE) is heard."""
        self._turn_away_at_seconds = now_seconds + TURN_AWAY_EVERY_SECONDS
        for door in self._lines.doors():
            if door.turn_away_callers():
                self._read_from(door)

    def _read_from(self, door: FrontDoor) -> None:
        door.let_in()
        self._endpoint.libHandleEvents(0)
        door.shut()

    def _take_words(self) -> None:
        words = self._link.take_words()
        while words:
            word = words.popleft()
            if isinstance(word, Resolved):
                self._lines.resolved(word, self._link)
                continue
            self._obey(word)
        if self._link.house_is_gone:
            self._leave()

    def _obey(self, command: Command) -> None:
        action = self._do.get(type(command))
        try:
            if action is not None:
                action(command)
            else:
                self._calls.obey(command)
        except pj.Error as error:
            call_id, leg_id = getattr(command, "call_id", ""), getattr(command, "leg_id", "")
            sentence = f"{type(command).__name__} did not work: {reason_of(error)}"
            self._link.say(events.Trouble("sip", sentence, call_id, leg_id))

    def _ring_when_house_is_mute(self, now_seconds: float) -> None:
        while self._arrivals:
            call = self._arrivals[0]
            settled = call.is_over or call.rang or call.told_what_to_do
            if not settled and now_seconds - call.arrived_at_seconds < RING_UNASKED_SECONDS:
                return
            self._arrivals.popleft()
            if not settled:
                self._obey(commands.Ring(call.call_id))
                late = "did not decide in time; the call rings"
                self._link.say(events.Trouble("house", late, call.call_id))

    def _leg_began(self, leg: LineCall) -> None:
        self._link.leg_began(leg.call_id, leg.parent_id)
        self._intake.call_began(time.monotonic())

    # Notes from PJSIP's callbacks (LineNotes, CallNotes): no call into PJSIP that answers or ends.

    def say(self, event: events.Event) -> None:
        self._link.say(event)

    def call_changed(self, call: LineCall) -> None:
        self._calls.changed.append(call)

    def call_arrives(self, line: LineAccount, prm: pj.OnIncomingCallParam) -> None:
        message = prm.rdata.wholeMsg
        source = prm.rdata.srcAddress
        call_id = read_headers(message).get("call-id", [""])[0]
        line_name = self._lines.name_for(line, message)
        call = LineCall(line, prm.callId, call_id, line_name, self)
        call.invite, call.source = message, source
        call.arrived_at_seconds = time.monotonic()
        self._intake.call_began(call.arrived_at_seconds)
        # The rest of a burst waits in the kernel until this call has been worked off.
        self._lines.shut_doors()
        self._calls.take(call)
        if line.door is not None:
            # As pjsua2 decoded it, so as to have the very bytes again.
            line.door.taken(message.encode("utf-8", "surrogateescape"), call.call_id, time.time_ns())
        self._arrivals.append(call)
        self._link.say(
            events.CallArrived(
                incoming_call(
                    message,
                    call_id=call.call_id,
                    line=line_name,
                    received_at=datetime.now(UTC),
                    source_address=source.rpartition(":")[0].strip("[]"),
                    from_trusted_peer=True,
                )
            )
        )

    # The way out.

    def _leave(self) -> None:
        self._leaving = True

    def _end_everything(self) -> None:
        """BYE to what was answered, unregister, and not a word to calls that still ring."""
        ending = self._calls.hang_up_answered()
        unregistering = self._lines.unregister()
        deadline = time.monotonic() + LEAVE_WITHIN_SECONDS
        while time.monotonic() < deadline:
            self._endpoint.libHandleEvents(10)
            if all(call.is_over for call in ending) and not any(line.registered for line in unregistering):
                break
        self._link.say(events.EngineStopped("told to"))
