"""One telephone line: its socket and lock, its registration, and what to do when the box goes away."""

import random
import socket
from collections.abc import Callable, Sequence
from typing import Protocol

import pjsua2 as pj

from agent.call.commands import OpenLine
from agent.call.events import LineChanged
from agent.call.sentence import said
from agent.sip import line_sentences
from agent.sip.addresses import host_of, is_local, local_address_towards
from agent.sip.packet_filter import descriptor_of, lock
from agent.sip.pjsip.account_config import Place, account_config
from agent.sip.pjsip.boundary import reports_failures
from agent.sip.pjsip.endpoint import local_port_of, reason_of
from agent.sip.pjsip.invite_gate import FrontDoor

WATCH_SECONDS = 4.0
"""How often a line on the local network registers again: a box that was restarted with an empty
table tells nobody, and until it knows us again no call reaches us."""
LOCAL_RETRY_CAP_SECONDS = 4.0
PUBLIC_RETRY_CAP_SECONDS = 60.0
REFUSED_RETRY_SECONDS = (30.0, 300.0)
NO_ANSWER_SECONDS = 5.0

_REFUSALS = (401, 403, 404, 407)
_TRANSPORTS = {
    "udp": (pj.PJSIP_TRANSPORT_UDP, socket.SOCK_DGRAM),
    "tcp": (pj.PJSIP_TRANSPORT_TCP, socket.SOCK_STREAM),
    "tls": (pj.PJSIP_TRANSPORT_TLS, socket.SOCK_STREAM),
}


class LineNotes(Protocol):
    """Where a line leaves what it has to say."""

    def say(self, event: LineChanged) -> None:
        """Tell the house."""

    def call_arrives(self, line: "LineAccount", prm: pj.OnIncomingCallParam) -> None:
        """An INVITE came in on this line."""


