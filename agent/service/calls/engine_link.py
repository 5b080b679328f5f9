"""Starts the engine, talks with it, and starts another when it dies: a death costs a second and no call."""

import logging
import signal
import socket
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Sequence

from agent.call.commands import Command, StopEngine
from agent.call.events import EngineAlive, EngineStopped
from agent.call.sentence import say
from agent.service.calls.ports import Inbox
from agent.sip.wire import WireBroken, events_reader, pack, receive, timeval

log = logging.getLogger(__name__)

FIRST_PAUSE_SECONDS = 0.05
LONGEST_PAUSE_SECONDS = 5.0
STEADY_SECONDS = 30.0
"""An engine that lived this long was healthy: the next one starts without waiting longer."""
STOP_WITHIN_SECONDS = 2.5
SEND_WITHIN_SECONDS = 1.0
SILENT_SECONDS = 15.0
"""An engine says every two seconds that it lives; after this long it hangs inside the stack and is ended."""


class EngineLink:
    """A UserAgent (see the house's seams) in a process of its own.

    `command` starts an engine that speaks our wire on the descriptor added as its last argument.
    """

    def __init__(
        self,
        inbox: Inbox,
        clock_seconds: Callable[[], float],
        command: Sequence[str],
        silent_seconds: float = SILENT_SECONDS,
    ) -> None:
        self._command = tuple(command)
        self._inbox = inbox
        self._clock_seconds = clock_seconds
        self._silent_seconds = silent_seconds
        self._link: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._sending = threading.Lock()
        self._last_words: deque[str] = deque(maxlen=3)
        self._thread = threading.Thread(target=self._keep_an_engine, name="engine-link", daemon=True)

    @property
    def engine_pid(self) -> int | None:
        """The engine's process, for those who measure; None between two engines."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def start(self) -> None:
        self._thread.start()

    def send(self, command: Command) -> None:
        """Give the engine a command; without an engine it is dropped, and the phones ring."""
        with self._sending:
            if self._link is None:
                return
            try:
                self._link.sendall(pack(command))
            except OSError as error:
                log.warning("the engine cannot be told: %s", error)

    def stop(self) -> None:
        """Ask the engine to go, and see to it that it does within a few seconds."""
        self._stopping.set()
        self.send(StopEngine())
        self._thread.join(STOP_WITHIN_SECONDS)
        process = self._process
        if process is not None and process.poll() is None:
            log.warning("the engine did not stop in %.1f s and is ended", STOP_WITHIN_SECONDS)
            process.kill()
        self._thread.join(1.0)

    def _keep_an_engine(self) -> None:
        pause_seconds = FIRST_PAUSE_SECONDS
        while not self._stopping.is_set():
            began_seconds = self._clock_seconds()
            because = self._run_one_engine()
            if self._stopping.is_set():
                self._inbox.put(EngineStopped(because))
                return
            if self._clock_seconds() - began_seconds > STEADY_SECONDS:
                pause_seconds = FIRST_PAUSE_SECONDS
            told = say(
                "the engine died ({because}); another starts in {seconds:.2f} s",
                because=because,
                seconds=pause_seconds,
            )
            log.error("%s", told)
            self._inbox.put(EngineStopped(because))
            self._stopping.wait(pause_seconds)
            pause_seconds = min(LONGEST_PAUSE_SECONDS, pause_seconds * 3)

    def _run_one_engine(self) -> str:
        try:
            ours, theirs = socket.socketpair()
        except OSError as error:
            return say("it could not be started: {error}", error=error)
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, timeval(SEND_WITHIN_SECONDS))
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, timeval(self._silent_seconds))
        with ours, theirs:
            try:
                self._process = subprocess.Popen(
                    [*self._command, str(theirs.fileno())],
                    pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE,
                )
            except OSError as error:
                return say("it could not be started: {error}", error=error)
            theirs.close()
            listener = threading.Thread(target=self._read_last_words, args=[self._process], daemon=True)
            listener.start()
            self._link = ours
            if self._stopping.is_set():
                # Asked to stop while this engine was being started, when nobody could be told yet.
                self.send(StopEngine())
            silent = not self._pass_words_on(ours)
            with self._sending:
                self._link = None
        try:
            exit_code = self._process.wait(STOP_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            # It has let go of the wire but not of its life: nobody may wait for it for ever.
            self._process.kill()
            exit_code = self._process.wait()
        listener.join(1.0)
        return (
            say("it said nothing for {seconds:g} s", seconds=self._silent_seconds)
            if silent
            else self._why(exit_code)
        )

    def _pass_words_on(self, link: socket.socket) -> bool:
        """Until the engine lets go of the wire; False when it had to be ended because it hangs."""
        reader = events_reader()
        try:
            while (words := receive(link, reader)) is not None:
                for word in words:
                    if not isinstance(word, EngineAlive):
                        self._inbox.put(word)
            return True
        except BlockingIOError:
            log.error("the engine hangs and is ended")
            self._end()
            return False
        except WireBroken as error:
            log.error("the engine is not understood and is ended: %s", error)
            self._end()
            return True

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()

    def _read_last_words(self, process: subprocess.Popen[bytes]) -> None:
        self._last_words.clear()
        assert process.stderr is not None
        for line in process.stderr:
            text = line.decode(errors="replace").strip()
            if text:
                self._last_words.append(text)
                log.debug("engine: %s", text)

    def _why(self, exit_code: int) -> str:
        if exit_code < 0:
            how = say("killed by {signal}", signal=_signal_name(-exit_code))
        else:
            how = say("exit code {code}", code=exit_code)
        return f"{how}: {self._last_words[-1][:200]}" if self._last_words else how


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        # Most real-time signals have no name of their own.
        return say("signal {number}", number=number)
