"""Finds the addresses of registrars and peers on a thread of its own: no call ever waits for DNS."""

import ipaddress
import queue
import socket
import threading
from collections.abc import Callable

import msgspec

from agent.call.sentence import say

RESOLVE_AGAIN_SECONDS = 30.0


class Resolved(msgspec.Struct, frozen=True):
    """The sources one line may hear from; empty when a name has no address now."""

    line: str
    sources: tuple[str, ...]
    because: str = ""
    """Why there are none, as a sentence."""


def resolve(line: str, names: tuple[str, ...], welcome: tuple[str, ...] = ()) -> Resolved:
    """IPv4 addresses and networks of these hosts, addresses and networks, in that order.

    Behind them those of `welcome`, of which each may be unknown: a telephone that is away closes no line.
    """
    sources: list[str] = []
    for name in names:
        try:
            sources.append(_as_network(name))
            continue
        except ValueError:
            pass
        try:
            found = socket.getaddrinfo(name, None, socket.AF_INET, socket.SOCK_DGRAM)
        except OSError as error:
            return Resolved(
                line,
                (),
                say("no address is known for {name!r} ({error})", name=name, error=error.strerror or error),
            )
        except ValueError as error:
            # A label of more than 63 characters, or an empty one: no question to ask at all.
            return Resolved(line, (), say("{name!r} is no host name ({error})", name=name, error=error))
        sources += sorted({str(answer[4][0]) for answer in found})
    for name in welcome:
        sources += resolve(line, (name,)).sources
    return Resolved(line, tuple(dict.fromkeys(sources)))


def _as_network(name: str) -> str:
    network = ipaddress.ip_network(name, strict=False)
    if network.version != 4:
        raise ValueError("the SIP stack here speaks IPv4 only")
    return str(network.network_address) if network.num_addresses == 1 else str(network)


class Resolver:
    """Answers through `tell`, from its own thread."""

    def __init__(self, tell: Callable[[Resolved], None]) -> None:
        self._tell = tell
        self._questions: queue.SimpleQueue[tuple[str, tuple[str, ...], tuple[str, ...]]] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="resolver", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def ask(self, line: str, names: tuple[str, ...], welcome: tuple[str, ...] = ()) -> None:
        self._questions.put((line, names, welcome))

    def _run(self) -> None:
        while True:
            self._tell(resolve(*self._questions.get()))
