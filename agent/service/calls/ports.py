"""What the switchboard asks of its neighbours: the engine, the judge, the lines, and the choice of flows."""

import queue
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from agent.call import events
from agent.call.caller import Caller
from agent.call.commands import Command
from agent.call.events import Event
from agent.call.incoming_call import IncomingCall
from agent.call.list_entry import Match
from agent.call.verdict import Verdict
from agent.call.wishes import Told
from agent.lists.index.number_index import NumberIndex
from agent.treat.flow import Flow


class UserAgent(Protocol):
    """The engine, or whoever stands in for it: takes commands, puts events into the inbox."""

    def send(self, command: Command) -> None:
        """Do this, or drop it when there is no engine: then the phones ring."""

    def stop(self) -> None:
        """End what was answered, leave the rest ringing, go."""


class JudgesCalls(Protocol):
    """Identify and decide, with the lists, the history and the hour of now."""

    def judge(self, call: IncomingCall, said_elsewhere: Sequence[Match] = ()) -> tuple[Caller, Verdict]:
        """Who calls, and what to do about it; `said_elsewhere` is what a community knows of them."""
        ...

    def take_index(self, index: NumberIndex) -> None:
        """Ask this index from the next call on."""

    def look_around(self) -> None:
        """Take up lists that changed since the last look."""


@dataclass(frozen=True, slots=True)
class ChosenFlow:
    """The conversation that carries a verdict out."""

    flow: Flow
    message_version: str = ""
    """Version of the removal message, when there may be one to play."""
    observed_only: bool = False
    rings_instead_because: str = ""
    """Why this rings although the verdict asked for more; else empty."""
    answers_for_family: bool = False
    """Answers first and rings the family later, so it needs a call slot more than the caller's own."""


ChooseFlow = Callable[[IncomingCall, Caller, Verdict], ChosenFlow]


@dataclass(frozen=True, slots=True)
class StopSwitchboard:
    """Put into the inbox to end the switchboard's `run`."""


@dataclass(frozen=True, slots=True)
class NumbersChanged:
    """The shared lists were indexed anew; from now on this index is asked."""

    index: NumberIndex


@dataclass(frozen=True, slots=True)
class CommunityAnswered:
    """What a community knows of a caller whom no list knew."""

    call_id: str
    matches: tuple[Match, ...] = ()
    because: str = ""
    """Why there is no answer, or empty."""


AskCommunity = Callable[[str, Caller, Verdict], float]
"""Told a call's id, caller and verdict: within so many seconds a `CommunityAnswered` may come; 0: never."""


def nobody_is_asked(call_id: str, caller: Caller, verdict: Verdict) -> float:
    """For houses that ask no community."""
    return 0.0


Word = Event | NumbersChanged | CommunityAnswered | Told
Inbox = queue.SimpleQueue[Word | StopSwitchboard]


class LineWatcher(Protocol):
    """What becomes of the lines: which must be opened, and what the engine says of them."""

    def engine_started(self, started: events.EngineStarted) -> Sequence[Command]:
        """Commands for a new engine."""
        ...

    def engine_stopped(self, stopped: events.EngineStopped) -> None:
        """No line works until the next engine."""

    def line_changed(self, change: events.LineChanged) -> None:
        """News of one line."""
