"""Where a packet came from or goes to: always numbers, never a name (RFC 3261 §18)."""

from dataclasses import dataclass
from enum import Enum


class Transport(Enum):
    """How a packet travels; the value is its name in a Via."""

    UDP = "UDP"
    TCP = "TCP"
    TLS = "TLS"


@dataclass(frozen=True, slots=True)
class Hop:
    """One end of a way, as the owner of the sockets knows it."""

    address: str
    """IPv4 or IPv6 without brackets."""
    port: int
    transport: Transport = Transport.UDP
    connection: int = 0
    """Of a stream, which one: the owner of the sockets gives the numbers."""

    @property
    def is_reliable(self) -> bool:
        """A stream: nothing needs to be sent twice."""
        return self.transport is not Transport.UDP
