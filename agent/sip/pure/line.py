"""One telephone line: its way to the network, its user agent, its calls and its registration."""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from random import random

from agent import __version__
from agent.call.commands import OpenLine
from agent.sip.addresses import host_of, is_local, local_address_towards, phone_host
from agent.sip.boundary import reports_failures
from agent.sip.pure.call_proofs import CallProofs
from agent.sip.pure.home_timing import HomeTiming
from agent.sip.pure.line_calls import CallParts, LineCalls
from agent.sip.pure.line_registering import LineRegistering
from agent.sip.pure.names import Names
from agent.sip.pure.poller import Poller
from agent.sip.pure.ways import TRANSPORTS, USUAL_PORTS, open_ways
from agent.sip.pure.welcome import Welcome
from agent.sip.stack.abilities import Abilities
from agent.sip.stack.call_events import CallEvent
from agent.sip.stack.hop import Hop, Transport
from agent.sip.stack.reading import Read
from agent.sip.stack.transaction_events import NoResponse, Packet, ResponseArrived
from agent.sip.stack.uri import host_port, read_host_port
from agent.sip.stack.user_agent import UserAgent

KEEP_ALIVE = b"\r\n\r\n"
KEEP_ALIVE_SECONDS = 15.0
"""RFC 5626 §4.4.1 has it for streams; every server ignores it over UDP, and the router in between does not."""
MOST_PUMPS = 100
"""Turns in which events make packets and packets make events; more are a circle."""


