"""Addresses of the household's own servers and telephones, asked for on the resolver's thread and kept.

Only names from the household's settings come here; no name that a caller wrote is ever looked up.
"""

import ipaddress
from collections.abc import Callable

from agent.sip.resolver import RESOLVE_AGAIN_SECONDS, Resolved, Resolver


class Names:
    """Belongs to the engine's thread; answers are left for it by the resolver's."""

    def __init__(self, heard: Callable[[], None]) -> None:
        """`heard` is called from the resolver's thread when an answer is there."""
        self._heard = heard
        self._known: dict[str, str] = {}
        self._ask_at_seconds: dict[str, float] = {}
        self._resolver: Resolver | None = None

    def address_of(self, host: str, now_seconds: float) -> str | None:
        """The address; None while none is known, and then it is being asked for."""
        try:
            return str(ipaddress.ip_address(host.strip("[]")))
        except ValueError:
            pass
        if now_seconds >= self._ask_at_seconds.get(host, 0.0):
            self._ask_at_seconds[host] = now_seconds + RESOLVE_AGAIN_SECONDS
            self._ask(host)
        return self._known.get(host)

    def _ask(self, host: str) -> None:
        if self._resolver is None:
            self._resolver = Resolver(self._resolved)
            self._resolver.start()
        self._resolver.ask(host, (host,))

    def _resolved(self, answer: Resolved) -> None:
        if answer.sources:
            # One assignment: the engine's thread sees the old one or the new.
            self._known[answer.line] = answer.sources[0]
            self._heard()
