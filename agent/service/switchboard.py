"""The one thread that decides: takes the engine's events, judges calls, runs their flows, keeps records.

It owns all call state, so there are no locks.  Whatever breaks in here costs at most a judgement:
the call rings, and its record says why it was not judged.
"""

import logging
import queue
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import ParamSpec

from agent.call import commands, events
from agent.call.call_record import CallRecord
from agent.call.caller import Caller
from agent.call.events import Event
from agent.call.finding import Finding
from agent.call.heard import Concluded
from agent.call.incoming_call import IncomingCall
from agent.call.timing import DeadlinePassed, SetDeadline
from agent.call.treatment import LetRing
from agent.call.verdict import Verdict
from agent.call.wishes import Told, Wish
from agent.service.call_in_hand import CallInHand, call_of, caller_of, shortened, slots_taken
from agent.service.deadlines import Deadlines
from agent.service.switchboard_words import (
    ChooseFlow,
    ChosenFlow,
    Inbox,
    JudgesCalls,
    LineWatcher,
    StopSwitchboard,
    UserAgent,
)
from agent.treat.breaking_off import BreakingOff
from agent.treat.flow import Happening, Step
from agent.treat.letting_ring import LettingRing

log = logging.getLogger(__name__)

P = ParamSpec("P")

LOOK_AROUND_SECONDS = 1.0
"""How often the lists are looked at for changes, however many calls come."""
LAST_WORDS_SECONDS = 1.0
"""How long an ended call waits for what the ear concluded."""

_FAREWELL = "farewell"


