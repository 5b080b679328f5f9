"""How a line's SIP travels: over one UDP socket, or over connections."""

from typing import Protocol

from agent.call.commands import OpenLine
from agent.sip.addresses import host_of
from agent.sip.pure.connection import Receive
from agent.sip.pure.poller import Poller
from agent.sip.pure.stream_ways import Failed, StreamWays
from agent.sip.pure.tls_context import tls_context
from agent.sip.pure.udp_way import UdpWay
from agent.sip.pure.welcome import Welcome
from agent.sip.stack.hop import Hop, Transport

TRANSPORTS = {"udp": Transport.UDP, "tcp": Transport.TCP, "tls": Transport.TLS}
USUAL_PORTS = {"udp": 5060, "tcp": 5060, "tls": 5061}


class Ways(Protocol):
    """What a line sends with."""

    port: int

    def hop_to(self, address: str, port: int) -> Hop:
        """The way to a host."""

    def send(self, data: bytes, hop: Hop, now_seconds: float) -> None:
        """Send, or note that the way is broken; never raises."""

    def send_raw(self, data: bytes, address: tuple[str, int]) -> None:
        """Past everything, where there are no connections.  Raises OSError."""

    def welcome(self, welcome: Welcome) -> None:
        """Hear from these, and no more from the ones before."""

    def tick(self, now_seconds: float) -> None:
        """What is done now and then."""

    def close(self) -> None:
        """Give the port back."""


def open_ways(
    settings: OpenLine, address: str, welcome: Welcome, poller: Poller, receive: Receive, failed: Failed
) -> Ways:
    """The line's own.  Raises OSError when its port cannot be had."""
    if settings.transport == "udp":
        return UdpWay(address, settings.port, welcome, poller, receive, failed)
    tls = tls_context() if settings.transport == "tls" else None
    return StreamWays(
        address,
        settings.port,
        TRANSPORTS[settings.transport],
        welcome,
        poller,
        receive,
        failed,
        tls=tls,
        server_name=host_of(settings.registrar),
    )
