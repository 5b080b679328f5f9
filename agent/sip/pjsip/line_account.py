"""One telephone line: its socket and lock, its registration, and what to do when the box goes away."""

import socket
import time
from collections.abc import Sequence
from typing import Protocol

import pjsua2 as pj

from agent.call.commands import OpenLine
from agent.call.events import LineChanged
from agent.sip.addresses import host_of, is_local, local_address_towards
from agent.sip.boundary import reports_failures
from agent.sip.edge_text import readable
from agent.sip.packet_filter import descriptor_of, lock
from agent.sip.pjsip.account_config import Place, account_config
from agent.sip.pjsip.endpoint import local_port_of
from agent.sip.pjsip.invite_gate import InviteGate
from agent.sip.pjsip.refusal import reason_of
from agent.sip.registration import Registration

_TRANSPORTS = {
    "udp": (pj.PJSIP_TRANSPORT_UDP, socket.SOCK_DGRAM),
    "tcp": (pj.PJSIP_TRANSPORT_TCP, socket.SOCK_STREAM),
    "tls": (pj.PJSIP_TRANSPORT_TLS, socket.SOCK_STREAM),
}


class LineNotes(Protocol):
    """Where a line leaves what it has to say."""

    def tell(self, event: LineChanged) -> None:
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
        self.gate: InviteGate | None = None
        self.local_address = settings.bind_address or local_address_towards(self.addresses[0].split("/")[0])
        self._transport_id = self._open_transport()
        self.port = local_port_of(endpoint, self._transport_id)
        try:
            self._lock_sources()
        except (OSError, LookupError):
            # The stack has eight of them, and the next try needs another.
            endpoint.transportClose(self._transport_id)
            raise
        is_local_only = all(is_local(address) for address in self.addresses)
        self.place = Place(self._transport_id, self.local_address, self.port, self.addresses, is_local_only)
        self._registration = Registration(settings, port=self.port, is_local=is_local_only, tell=notes.tell)
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
            self.gate = InviteGate(descriptor)
            self.gate.lock(self.addresses)
        else:
            lock(descriptor, self.addresses)

    def addresses_changed(self, addresses: Sequence[str]) -> None:
        """The registrar or a peer has moved: lock to the new addresses, forget the old ones."""
        self.addresses = tuple(addresses)
        if self.gate is not None:
            self.gate.lock(self.addresses)
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

    @property
    def is_registered(self) -> bool:
        return self._registration.is_registered

    # What follows runs on the engine's thread, outside callbacks.

    def tick(self, now_seconds: float) -> None:
        """Register when it is time to; notice when the box has stopped answering."""
        if not self._registration.is_due(now_seconds):
            return
        self._registration.asked(now_seconds)
        try:
            self.setRegistration(True)
        except pj.Error as error:
            self._registration.could_not_ask(reason_of(error), now_seconds)

    def seconds_until_due(self, now_seconds: float) -> float:
        """How long the engine may leave this line alone."""
        return self._registration.seconds_until_due(now_seconds)

    def unregister(self) -> bool:
        """Ask the registrar to forget us; False when there is nothing to ask."""
        if not self.is_registered:
            return False
        try:
            self.setRegistration(False)
        except pj.Error:
            return False
        return True

    def send(self, datagram: bytes, address: tuple[str, int]) -> None:
        """From the line's own port, past PJSIP.  Raises OSError; a line over TCP sends nothing."""
        if self.gate is not None:
            self.gate.send(datagram, address)

    # PJSIP's callbacks.

    @reports_failures
    def onIncomingCall(self, prm: pj.OnIncomingCallParam) -> None:
        self._notes.call_arrives(self, prm)

    @reports_failures
    def onRegState(self, prm: pj.OnRegStateParam) -> None:
        self._registration.answered(prm.code, readable(prm.reason), prm.expiration, time.monotonic())

    @reports_failures
    def onIncomingSubscribe(self, prm: pj.OnIncomingSubscribeParam) -> None:
        # By default anybody may watch us, through code that has had a use-after-free.
        prm.code = pj.PJSIP_SC_FORBIDDEN