class LineAccount(pj.Account):  # type: ignore[misc]
    """A pjsua2 account with the socket it lives on.  Raises OSError or pj.Error when it cannot open."""

    def __init__(
        self, settings: OpenLine, addresses: Sequence[str], endpoint: pj.Endpoint, notes: LineNotes
    ) -> None:
        super().__init__()
        self.settings = settings
        self.name = settings.line
        self.addresses: tuple[str, ...] = tuple(addresses)
        self._endpoint = endpoint
        self._notes = notes
        self.registered = False
        self._ever_registered = False
        self._told: tuple[bool, int, str] | None = None
        self._attempts = 0
        self._asked_at_seconds: float | None = None
        self._next_register_at_seconds: float | None = None
        self._clock: Callable[[], float] = lambda: 0.0
        self.door: FrontDoor | None = None
        self.local_address = settings.bind_address or local_address_towards(self.addresses[0].split("/")[0])
        self._transport_id = self._open_transport()
        self.port = local_port_of(endpoint, self._transport_id)
        try:
            self._lock_sources()
        except (OSError, LookupError):
            # The stack has eight of them, and the next try needs another.
            endpoint.transportClose(self._transport_id)
            raise
        self._is_local = all(is_local(address) for address in self.addresses)
        self.place = Place(self._transport_id, self.local_address, self.port, self.addresses, self._is_local)
        self.create(account_config(settings, self.place))

    def _open_transport(self) -> int:
        config = pj.TransportConfig()
        config.boundAddress = self.local_address
        config.port = self.settings.port
        kind, _ = _TRANSPORTS[self.settings.transport]
        transport_id: int = self._endpoint.transportCreate(kind, config)
        return transport_id

    def _lock_sources(self) -> None:
        _, kind = _TRANSPORTS[self.settings.transport]
        descriptor = descriptor_of(self.port, kind, self.local_address)
        if kind == socket.SOCK_DGRAM:
            self.door = FrontDoor(descriptor)
            self.door.lock(self.addresses)
        else:
            lock(descriptor, self.addresses)

    def addresses_changed(self, addresses: Sequence[str]) -> None:
        """The registrar or a peer has moved: lock to the new addresses, forget the old ones."""
        self.addresses = tuple(addresses)
        if self.door is not None:
            self.door.lock(self.addresses)
        else:
            lock(descriptor_of(self.port, socket.SOCK_STREAM, self.local_address), self.addresses)

    @property
    def host(self) -> str:
        """The domain of this line's own address."""
        return host_of(self.settings.registrar) or f"{self.local_address}:{self.port}"

    @property
    def address_of_record(self) -> str:
        """The line's own address, as the registrar knows it."""
        return f"sip:{self.settings.user or self.settings.contact_user}@{self.host}"

    # What follows runs on the engine's thread, outside callbacks.

    def tick(self, now_seconds: float) -> None:
        """Register when it is time to; notice when the box has stopped answering."""
        if not self.settings.registrar:
            return
        asked, is_news = self._asked_at_seconds, self.registered or not self._attempts
        if asked is not None and is_news and now_seconds - asked > NO_ANSWER_SECONDS:
            # In the words PJSIP will use half a minute from now, so that it is said once.
            self._lost(pj.PJSIP_SC_REQUEST_TIMEOUT, "Request Timeout", now_seconds)
        due = self._next_register_at_seconds
        if asked is None and (due is None or now_seconds >= due):
            self.register(now_seconds)

    def register(self, now_seconds: float) -> None:
        self._asked_at_seconds = now_seconds
        self._next_register_at_seconds = now_seconds + NO_ANSWER_SECONDS
        try:
            self.setRegistration(True)
        except pj.Error as error:
            self._asked_at_seconds = None
            self._lost(0, reason_of(error), now_seconds)

    def seconds_until_due(self, now_seconds: float) -> float:
        due = self._next_register_at_seconds
        return max(0.0, due - now_seconds) if self.settings.registrar and due is not None else 60.0

    def uses_clock(self, clock: Callable[[], float]) -> None:
        """The engine's monotonic clock, for the callbacks below."""
        self._clock = clock

    def unregister(self) -> bool:
        """Ask the registrar to forget us; False when there is nothing to ask."""
        if not self.registered:
            return False
        try:
            self.setRegistration(False)
        except pj.Error:
            return False
        return True

    # PJSIP's callbacks.

    @reports_failures
    def onIncomingCall(self, prm: pj.OnIncomingCallParam) -> None:
        self._notes.call_arrives(self, prm)

    @reports_failures
    def onRegState(self, prm: pj.OnRegStateParam) -> None:
        now_seconds = self._clock()
        self._asked_at_seconds = None
        if prm.code // 100 == 2 and prm.expiration > 0:
            self._attempts = 0
            self.registered = self._ever_registered = True
            self._next_register_at_seconds = (
                now_seconds + WATCH_SECONDS if self._is_local else now_seconds + prm.expiration / 2
            )
            self._tell(True, prm.code, line_sentences.registered(self.settings))
        elif prm.code // 100 == 2:
            self.registered = False
        else:
            self._lost(prm.code, prm.reason, now_seconds)

    @reports_failures
    def onIncomingSubscribe(self, prm: pj.OnIncomingSubscribeParam) -> None:
        # By default anybody may watch us, through code that has had a use-after-free.
        prm.code = pj.PJSIP_SC_FORBIDDEN

    def _lost(self, sip_status: int, reason: str, now_seconds: float) -> None:
        self.registered = False
        self._attempts += 1
        refused = sip_status in _REFUSALS
        self._next_register_at_seconds = now_seconds + self._pause_seconds(refused)
        registrar = self.settings.registrar
        if refused:
            sentence = line_sentences.refused(registrar, self.settings.user, self.name, sip_status, reason)
        else:
            sentence = line_sentences.unregistered(registrar, sip_status, reason)
        self._tell(False, sip_status, sentence, fatal=refused and not self._ever_registered)

    def _pause_seconds(self, refused: bool) -> float:
        if refused:
            low, cap = REFUSED_RETRY_SECONDS
            return min(cap, low * 2.0 ** (self._attempts - 1)) * random.uniform(0.8, 1.2)
        if self._attempts == 1:
            return random.uniform(1.0, 3.0)
        cap = LOCAL_RETRY_CAP_SECONDS if self._is_local else PUBLIC_RETRY_CAP_SECONDS
        return min(cap, 2.0**self._attempts) * random.uniform(0.75, 1.0)

    def _tell(self, registered: bool, sip_status: int, sentence: str, fatal: bool = False) -> None:
        news = (registered, sip_status, sentence)
        if news == self._told:
            return
        self._told = news
        self._notes.say(
            LineChanged(
                line=self.name,
                registered=registered,
                sentence=said(sentence),
                sip_status=sip_status,
                port=self.port,
                fatal=fatal,
            )
        )
