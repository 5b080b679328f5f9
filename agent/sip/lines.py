"""Keeps the engine's lines: opens them once their addresses are known, and watches them."""

import time
from collections.abc import Callable, Collection, Sequence
from typing import Generic, Protocol, TypeVar

from agent.call.commands import ByeAfterCrash, OpenLine
from agent.call.events import Event, LineChanged, Trouble
from agent.call.sentence import said, say
from agent.sip.addresses import host_of, local_address_towards, phone_host
from agent.sip.bye_after_crash import bye
from agent.sip.engine_error import EngineError
from agent.sip.house_link import HouseLink
from agent.sip.line_sentences import cannot_open
from agent.sip.messages import request_uri
from agent.sip.resolver import RESOLVE_AGAIN_SECONDS, Resolved, Resolver

OPEN_AGAIN_SECONDS = 2.0


class Line(Protocol):
    """An open line, as a stack has it: its socket, and its registration."""

    settings: OpenLine
    name: str
    addresses: tuple[str, ...]
    """Addresses and networks it hears from, and nobody else."""
    local_address: str
    port: int

    @property
    def host(self) -> str:
        """The domain of the line's own address."""

    @property
    def address_of_record(self) -> str:
        """The line's own address, as the registrar knows it (RFC 3261 §10)."""

    @property
    def is_registered(self) -> bool: ...

    def tick(self, now_seconds: float) -> None:
        """Register when it is time to."""

    def seconds_until_due(self, now_seconds: float) -> float:
        """How long the line may be left alone."""

    def addresses_changed(self, addresses: Sequence[str]) -> None:
        """Hear from these, and no more from the ones before."""

    def unregister(self) -> bool:
        """Ask the registrar to forget us; False when there is nothing to ask."""

    def send(self, datagram: bytes, address: tuple[str, int]) -> None:
        """From the line's own port, past the stack.  Raises OSError; a line over TCP sends nothing."""


L = TypeVar("L", bound=Line)


class Lines(Generic[L]):
    """All lines of the engine, by name."""

    def __init__(
        self,
        open_line: Callable[[OpenLine, Sequence[str]], L],
        tell: Callable[[Event], None],
        lines_limit: int,
    ) -> None:
        """`open_line` takes settings and the addresses to hear from; it raises EngineError, OSError or
        LookupError when the line cannot be opened."""
        self._open_with = open_line
        self._tell = tell
        self._lines_limit = lines_limit
        self._wanted: dict[str, OpenLine] = {}
        self._open: dict[str, L] = {}
        self._next_look_at_seconds: dict[str, float] = {}
        self._resolver: Resolver | None = None
        self._told: dict[str, str] = {}

    def open(self, command: OpenLine) -> None:
        """Begin to set a line up; the sockets follow when its addresses are known."""
        if command.line not in self._wanted and len(self._wanted) >= self._lines_limit:
            sentence = say(
                "the SIP stack holds {count} lines; this one is left closed: take another out",
                count=self._lines_limit,
            )
            self._tell(LineChanged(command.line, False, sentence, fatal=True))
            return
        self._wanted[command.line] = command
        self._next_look_at_seconds[command.line] = 0.0

    def attach(self, link: HouseLink) -> None:
        """Where resolved names come back."""
        self._resolver = Resolver(link.leave)
        self._resolver.start()

    def tick(self, now_seconds: float) -> None:
        for name, command in self._wanted.items():
            if now_seconds >= self._next_look_at_seconds[name]:
                self._next_look_at_seconds[name] = now_seconds + RESOLVE_AGAIN_SECONDS
                if self._resolver is not None:
                    # Telephones that we call ourselves answer from addresses of their own.
                    phones = tuple(dict.fromkeys(phone_host(phone) for phone in command.house_phones))
                    self._resolver.ask(name, _hosts(command), phones)
        for line in self._open.values():
            line.tick(now_seconds)

    def seconds_until_due(self, now_seconds: float) -> float:
        return min((line.seconds_until_due(now_seconds) for line in self._open.values()), default=1.0)

    def resolved(self, answer: Resolved, link: HouseLink) -> None:
        command = self._wanted[answer.line]
        line = self._open.get(answer.line)
        if not answer.sources:
            self._next_look_at_seconds[answer.line] = time.monotonic() + OPEN_AGAIN_SECONDS
            if line is None:
                self._cannot_open(command, say("{because}; trying again", because=answer.because))
        elif line is None:
            self._open_line(command, answer.sources)
        elif answer.sources != line.addresses:
            line.addresses_changed(answer.sources)
            self._tell(Trouble("sip", f"line {line.name} now listens to {', '.join(answer.sources)} only"))
        elif not command.bind_address and _moved(line):
            # A new engine binds to the new address; what was answered is lost with the old one anyway.
            link.leave(None)

    def _open_line(self, command: OpenLine, sources: tuple[str, ...]) -> None:
        try:
            line = self._open_with(command, sources)
        except EngineError as error:
            self._next_look_at_seconds[command.line] = time.monotonic() + OPEN_AGAIN_SECONDS
            self._cannot_open(command, cannot_open(command.port, str(error)), fatal=True)
            return
        except (OSError, LookupError) as error:
            self._next_look_at_seconds[command.line] = time.monotonic() + OPEN_AGAIN_SECONDS
            self._cannot_open(command, say("{because}; trying again", because=cannot_open(0, str(error))))
            return
        self._open[command.line] = line
        if not command.registrar:
            sentence = say(
                "open on {address}:{port} for {sources}",
                address=line.local_address,
                port=line.port,
                sources=", ".join(sources),
            )
            self._tell(LineChanged(command.line, True, sentence, port=line.port))

    def _cannot_open(self, command: OpenLine, sentence: str, fatal: bool = False) -> None:
        if self._told.get(command.line) != sentence:
            self._told[command.line] = sentence
            self._tell(LineChanged(command.line, False, said(sentence), fatal=fatal))

    def bye_after_crash(self, command: ByeAfterCrash) -> None:
        line = self._open.get(command.line)
        if line is None:
            return
        try:
            datagram, address = bye(command.dialog, f"{line.local_address}:{line.port}")
            line.send(datagram, address)
        except (ValueError, OSError) as error:
            self._tell(Trouble("sip", f"could not end a call of the engine before: {error}"))

    @property
    def count(self) -> int:
        """How many lines are open, or are to be."""
        return len(self._wanted)

    @property
    def are_open(self) -> Collection[L]:
        return self._open.values()

    def named(self, name: str) -> L | None:
        """The open line of that name, or None."""
        return self._open.get(name)

    def name_for(self, account: L, message: str) -> str:
        """The line an INVITE was meant for: a stack may hand it to another line of ours.

        The user part of the Request-URI is our Contact's, the port is our socket's.
        """
        target = request_uri(message)
        for line in self._open.values():
            if f":{line.settings.contact_user}@" in target:
                return line.name
        for line in self._open.values():
            if f":{line.port}" in target:
                return line.name
        return account.name

    def unregister(self) -> list[L]:
        """Ask every registrar to forget us; the lines that await an answer."""
        return [line for line in self._open.values() if line.unregister()]


def _hosts(command: OpenLine) -> tuple[str, ...]:
    hosts = [host_of(server) for server in (command.registrar, command.proxy) if server]
    return (*hosts, *command.trusted_peers)


def _moved(line: Line) -> bool:
    try:
        return local_address_towards(line.addresses[0].split("/")[0]) != line.local_address
    except OSError:
        return False
