"""The one thread that decides: takes the engine's events, judges calls, runs their flows, keeps records.

It owns all call state, so there are no locks.  Whatever breaks in here costs at most a judgement:
the call rings, and its record says why it was not judged.
"""

import logging
import queue
from collections.abc import Callable
from datetime import datetime
from typing import ParamSpec

from agent.call import commands, events
from agent.call.caller import Caller
from agent.call.heard import Concluded
from agent.call.incoming_call import IncomingCall
from agent.call.news import CallChanged
from agent.call.sentence import say
from agent.call.timing import DeadlinePassed, SetDeadline
from agent.call.verdict import Verdict
from agent.call.wishes import Wish
from agent.service.calls import ports
from agent.service.calls.call_in_hand import CallInHand, call_of, ringing, slots_taken, unjudged
from agent.service.calls.deadlines import Deadlines
from agent.service.calls.fan_out import Tell
from agent.treat.flow import Happening, Step

log = logging.getLogger(__name__)

P = ParamSpec("P")

LOOK_AROUND_SECONDS = 1.0
"""How often the lists are looked at for changes, however many calls come."""
LAST_WORDS_SECONDS = 1.0
"""How long an ended call waits for what the ear concluded."""

_FAREWELL = "farewell"
_COMMUNITY = "community"


