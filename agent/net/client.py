"""The only way out for lists: public addresses, resolved once, within a set time.

A list's server may be hostile, or its name may be made to point into the house.  So a name is
resolved once, every address it has must be public, and the connection goes to that very address
(TLS still checks the name).  The one exception is a host the household declared its own.
"""

import functools
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import httpcore
import httpx

from agent import __version__
from agent.call.sentence import say
from agent.net.unpacking import ACCEPTED

Client = httpx.Client
"""What `open_client` gives, for those who are handed one and import no httpx."""
Resolve = Callable[[str, int], list[str]]
"""Host and port -> its addresses."""

USER_AGENT = f"Tranquille/{__version__} (Linux; Python)"
DEADLINE = "deadline_seconds"
"""Request extension: the monotonic second after which nothing of the answer is read any more."""
_ADDRESSES_TRIED = 3
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class AddressRefused(httpx.ConnectError):
    """The address is not one that a list may come from."""


def addresses_of(host: str, port: int) -> list[str]:
    """Resolve a name the way the system does."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[4][0]) for address in found))


def is_public(address: str) -> bool:
    """Tell whether an address is on the open internet, seen through every IPv6 disguise."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner: ipaddress.IPv4Address | None = None
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    if inner is not None and not (inner.is_global and not inner.is_multicast):
        return False
    return ip.is_global and not ip.is_multicast


def open_client(
    *,
    own_url: str = "",
    resolve: Resolve = addresses_of,
    clock: Callable[[], float] = time.monotonic,
    connect_seconds: float = 5.0,
    tls: ssl.SSLContext | None = None,
) -> Client:
    """A client that reaches public addresses, and the host of `own_url` wherever it is.

    It follows no redirects, reads no proxy settings and keeps no cookies: a server shall not know a household
    again, and what it sends as one may be no header that can be sent back.
    """
    transport = _GuardedTransport(_Guard(own_url, resolve, clock, connect_seconds), tls)
    timeout = httpx.Timeout(10.0, connect=connect_seconds)
    client = Client(
        transport=transport,
        timeout=timeout,
        follow_redirects=False,
        trust_env=False,
        headers={"User-Agent": USER_AGENT, "Accept-Encoding": ACCEPTED},
    )
    client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=()))
    return client


def origin_of(url: httpx.URL) -> tuple[str, str, int]:
    """Scheme, host and port: what must be equal for two addresses to be the same server."""
    return url.scheme, url.host, url.port or (443 if url.scheme == "https" else 80)


class _Guard(httpcore.NetworkBackend):
    """Opens connections to allowed addresses only; its streams stop at the deadline."""

    def __init__(
        self, own_url: str, resolve: Resolve, clock: Callable[[], float], connect_seconds: float
    ) -> None:
        own = origin_of(httpx.URL(own_url)) if own_url else None
        self._own_host_and_port = own[1:] if own else None
        self._resolve = resolve
        self._backend = httpcore.SyncBackend()
        self._connect_seconds = connect_seconds
        self.clock = clock
        self.deadline = float("inf")

    def left_seconds(self, wanted: float | None) -> float:
        left = self.deadline - self.clock()
        if left <= 0:
            raise httpcore.ReadTimeout(say("the time set for this list is over"))
        return left if wanted is None else min(wanted, left)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            addresses = self._resolve(host, port)
        except (OSError, UnicodeError) as error:  # UnicodeError: a name no server can have
            raise httpcore.ConnectError(
                say("{host} has no address ({error})", host=host[:100], error=error)
            ) from error
        if (host, port) != self._own_host_and_port:
            for address in addresses:
                if not is_public(address):
                    raise AddressRefused(
                        say(
                            "{host} is at {address}, which is no public address; if the list lives in your "
                            "house, set local = true",
                            host=host,
                            address=address,
                        )
                    )
        failure: Exception = httpcore.ConnectError(say("{host} has no address", host=host))
        for address in addresses[:_ADDRESSES_TRIED]:
            try:
                seconds = self.left_seconds(self._connect_seconds)
                return _TimedStream(self._backend.connect_tcp(address, port, timeout=seconds), self)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore.NetworkStream:
        raise AddressRefused(say("a list cannot come from a local socket"))


class _TimedStream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, guard: _Guard) -> None:
        self._stream = stream
        self._guard = guard

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._guard.left_seconds(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._guard.left_seconds(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, self._guard.left_seconds(timeout))
        return _TimedStream(secured, self._guard)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _GuardedTransport(httpx.HTTPTransport):
    """httpx's own, but every connection is opened by the guard."""

    def __init__(self, guard: _Guard, tls: ssl.SSLContext | None) -> None:
        context = tls or _trusted_authorities()
        super().__init__(verify=context, trust_env=False)
        # An httpx that keeps its connections elsewhere than here raises, rather than connect unguarded.
        self._pool.close()
        self._pool = httpcore.ConnectionPool(
            ssl_context=context, network_backend=guard, max_connections=2, keepalive_expiry=30.0
        )
        self._guard = guard

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self._guard.deadline = float(request.extensions.get(DEADLINE, "inf"))
        return super().handle_request(request)


@functools.cache
def _trusted_authorities() -> ssl.SSLContext:
    """Reading the certificates takes longer than most syncs, so it is done once."""
    return httpx.create_ssl_context(trust_env=False)
