"""Knows every line: what the engine needs to open it, how it stands, and when none of them can work."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

from agent.call.commands import Command, OpenLine
from agent.call.events import EngineStarted, EngineStopped, LineChanged
from agent.call.sentence import joined, said, say

log = logging.getLogger(__name__)


class LineBook:
    """The switchboard's LineWatcher; `give_up` is called with a sentence when no line can ever work."""

    def __init__(
        self, lines: Sequence[OpenLine], give_up: Callable[[str], None], first: Sequence[Command] = ()
    ) -> None:
        """`first` is what every new engine is told before its lines."""
        self._first = tuple(first)
        self._lines = {line.line: line for line in lines}
        self._states: dict[str, LineChanged] = {}
        self._give_up = give_up
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
        return [*self._first, *self._lines.values()]

    def engine_stopped(self, stopped: EngineStopped) -> None:
        for name, state in self._states.items():
            self._states[name] = replace(state, registered=False, sentence=say("waiting for a new engine"))

    def line_changed(self, change: LineChanged) -> None:
        self._states[change.line] = change
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
