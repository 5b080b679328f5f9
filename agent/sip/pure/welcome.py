"""Who may speak to a line: its registrar, its peers and its telephones, by their addresses alone.

The kernel drops what comes from elsewhere where it can (`agent.sip.packet_filter`); here the same is asked once
more, for what the kernel does not filter: IPv6, connections, and computers without such a filter.
"""

import ipaddress
import logging
import socket
from collections.abc import Sequence
from functools import lru_cache

from agent.sip.packet_filter import lock

log = logging.getLogger(__name__)


class Welcome:
    """Addresses and networks; a value, so whoever is told of others makes another."""

    def __init__(self, sources: Sequence[str]) -> None:
        self._networks = [ipaddress.ip_network(source, strict=False) for source in sources]
        self._ipv4 = tuple(source for source in sources if ":" not in source)
        # One INVITE a millisecond comes from the box; strangers may come from anywhere.
        self.includes = lru_cache(256)(self._includes)

    def _includes(self, address: str) -> bool:
        try:
            known = ipaddress.ip_address(address.partition("%")[0])
        except ValueError:
            return False
        if isinstance(known, ipaddress.IPv6Address) and known.ipv4_mapped:
            known = known.ipv4_mapped
        return any(known in network for network in self._networks)

    def guard(self, sock: socket.socket) -> None:
        """Let the kernel drop what is not welcome; without such a kernel the question above does it alone."""
        if sock.family != socket.AF_INET:
            return
        try:
            lock(sock.fileno(), self._ipv4)
        except OSError as error:
            log.warning("the kernel filters no packets here (%s); the engine does", error)
