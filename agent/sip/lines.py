"""Keeps the engine's lines: opens them once their addresses are known, and watches them."""

import time
from collections.abc import Callable

import pjsua2 as pj

from agent.call.commands import EndOrphan, OpenLine
from agent.call.events import Event, LineChanged, Trouble
from agent.call.sentence import said, say
from agent.sip.addresses import host_of, local_address_towards, phone_host
from agent.sip.bye_after_crash import bye
from agent.sip.house_link import HouseLink
from agent.sip.line_sentences import cannot_open
from agent.sip.messages import request_uri
from agent.sip.pjsip.endpoint import LINES_LIMIT, reason_of
from agent.sip.pjsip.invite_gate import FrontDoor
from agent.sip.pjsip.line_account import LineAccount, LineNotes
from agent.sip.resolver import RESOLVE_AGAIN_SECONDS, Resolved, Resolver

OPEN_AGAIN_SECONDS = 2.0


class LineDesk:
    """All lines of the engine, by name."""

    def __init__(self, endpoint: pj.Endpoint, notes: LineNotes, say: Callable[[Event], None]) -> None:
        self._endpoint = endpoint
        self._notes = notes
        self._say = say
        self._wanted: dict[str, OpenLine] = {}
        self._open: dict[str, LineAccount] = {}
        self._next_look_at_seconds: dict[str, float] = {}
        self._resolver: Resolver | None = None
        self._told: dict[str, str] = {}

    def open(self, command: OpenLine) -> None:
        """Begin to set a line up; the sockets follow when its addresses are known."""
        if command.line not in self._wanted and len(self._wanted) >= LINES_LIMIT:
            sentence = say(
                "the SIP stack holds {count} lines; this one is left closed: take another out",
                count=LINES_LIMIT,
            )
            self._say(LineChanged(command.line, False, sentence, fatal=True))
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
            self._say(Trouble("sip", f"line {line.name} now listens to {', '.join(answer.sources)} only"))
        elif not command.bind_address and _moved(line):
            # A new engine binds to the new address; what was answered is lost with the old one anyway.
            link.leave(None)

    def _open_line(self, command: OpenLine, sources: tuple[str, ...]) -> None:
        try:
            line = LineAccount(command, sources, self._endpoint, self._notes)
        except pj.Error as error:
            self._next_look_at_seconds[command.line] = time.monotonic() + OPEN_AGAIN_SECONDS
            self._cannot_open(command, cannot_open(command.port, reason_of(error)), fatal=True)
            return
        except (OSError, LookupError) as error:
            self._next_look_at_seconds[command.line] = time.monotonic() + OPEN_AGAIN_SECONDS
            self._cannot_open(command, say("{because}; trying again", because=cannot_open(0, str(error))))
            return
        line.uses_clock(time.monotonic)
        self._open[command.line] = line
        if not command.registrar:
            sentence = say(
                "open on {address}:{port} for {sources}",
                address=line.local_address,
                port=line.port,
                sources=", ".join(sources),
            )
            self._say(LineChanged(command.line, True, sentence, port=line.port))

    def _cannot_open(self, command: OpenLine, sentence: str, fatal: bool = False) -> None:
        if self._told.get(command.line) != sentence:
            self._told[command.line] = sentence
            self._say(LineChanged(command.line, False, said(sentence), fatal=fatal))

    def end_orphan(self, command: EndOrphan) -> None:
        line = self._open.get(command.line)
        if line is None or line.door is None:
            return
        try:
            datagram, address = bye(command.dialog, f"{line.local_address}:{line.port}")
            line.door.send(datagram, address)
        except (ValueError, OSError) as error:
            self._say(Trouble("sip", f"could not end a call of the engine before: {error}"))

    def has_room_for_accounts(self, more: int) -> bool:
        """Whether the stack can hold one account more than its lines and so many others: one too many ends it."""
        return len(self._wanted) + more < LINES_LIMIT

    def named(self, name: str) -> LineAccount | None:
        """The open line of that name, or None."""
        return self._open.get(name)

    def name_for(self, account: LineAccount, message: str) -> str:
        """The line an INVITE was meant for: PJSIP may hand it to another account of ours.

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

    def doors(self) -> list[FrontDoor]:
        """Of every open line over UDP, the place where its callers wait."""
        return [line.door for line in self._open.values() if line.door is not None]

    def has_streams(self) -> bool:
        """True when a line is open over TCP or TLS, where callers cannot be made to wait one by one."""
        return any(line.door is None for line in self._open.values())

    def shut_doors(self) -> None:
        """The caller who came in was the last for now."""
        for door in self.doors():
            door.shut()

    def unregister(self) -> list[LineAccount]:
        """Ask every registrar to forget us; the lines that await an answer."""
        return [line for line in self._open.values() if line.unregister()]


def _hosts(command: OpenLine) -> tuple[str, ...]:
    hosts = [host_of(server) for server in (command.registrar, command.proxy) if server]
    return (*hosts, *command.trusted_peers)


def _moved(line: LineAccount) -> bool:
    try:
        return local_address_towards(line.addresses[0].split("/")[0]) != line.local_address
    except OSError:
        return False
