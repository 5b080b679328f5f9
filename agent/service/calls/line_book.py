"""Knows every line: what the engine needs to open it, how it stands, and when none of them can work."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from msgspec.structs import replace

from agent.call.commands import Command, OpenLine
from agent.call.events import EngineStarted, EngineStopped, LineChanged
from agent.call.news import EngineStanding, LineStanding
from agent.call.sentence import joined, said, say
from agent.service.calls.fan_out import Tell

log = logging.getLogger(__name__)


class LineBook:
    """The switchboard's LineWatcher; `give_up` is called with a sentence when no line can ever work."""

    def __init__(
        self,
        lines: Sequence[OpenLine],
        give_up: Callable[[str], None],
        first: Sequence[Command] = (),
        *,
        tell: Tell,
        clock: Callable[[], datetime],
    ) -> None:
        """`first` is what every new engine is told before its lines; `tell` gets how lines and engine stand."""
        self._first = tuple(first)
        self._lines = {line.line: line for line in lines}
        self._states: dict[str, LineChanged] = {}
        self._since: dict[str, datetime] = {}
        self._give_up = give_up
        self._tell = tell
        self._clock = clock
        self._engines = 0
        self._ever_worked = False

    @property
    def states(self) -> dict[str, LineChanged]:
        """The last news of each line, by name."""
        return dict(self._states)

    def engine_started(self, started: EngineStarted) -> Sequence[Command]:
        """Open every line, on the port it had before: so the registrar replaces the old Contact."""
        told = say(
            "engine {pid}: {stack} {version}, {calls} calls at once at most (more ring on at the box), "
            "{lines} lines",
            pid=str(started.pid),
            stack=started.stack_name,
            version=started.stack_version,
            calls=started.calls_limit,
            lines=started.lines_limit,
        )
        log.info("%s", told)
        self._engines += 1
        self._tell(
            EngineStanding(
                running=True,
                stack_name=started.stack_name,
                stack_version=started.stack_version,
                calls_limit=started.calls_limit,
                lines_limit=started.lines_limit,
                pid=started.pid,
                since=self._clock(),
                restarts=self._engines - 1,
            )
        )
        return [*self._first, *self._lines.values()]

    def engine_stopped(self, stopped: EngineStopped) -> None:
        because, restarts = said(stopped.because), max(self._engines - 1, 0)
        self._tell(EngineStanding(since=self._clock(), restarts=restarts, because=because))
        for state in list(self._states.values()):
            self._note(replace(state, registered=False, sentence=say("waiting for a new engine")))

    def line_changed(self, change: LineChanged) -> None:
        self._note(change)
        level = logging.INFO if change.registered else logging.WARNING
        log.log(level, "%s", say("line {name}: {sentence}", name=change.line, sentence=said(change.sentence)))
        if change.port and change.line in self._lines:
            self._lines[change.line] = replace(self._lines[change.line], port=change.port)
        self._ever_worked = self._ever_worked or change.registered
        if self._ever_worked or len(self._states) < len(self._lines):
            return
        if all(state.fatal for state in self._states.values()):
            told = (
                say("line {name}: {sentence}", name=name, sentence=state.sentence)
                for name, state in self._states.items()
            )
            self._give_up(joined("; ", told))

    def _note(self, change: LineChanged) -> None:
        before = self._states.get(change.line)
        self._states[change.line] = change
        if before is None or before.registered != change.registered:
            self._since[change.line] = self._clock()
        self._tell(
            LineStanding(
                line=change.line,
                registered=change.registered,
                sentence=said(change.sentence),
                since=self._since[change.line],
            )
        )