class Switchboard:
    """Serve with `run`, on a thread of its own; everything comes in through the inbox."""

    def __init__(
        self,
        *,
        inbox: ports.Inbox,
        user_agent: ports.UserAgent,
        judge: ports.JudgesCalls,
        choose_flow: ports.ChooseFlow,
        lines: ports.LineWatcher,
        tell: Tell,
        grant: Callable[[Wish, Caller], None],
        clock: Callable[[], datetime],
        clock_seconds: Callable[[], float],
        ask_community: ports.AskCommunity = ports.nobody_is_asked,
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
        self._ask_community = ask_community
        self._deadlines = Deadlines()
        self._calls: dict[str, CallInHand] = {}
        self._orphans: dict[str, list[commands.ByeAfterCrash]] = {}
        self._looked_at_seconds = clock_seconds()
        self._calls_limit = 4

    def run(self) -> None:
        """Take events until told to stop."""
        while True:
            try:
                patience = self._deadlines.patience_seconds(self._clock_seconds(), LOOK_AROUND_SECONDS)
                word = self._inbox.get(timeout=patience)
                if isinstance(word, ports.StopSwitchboard):
                    break
                self._turn(word)
            except queue.Empty:
                self._turn(None)
        for call in self._calls.values():
            call.ended_at = self._clock()
            call.ended = call.ended or events.CallEnded(call.incoming.call_id, "house")
            self._write_down(call)

    def _turn(self, word: ports.Word | None) -> None:
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
            self._let_it_ring(call_id, f"{type(error).__name__}: {error}")

    def _take(self, word: ports.Word) -> None:
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
                for orphan in self._orphans.pop(word.line, []) if word.port else ():
                    self._user_agent.send(orphan)
            case ports.NumbersChanged():
                self._judge.take_index(word.index)
            case ports.CommunityAnswered():
                self._settle(word)
            case events.Trouble(call_id=""):
                log.warning("%s: %s", word.where, word.sentence)
            case _:
                self._carry_on(word.call_id, word)

    # A new call.

    def _answer_for(self, incoming: IncomingCall) -> None:
        call_id, why_not, patience_seconds = incoming.call_id, incoming.unreadable_because, 0.0
        try:
            if not why_not:
                caller, verdict = self._judge.judge(incoming)
                undecided = (patience_seconds := self._ask_community(call_id, caller, verdict)) > 0
                chosen = ringing(call_id) if undecided else self._choose(incoming, caller, verdict)
        except Exception as error:
            log.exception("%s: could not be judged, so it rings", call_id)
            why_not = f"{type(error).__name__}: {error}"
        if why_not:
            caller, verdict, chosen = unjudged(incoming, why_not)
        call = CallInHand(incoming, caller, verdict, chosen.flow, self._clock_seconds())
        call.not_judged_because, call.undecided = why_not, patience_seconds > 0 and not why_not
        call.take(chosen)
        self._calls[call_id] = call
        self._do(call, call.flow.start())
        if call.undecided:
            self._deadlines.set(SetDeadline(call_id, _COMMUNITY, patience_seconds), self._clock_seconds())
        log.info("%s: %s", call_id, call.headline(log.isEnabledFor(logging.DEBUG)))
        self._write_down(call)

    def _settle(self, answer: ports.CommunityAnswered) -> None:
        """A community has spoken, or its time is over: a call that only rang so far is decided."""
        call = self._calls.get(answer.call_id)
        if call is None or not call.undecided or call.ended is not None:
            return
        self._deadlines.forget(answer.call_id)
        call.undecided = False
        call.note_text(answer.because, self._clock_seconds())
        if answer.matches:
            call.caller, call.verdict = self._judge.judge(call.incoming, answer.matches)
            log.info("%s: %s", answer.call_id, call.headline(log.isEnabledFor(logging.DEBUG)))
        call.take(self._choose(call.incoming, call.caller, call.verdict))
        self._do(call, call.flow.start())
        self._write_down(call)

    def _choose(self, incoming: IncomingCall, caller: Caller, verdict: Verdict) -> ports.ChosenFlow:
        chosen = self._choose_flow(incoming, caller, verdict)
        if chosen.answers_for_family and slots_taken(self._calls.values()) + 2 > self._calls_limit:
            return ringing(incoming.call_id, say("answering would leave no call slot to ring the family"))
        return chosen

    # A call in hand.

    def _carry_on(self, call_id: str, happening: Happening) -> None:
        call = self._calls.get(call_id)
        if call is None:
            # Late words about a call that is over are normal on a telephone line.
            return
        match happening:
            case DeadlinePassed() if happening.name == _FAREWELL:
                self._close(call)
            case DeadlinePassed() if happening.name == _COMMUNITY:
                self._settle(ports.CommunityAnswered(call_id, because=say("no community answered in time")))
            case events.CallEnded():
                self._take_end(call, happening)
            case _:
                call.hear(happening, self._clock_seconds())
                self._do(call, call.flow.on(happening))
                self._tell_stage(call)
                if call.ended is not None and isinstance(happening, Concluded) and call.heard:
                    self._close(call)

    def _take_end(self, call: CallInHand, ended: events.CallEnded) -> None:
        if call.ended is not None:
            return  # Said before: the record only waits for the last words of the ear.
        call.hear(ended, self._clock_seconds())
        try:
            self._do(call, call.flow.on(ended))
        finally:
            # Also when the flow fails over it: nothing else would ever end this call.
            self._tell_stage(call)
            self._end(call, ended)

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
            wish = SetDeadline(ended.call_id, _FAREWELL, LAST_WORDS_SECONDS)
            self._deadlines.set(wish, self._clock_seconds())
            return
        self._close(call)

    def _close(self, call: CallInHand) -> None:
        call_id = call.incoming.call_id
        self._calls.pop(call_id, None)
        self._deadlines.forget(call_id)
        log.info("%s: %s", call_id, call.record().done)
        self._write_down(call)

    def _write_down(self, call: CallInHand) -> None:
        self._tell(CallChanged(call.record()))
        self._tell_stage(call)

    def _tell_stage(self, call: CallInHand) -> None:
        if (news := call.take_stage_news()) is not None:
            self._tell(news)

    # When things break.

    def _let_it_ring(self, call_id: str, why: str) -> None:
        if (call := self._calls.get(call_id)) is not None:
            self._deadlines.forget(call_id)
            call.break_off(why, self._clock_seconds())
            self._do(call, call.flow.start())

    def _engine_is_gone(self, because: str) -> None:
        for call in list(self._calls.values()):
            if orphan := call.lose_engine(because, self._clock_seconds()):
                self._orphans.setdefault(orphan.line, []).append(orphan)
            if call.ended is None:
                self._end(call, events.CallEnded(call.incoming.call_id, "engine"))
            else:
                self._close(call)
