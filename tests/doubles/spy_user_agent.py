"""Stands where the engine stands: keeps what it is told, and lets the test say what happens on the line."""

import threading

from agent.call.commands import Command
from agent.service.calls.ports import Inbox, StopSwitchboard, Word

LIMIT_SECONDS = 5.0


class SpyUserAgent:
    """A UserAgent without telephones."""

    def __init__(self, inbox: Inbox) -> None:
        self.sent: list[Command] = []
        self.stopped = False
        self._inbox = inbox
        self._changed = threading.Condition()

    def send(self, command: Command) -> None:
        with self._changed:
            self.sent.append(command)
            self._changed.notify_all()

    def stop(self) -> None:
        self.stopped = True

    def put(self, *events: Word | StopSwitchboard) -> None:
        """What the engine says; taken by the switchboard in this order."""
        for event in events:
            self._inbox.put(event)

    def wait_sent(self, count: int) -> list[Command]:
        """Everything sent so far, once there are so many; TimeoutError with what there was instead."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self.sent) >= count, LIMIT_SECONDS):
                raise TimeoutError(f"{count} commands expected; sent: {self.sent}")
            return list(self.sent)