class PureLine:
    """`Line` on the stack in Python.  Raises OSError when it cannot be opened."""

    def __init__(
        self,
        settings: OpenLine,
        addresses: Sequence[str],
        poller: Poller,
        names: Names,
        parts: CallParts,
    ) -> None:
        self.settings = settings
        self.name = settings.line
        self.addresses: tuple[str, ...] = tuple(addresses)
        self._names = names
        self.local_address = settings.bind_address or local_address_towards(self.addresses[0].split("/")[0])
        self._is_local = all(is_local(address) for address in self.addresses)
        self._failed: list[tuple[Hop, str]] = []
        self._is_pumping = False
        self._ways = open_ways(
            settings, self.local_address, Welcome(self.addresses), poller, self._receive, self._way_failed
        )
        self.port = self._ways.port
        able = Abilities(extensions=("100rel", "timer"), product=f"Tranquille/{__version__}")
        self.own_fields = able.product_said("User-Agent")
        self.proofs = CallProofs(settings)
        self.agent = UserAgent(
            new_token=lambda: secrets.token_hex(8),
            sent_by=self.sent_by,
            contact=lambda hop: self.contact,
            fraction=random,
            abilities=able,
            timing=HomeTiming(),
            authorize=self.proofs.authorize,
        )
        self._registering = LineRegistering(
            settings,
            port=self.port,
            contact=self._own_address,
            is_local=self._is_local,
            where=self.way_to_server,
            own_fields=self.own_fields,
            sent_by=host_port(self.local_address, self.port),
            transactions=self.agent.transactions,
            tell=parts.notes.tell,
        )
        self._keep_alive_at_seconds = 0.0
        for phone in settings.house_phones:
            # Asked for now, so that the first call finds it known.
            names.address_of(phone_host(phone), time.monotonic())
        self.calls = LineCalls(self, self.name, self.local_address, settings.in_front, parts)

    # Who we are.

    @property
    def host(self) -> str:
        """The domain of this line's own address."""
        return host_of(self.settings.registrar) or host_port(self.local_address, self.port)

    @property
    def address_of_record(self) -> str:
        """The line's own address, as the registrar knows it."""
        return f"sip:{self.settings.user or self.settings.contact_user}@{self.host}"

    @property
    def contact(self) -> str:
        """Our Contact, brackets included."""
        return f"<{self._registering.contact}>"

    @property
    def service_route(self) -> tuple[str, ...]:
        """Routes of our calls, as the registrar wants them (RFC 3608)."""
        return self._registering.service_route

    def sent_by(self, hop: Hop) -> str:
        """Host and port in our Via."""
        return host_port(self.local_address, self.port)

    @property
    def _own_address(self) -> str:
        transport = self.settings.transport
        place = host_port(self.local_address, self.port)
        parameter = "" if transport == "udp" else f";transport={transport}"
        # The random user part: whoever does not know it was not sent by the box.
        return f"sip:{self.settings.contact_user}@{place}{parameter}"

    # Ways.

    def way_to(self, address: str, port: int) -> Hop:
        """The way to a host on this line's transport."""
        return self._ways.hop_to(address, port)

    def way_to_server(self) -> Hop | None:
        """The way to whom everything of the line's own goes: its proxy, else its registrar."""
        server = self.settings.proxy or self.settings.registrar
        host, port = read_host_port(server.removeprefix("sip:").partition(";")[0])
        # The first address is the registrar's, found already.
        address = (
            self._names.address_of(host, time.monotonic())
            if self.settings.proxy
            else self.addresses[0].split("/")[0]
        )
        if not server or address is None:
            return None
        return self.way_to(address, port or USUAL_PORTS[self.settings.transport])

    @property
    def transport(self) -> Transport:
        return TRANSPORTS[self.settings.transport]

    def may_ask_for_password(self, call_id: str, address: str) -> None:
        """A call came from this address; where that is the line's own server, it may."""
        server = self.way_to_server()
        if server is not None and server.address == address:
            self.proofs.for_server(call_id)

    def addresses_changed(self, addresses: Sequence[str]) -> None:
        """The registrar or a peer has moved: hear from the new addresses, forget the old ones."""
        self.addresses = tuple(addresses)
        self._ways.welcome(Welcome(self.addresses))

    def send(self, datagram: bytes, address: tuple[str, int]) -> None:
        """From the line's own port, past the stack.  Raises OSError; a line over TCP sends nothing."""
        self._ways.send_raw(datagram, address)

    # Registration.

    @property
    def is_registered(self) -> bool:
        return self._registering.is_registered

    def tick(self, now_seconds: float) -> None:
        """Register when it is time to."""
        self._registering.tick(now_seconds)

    def seconds_until_due(self, now_seconds: float) -> float:
        """How long the line may be left alone."""
        due = self.agent.next_at_seconds
        stack = 1.0 if due is None else max(0.0, due - now_seconds)
        return min(stack, self._registering.seconds_until_due(now_seconds))

    def unregister(self) -> bool:
        """Ask the registrar to forget us; False when there is nothing to ask."""
        return self._registering.unregister()

    # The user agent's work.

    def turn(self, now_seconds: float) -> None:
        """Repeat and give up what has waited long enough, send what is to be sent, look at what happened."""
        due = self.agent.next_at_seconds
        if due is not None and due <= now_seconds:
            self.agent.do_what_is_due(now_seconds)
        self._ways.tick(now_seconds)
        if now_seconds >= self._keep_alive_at_seconds:
            self._keep_alive_at_seconds = now_seconds + KEEP_ALIVE_SECONDS
            self._keep_alive(now_seconds)
        self.pump()

    def _keep_alive(self, now_seconds: float) -> None:
        """Routers on the way to a provider forget a UDP port that is silent; at home nothing forgets."""
        server = self.way_to_server() if self.is_registered and not self._is_local else None
        if server is not None and self.transport is Transport.UDP:
            self._ways.send(KEEP_ALIVE, server, now_seconds)

    def flush(self) -> list[Packet]:
        """Send what the user agent wants sent; those packets."""
        packets = self.agent.take_packets()
        now_seconds = time.monotonic()
        for packet in packets:
            self._ways.send(packet.data, packet.hop, now_seconds)
        return packets

    def pump(self) -> None:
        """Until nothing more follows: send, and look at what happened."""
        if self._is_pumping:
            return
        self._is_pumping = True
        try:
            for _ in range(MOST_PUMPS):
                self.flush()
                failed, self._failed = self._failed, []
                for hop, why in failed:
                    now_seconds = time.monotonic()
                    self._registering.way_failed(hop, why, now_seconds)
                    self.agent.hop_failed(hop, now_seconds)
                events = self.agent.take_events()
                if not events and not failed:
                    break
                for event in events:
                    self._take(event)
        finally:
            self._is_pumping = False

    def close(self) -> None:
        """Give the port back."""
        self._ways.close()

    @reports_failures
    def _take(self, event: CallEvent) -> None:
        if isinstance(event, ResponseArrived):
            self._registering.answered(event.transaction, event.response)
        elif isinstance(event, NoResponse):
            self._registering.not_answered(event.transaction, event.is_unreachable)
        else:
            self.calls.take(event)

    def _receive(self, read: Read, source: Hop) -> None:
        turned_away = self.calls.turned_away(read)
        if turned_away is not None:
            refusal = self.calls.refusal(turned_away)
            if refusal is not None:
                self._ways.send(refusal, source, time.monotonic())
            return
        self.agent.receive(read, source, time.monotonic())
        self.pump()

    def _way_failed(self, hop: Hop, why: str) -> None:
        # Noted: this may be in the middle of sending.
        self._failed.append((hop, why))