class Switchboard:
    """Serve with `run`, on a thread of its own; everything comes in through the inbox."""

    def __init__(
        self,
        *,
        inbox: Inbox,
        user_agent: UserAgent,
        judge: JudgesCalls,
        choose_flow: ChooseFlow,
        lines: LineWatcher,
        tell: Sequence[Callable[[CallRecord], None]],
        grant: Callable[[Wish, Caller], None],
        clock: Callable[[], datetime],
        clock_seconds: Callable[[], float],
    ) -> None:
        self._inbox = inbox
        self._user_agent = user_agent
        self._judge = judge
        self._choose_flow = choose_flow
        self._lines = lines
        self._tell = tell
        self._grant = grant
        self._clock = clock
        self._clock_seconds = clock_seconds
        self._deadlines = Deadlines()
        self._calls: dict[str, CallInHand] = {}
        self._orphans: dict[str, list[commands.EndOrphan]] = {}
        self._looked_at_seconds = clock_seconds()
        self._calls_limit = 4

    def run(self) -> None:
        """Take events until told to stop."""
        while True:
            try:
                patience = self._deadlines.patience_seconds(self._clock_seconds(), LOOK_AROUND_SECONDS)
                word = self._inbox.get(timeout=patience)
                if isinstance(word, StopSwitchboard):
                    break
                self._turn(word)
            except queue.Empty:
                self._turn(None)
        for call in self._calls.values():
            call.ended_at = self._clock()
            stopped = events.CallEnded(call.incoming.call_id, "house", 0, "the house stopped")
            call.ended = call.ended or stopped
            self._write_down(call)

    def _turn(self, word: Event | Told | None) -> None:
        if word is not None:
            self._survive(call_of(word), self._take, word)
        # Each in a shelter of its own: what fails for one call takes no deadline from another.
        for passed in self._deadlines.take_passed(self._clock_seconds()):
            self._survive(passed.call_id, self._carry_on, passed.call_id, passed)
        if self._clock_seconds() - self._looked_at_seconds >= LOOK_AROUND_SECONDS:
            self._looked_at_seconds = self._clock_seconds()
            self._survive("", self._judge.look_around)

    def _survive(self, call_id: str, work: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
        try:
            work(*args, **kwargs)
        except Exception as error:
            log.exception("%s: the switchboard failed", call_id)
            self._let_it_ring(caller_of(call_id), f"{type(error).__name__}: {error}")

    def _take(self, word: Event | Told) -> None:
        match word:
            case events.CallArrived():
                self._answer_for(word.call)
            case events.EngineStarted():
                self._calls_limit = word.calls_limit
                for command in self._lines.engine_started(word):
                    self._user_agent.send(command)
            case events.EngineStopped():
                self._lines.engine_stopped(word)
                self._engine_is_gone(word.because)
            case events.LineChanged():
                self._lines.line_changed(word)
                if word.port:
                    for orphan in self._orphans.pop(word.line, []):
                        self._user_agent.send(orphan)
            case events.Trouble(call_id=""):
                log.warning("%s: %s", word.where, word.sentence)
            case _:
                self._carry_on(word.call_id, word)

    # A new call.

    def _answer_for(self, incoming: IncomingCall) -> None:
        now_seconds = self._clock_seconds()
        try:
            caller, verdict = self._judge.judge(incoming)
            chosen = self._choose_flow(incoming, caller, verdict)
            why_not = ""
            if chosen.answers_for_family and slots_taken(self._calls.values()) + 2 > self._calls_limit:
                why_not = "answering would leave no call slot to ring the family"
                chosen = ChosenFlow(LettingRing(incoming.call_id))
        except Exception as error:
            log.exception("%s: could not be judged, so it rings", incoming.call_id)
            why_not = f"{type(error).__name__}: {error}"
            caller = Caller(as_written=incoming.from_header)
            verdict = Verdict(LetRing(), Finding("not-judged", f"rings because judging failed ({why_not})"))
            chosen = ChosenFlow(LettingRing(incoming.call_id))
        call = CallInHand(
            incoming,
            caller,
            verdict,
            chosen.flow,
            now_seconds,
            message_version=chosen.message_version,
            observed_only=chosen.observed_only,
            not_judged_because=why_not,
            answers_for_family=chosen.answers_for_family,
        )
        self._calls[incoming.call_id] = call
        self._do(call, chosen.flow.start())
        who = shortened(caller.number_e164 or caller.internal or caller.short_number or "no number")
        because = verdict.because
        log.info("%s: %s: %s, because %s", incoming.call_id, who, verdict.treatment.name, because)
        self._write_down(call)

    # A call in hand.

    def _carry_on(self, call_id: str, happening: Happening) -> None:
        call = self._calls.get(caller_of(call_id))
        if call is None:
            # Late words about a call that is over are normal on a telephone line.
            return
        now_seconds = self._clock_seconds()
        if isinstance(happening, DeadlinePassed) and happening.name == _FAREWELL:
            self._close(call)
            return
        call.note(happening, now_seconds)
        if isinstance(happening, events.CallAnswered):
            call.dialog = happening.dialog
        if isinstance(happening, Concluded):
            call.heard = happening.conclusion
        self._do(call, call.flow.on(happening))
        if isinstance(happening, events.CallEnded) and call_id == call.incoming.call_id:
            self._end(call, happening)
        elif call.ended is not None and isinstance(happening, Concluded):
            self._close(call)

    def _do(self, call: CallInHand, steps: list[Step]) -> None:
        now_seconds = self._clock_seconds()
        for step in steps:
            call.note(step, now_seconds)
            if isinstance(step, SetDeadline):
                self._deadlines.set(step, now_seconds)
                continue
            if isinstance(step, Wish):
                self._grant(step, call.caller)
                continue
            call.remember(step)
            self._user_agent.send(step)

    def _end(self, call: CallInHand, ended: events.CallEnded) -> None:
        call.ended, call.ended_at = ended, self._clock()
        self._deadlines.forget(ended.call_id)
        if call.listening and not call.heard and ended.by != "engine":
            self._deadlines.set(
                SetDeadline(ended.call_id, _FAREWELL, LAST_WORDS_SECONDS), self._clock_seconds()
            )
            return
        self._close(call)

    def _close(self, call: CallInHand) -> None:
        call_id = call.incoming.call_id
        self._calls.pop(call_id, None)
        self._deadlines.forget(call_id)
        log.info("%s: %s", call_id, call.record().done)
        self._write_down(call)

    def _write_down(self, call: CallInHand) -> None:
        record = call.record()
        for tell in self._tell:
            try:
                tell(record)
            except Exception:
                # Who is told of a call must never change what becomes of it.
                log.exception("%s: the record could not be passed on", record.call_id)

    # When things break.

    def _let_it_ring(self, call_id: str, why: str) -> None:
        """A flow failed: an unanswered call rings, an answered one is ended; the record says why."""
        call = self._calls.get(call_id)
        if call is None:
            return
        call.not_judged_because = why
        self._deadlines.forget(call_id)
        call.note_text(f"failed ({why})", self._clock_seconds())
        # The flow that failed is asked nothing more, so that the end of the call finds a record to complete.
        if call.answered:
            call.flow = BreakingOff(call_id, seconds_played=call.seconds_played, talking=call.talking)
        else:
            call.flow = LettingRing(call_id)
        self._do(call, call.flow.start())

    def _engine_is_gone(self, because: str) -> None:
        """Calls not yet answered ring on at the box; for answered ones the next engine sends a BYE."""
        for call in list(self._calls.values()):
            call.note_text(f"the engine stopped ({because})", self._clock_seconds())
            if call.dialog and call.ended is None:
                orphan = commands.EndOrphan(call.incoming.line, call.dialog)
                self._orphans.setdefault(call.incoming.line, []).append(orphan)
            elif call.ended is None:
                call.not_judged_because = call.not_judged_because or f"the engine stopped ({because})"
            self._end(call, events.CallEnded(call.incoming.call_id, "engine", 0, because))
